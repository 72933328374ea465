//! Maquette's own JSON: whatever is sent, a prediction comes back or what is wrong with it.

#![no_main]

use libfuzzer_sys::fuzz_target;
use maquette::axum::http::Request;
use maquette_fuzz::{EVERYTHING, ask};

fuzz_target!(|body: &[u8]| {
    let request =
        Request::post(format!("/api/{EVERYTHING}/predict")).header("content-type", "application/json");
    let reply = ask(request.body(body.to_vec().into()).expect("a request"));
    let json = reply.json();
    let key = if reply.status.is_success() { "prediction" } else { "detail" };
    assert!(!json[key].is_null(), "{} without {key}: {json}", reply.status);
});
