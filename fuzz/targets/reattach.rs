//! Whoever comes back to a stream, and says which piece they saw last.
#![no_main]

use axum::body::Body;
use axum::http::{HeaderValue, Request};
use libfuzzer_sys::fuzz_target;
use maquette_fuzz::{ask, post};
use std::sync::LazyLock;

static JOB: LazyLock<String> = LazyLock::new(|| {
    let begun = String::from_utf8(post("/api/count/jobs", "application/json", b"{\"yes\": true}"));
    let begun = begun.expect("text");
    let id = begun.split("\"id\":\"").nth(1).and_then(|rest| rest.split('"').next());
    id.expect("a job has begun").to_owned()
});

fuzz_target!(|bytes: &[u8]| {
    let Ok(seen) = HeaderValue::from_bytes(bytes) else { return };
    let path = format!("/api/count/jobs/{}/events", *JOB);
    let request = Request::get(path).header("last-event-id", seen).body(Body::empty());
    let told = ask(request.expect("a request"));
    assert!(told.ends_with(b"\n\n"), "a stream ends with a whole event");

    let Ok(hash) = std::str::from_utf8(bytes) else { return };
    if let Ok(request) =
        Request::get(format!("/gradio_api/call/count/{hash}")).body(Body::empty())
    {
        ask(request);
    }
});
