//! How benchmarks ask a server within this process.

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::Request;
use tower::ServiceExt;

/// Posts JSON to an address; the status and the body.
pub(crate) async fn ask(router: &Router, address: &str, json: &str) -> (u16, Vec<u8>) {
    let request = Request::post(address).header("content-type", "application/json");
    let request = request.body(Body::from(json.to_owned())).expect("a request");
    let response = router.clone().oneshot(request).await.expect("infallible");
    let status = response.status().as_u16();
    (status, to_bytes(response.into_body(), usize::MAX).await.expect("a body").to_vec())
}

/// The inputs of a demo's first example, as the JSON door wants them.
pub(crate) async fn first_example(router: &Router, demo: &str) -> serde_json::Value {
    let request = Request::get(format!("/api/{demo}")).body(Body::empty()).expect("a request");
    let response = router.clone().oneshot(request).await.expect("infallible");
    let body = to_bytes(response.into_body(), usize::MAX).await.expect("a body");
    let mut described: serde_json::Value = serde_json::from_slice(&body).expect("JSON");
    described["examples"][0]["inputs"].take()
}
