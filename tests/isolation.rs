//! Demos that panic, hang or fail: only the visitor whose inputs caused it sees an error, and every demo goes on.

use crate::server::{Reply, send_to};
use axum::Router;
use axum::body::Body;
use axum::http::Request;
use maquette::prelude::*;
use std::sync::Mutex;
use std::sync::mpsc::channel;
use std::time::Duration;

#[derive(Inputs)]
struct Word {
    word: String,
}

fn app(demos: impl IntoIterator<Item = Demo>) -> Router {
    demos.into_iter().fold(Maquette::new(), Maquette::demo).router(None).expect("it opens")
}

async fn ask(app: &Router, demo: &str, word: &str) -> Reply {
    let request = Request::post(format!("/api/{demo}/predict")).header("content-type", "application/json");
    let inputs = serde_json::json!({ "word": word }).to_string();
    send_to(app.clone(), request.body(Body::from(inputs)).expect("a request")).await
}

async fn check(app: &Router, demo: &str, word: &str, status: u16, text: &str) {
    let reply = ask(app, demo, word).await;
    assert_eq!(reply.status.as_u16(), status, "{}", reply.body);
    assert!(reply.body.contains(text), "{text} is not in {}", reply.body);
    let page = Request::get(format!("/{demo}?word={word}")).body(Body::empty()).expect("a request");
    let page = send_to(app.clone(), page).await;
    assert_eq!(page.status.as_u16(), status, "{}", page.body);
    assert!(page.body.contains(text), "{text} is not on the page");
}

fn shout() -> Demo {
    Demo::function("shout", |Word { word }| word.to_uppercase())
}

#[tokio::test]
async fn a_panic_is_one_visitors_error_and_the_demo_goes_on() {
    let demo = Demo::function("moody", |Word { word }| {
        assert!(word != "boo", "a secret of the author's");
        word
    });
    let app = app([demo, shout()]);
    for _ in 0..3 {
        check(&app, "moody", "boo", 500, "Something failed on our side. Reference ").await;
        assert!(!ask(&app, "moody", "boo").await.body.contains("secret"));
        check(&app, "moody", "hello", 200, "hello").await;
    }
    check(&app, "shout", "boo", 200, "BOO").await;
}

/// Of five requests in one batch one causes a panic: the others get their answers.
#[tokio::test]
async fn a_panic_in_a_batch_fails_only_its_own_row() {
    struct Moody;
    impl Model for Moody {
        type Inputs = Word;
        type Output = String;
        type Error = std::convert::Infallible;

        fn forward(&mut self, batch: Vec<Word>) -> Result<Vec<String>, Self::Error> {
            assert!(batch.iter().all(|Word { word }| word != "boo"));
            Ok(batch.into_iter().map(|Word { word }| word.to_uppercase()).collect())
        }
    }
    let app = app([Demo::new("moody", Moody)]);
    let words = ["a", "b", "boo", "c", "d"];
    let replies = futures_util::future::join_all(words.iter().map(|word| ask(&app, "moody", word))).await;
    let statuses: Vec<_> = replies.iter().map(|reply| reply.status.as_u16()).collect();
    assert_eq!(statuses, [200, 200, 500, 200, 200]);
    assert_eq!(replies[3].json()["prediction"], serde_json::json!({ "text": "C" }));
}

#[tokio::test]
async fn an_endless_demo_times_out_and_delays_no_other() {
    let endless = Demo::function("endless", |Word { .. }| -> String {
        loop {
            std::thread::park();
        }
    });
    let app = app([endless.time_limit(Duration::from_millis(20)), shout()]);
    check(&app, "shout", "a", 200, "A").await;
    let first = ask(&app, "endless", "a").await;
    assert_eq!(first.status.as_u16(), 504, "{}", first.body);
    assert!(first.body.contains("The demo did not answer within 1 s"), "{}", first.body);
    check(&app, "endless", "a", 503, "The demo is stuck: it has been busy with one question").await;
    assert_eq!(ask(&app, "endless", "a").await.header("retry-after"), "60");
    check(&app, "shout", "b", 200, "B").await;
}

#[tokio::test]
async fn a_slow_demo_delays_no_other() {
    let (go, wait) = channel();
    let wait = Mutex::new(wait);
    let slow = Demo::function("slow", move |Word { word }| {
        wait.lock().expect("no panic").recv().expect("a signal");
        word
    });
    let app = app([slow, shout()]);
    let (waiting, ()) = tokio::join!(ask(&app, "slow", "late"), async {
        for _ in 0..20 {
            check(&app, "shout", "now", 200, "NOW").await;
        }
        go.send(()).expect("it is still waiting");
    });
    assert_eq!(waiting.json()["prediction"], serde_json::json!({ "text": "late" }));
}

#[tokio::test]
async fn requests_wait_for_a_model_that_is_loading() {
    let (load, loaded) = channel::<()>();
    let app = app([Demo::load("late", move || loaded.recv().map(|()| Late)), shout()]);
    check(&app, "late", "a", 503, "The model is loading. Try again in a moment").await;
    assert_eq!(ask(&app, "late", "a").await.header("retry-after"), "1");
    let ready = Request::get("/health/ready").body(Body::empty()).expect("a request");
    assert_eq!(send_to(app.clone(), ready).await.status.as_u16(), 503);
    check(&app, "shout", "a", 200, "A").await;
    load.send(()).expect("it is waiting");
    check(&app, "late", "a", 200, "A").await;
}

struct Late;

impl Model for Late {
    type Inputs = Word;
    type Output = String;
    type Error = std::convert::Infallible;

    fn forward(&mut self, batch: Vec<Word>) -> Result<Vec<String>, Self::Error> {
        Ok(batch.into_iter().map(|Word { word }| word.to_uppercase()).collect())
    }
}

/// Visitors read the text of a refusal, and a reference to the log for any other error.
#[tokio::test]
async fn an_error_becomes_a_reference_and_a_refusal_its_text() {
    let app = app([
        Demo::function("fails", |Word { word }| Err::<String, _>(std::io::Error::other(word))),
        Demo::function("refuses", |Word { word }| Err::<String, _>(Refusal::new(format!("No {word} here")))),
        Demo::load("missing", || Err::<Nothing, _>(Refusal::new("no such file"))),
    ]);
    check(&app, "fails", "secret", 500, "Reference ").await;
    check(&app, "refuses", "cats", 422, "No cats here").await;
    check(&app, "missing", "a", 503, "The model is not loaded").await;
}

struct Nothing;

impl Model for Nothing {
    type Inputs = Word;
    type Output = String;
    type Error = std::convert::Infallible;

    fn forward(&mut self, _: Vec<Word>) -> Result<Vec<String>, Self::Error> {
        Ok(vec![])
    }
}
