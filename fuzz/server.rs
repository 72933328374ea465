//! A whole server within the fuzzer's process, with a demo of each kind of input.

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::Request;
use maquette::prelude::*;
use std::sync::LazyLock;
use tokio::runtime::{Builder, Runtime};
use tower::ServiceExt;

/// One of each kind that a person or a program brings.
#[derive(Inputs)]
pub struct Everything {
    number: Option<f64>,
    #[input(range = 0..=9, default = 3)]
    whole: i32,
    yes: bool,
    word: Option<String>,
    picture: Option<Image>,
    drawing: Option<Sketch>,
    sound: Option<Audio>,
    file: Option<File>,
}

static RUNTIME: LazyLock<Runtime> =
    LazyLock::new(|| Builder::new_current_thread().enable_all().build().expect("a runtime"));

static SERVER: LazyLock<Router> = LazyLock::new(|| {
    let everything = Demo::function("everything", |all: Everything| all.word.unwrap_or_default());
    let count = Demo::stream("count", |all: Everything, _: &Work| 0..i64::from(all.whole));
    Maquette::new().demo(everything).demo(count).router(None).expect("the demos open")
});

/// Sends a request; whatever it is, the answer is no fault of the server's. Its body.
pub fn ask(request: Request<Body>) -> Vec<u8> {
    RUNTIME.block_on(async {
        let about = format!("{} {}", request.method(), request.uri());
        let response = SERVER.clone().oneshot(request).await.expect("infallible");
        let status = response.status().as_u16();
        assert!(status < 500 || status == 503, "{about} is answered with {status}");
        to_bytes(response.into_body(), 1 << 24).await.expect("a whole body").to_vec()
    })
}

/// A request with a body of a type.
pub fn post(path: &str, kind: &str, body: &[u8]) -> Vec<u8> {
    let request = Request::post(path).header("content-type", kind).body(Body::from(body.to_vec()));
    request.map(ask).unwrap_or_default()
}
