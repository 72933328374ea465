//! A demo that has to be trained first says so, and keeps no other from being served.

use crate::server::send_to;
use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode};
use maquette::prelude::*;

#[derive(Inputs)]
struct Side {
    #[input(range = 0.0..=9.0)]
    side: f64,
}

#[derive(Choice)]
enum Size {
    Small,
    Large,
}

fn untrained() -> Demo {
    Demo::new(
        "sizes",
        Classifier::<Side, Size>::trained_by(Recipe::classifier::<Side, Size>(
            "size",
            b"side,size\n".as_slice(),
        )),
    )
}

fn app() -> Router {
    let square = Demo::function("square", |Side { side }| side * side).example("Three", Side { side: 3.0 });
    Maquette::new()
        .demo(untrained())
        .demo(square)
        .demo(untrained_that_waits())
        .router(None)
        .expect("it opens")
}

/// Its page would open without an answer, and so without a word.
fn untrained_that_waits() -> Demo {
    let recipe = Recipe::regressor::<Side>("size", b"side,size\n".as_slice());
    Demo::new("areas", Regressor::<Side>::trained_by(recipe)).autorun(false)
}

async fn check(request: Request<Body>, status: StatusCode, says: &str) {
    let about = format!("{} {}", request.method(), request.uri());
    let reply = send_to(app(), request).await;
    assert_eq!(reply.status, status, "{about}: {}", reply.body);
    assert!(reply.body.contains(says), "{about}: {}", reply.body);
}

#[tokio::test]
async fn the_others_are_served_and_its_page_says_how_to_train_it() {
    let get = |path: &str| Request::get(path).body(Body::empty()).expect("a request");
    let post = |path: &str| {
        let request = Request::post(path).header("content-type", "application/json");
        request.body(Body::from(r#"{"side": 2}"#)).expect("a request")
    };
    let words =
        |name: &str| format!("This model has no weights yet: train it with `cargo run -- train {name}`");
    check(get("/"), StatusCode::OK, "Square").await;
    check(get("/square"), StatusCode::OK, "9").await;
    check(post("/api/square/predict"), StatusCode::OK, "4").await;
    for path in ["/sizes", "/sizes?side=2", "/sizes?side=99"] {
        check(get(path), StatusCode::SERVICE_UNAVAILABLE, &words("sizes")).await;
    }
    check(get("/areas"), StatusCode::SERVICE_UNAVAILABLE, &words("areas")).await;
    check(post("/api/sizes/predict"), StatusCode::SERVICE_UNAVAILABLE, &words("sizes")).await;
    check(get("/health/ready"), StatusCode::SERVICE_UNAVAILABLE, "sizes has no weights yet").await;
}

#[test]
fn a_test_of_it_says_how_to_train_it() {
    let error = untrained().session().map(drop).expect_err("it has no weights");
    assert_eq!(
        format!("{error:#}"),
        "the demo sizes does not open: This model has no weights yet: train it with `cargo run -- train sizes` and start the \
         server again"
    );
}

/// Nothing could train it, so its author has to give it weights.
#[test]
fn without_a_training_it_does_not_open() {
    let net = Classifier::<Side, Size>::new(maquette::train::mlp([4]));
    let error =
        Maquette::new().demo(Demo::new("sizes", net)).open(None).map(drop).expect_err("it has no weights");
    assert_eq!(
        format!("{error:#}"),
        "the demo sizes does not open: it has no weights yet: give it some with `load` or `shipped`, or a recipe that makes \
         some with `trained_by`"
    );
}
