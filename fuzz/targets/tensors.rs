//! The body of an Open Inference request: JSON, and behind it the bytes of its tensors.
#![no_main]

use axum::body::Body;
use axum::http::Request;
use libfuzzer_sys::fuzz_target;
use maquette_fuzz::ask;

fuzz_target!(|input: (u16, &[u8])| {
    let (json, body) = input;
    let request = Request::post("/v2/models/everything/infer")
        .header("inference-header-content-length", json)
        .body(Body::from(body.to_vec()));
    ask(request.expect("a request"));
});
