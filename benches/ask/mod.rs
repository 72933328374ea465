//! How benchmarks ask a server within this process.

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::Request;
use tower::ServiceExt;

/// Asks through the JSON door; the status and the body.
pub(crate) async fn ask(router: &Router, demo: &str, inputs: &str) -> (u16, Vec<u8>) {
    let request = Request::post(format!("/api/{demo}/predict")).header("content-type", "application/json");
    let request = request.body(Body::from(inputs.to_owned())).expect("a request");
    let response = router.clone().oneshot(request).await.expect("infallible");
    let status = response.status().as_u16();
    (status, to_bytes(response.into_body(), usize::MAX).await.expect("a body").to_vec())
}

/// The inputs of a demo's first example, as the JSON door wants them.
pub(crate) async fn first_example(router: &Router, demo: &str) -> String {
    let request = Request::get(format!("/api/{demo}")).body(Body::empty()).expect("a request");
    let response = router.clone().oneshot(request).await.expect("infallible");
    let body = to_bytes(response.into_body(), usize::MAX).await.expect("a body");
    let described: serde_json::Value = serde_json::from_slice(&body).expect("JSON");
    described["examples"][0]["inputs"].to_string()
}
