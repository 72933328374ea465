//! Every door that takes JSON.
#![no_main]

use libfuzzer_sys::fuzz_target;
use maquette_fuzz::post;

const DOORS: [&str; 10] = [
    "/api/everything/predict",
    "/api/everything/batch",
    "/v1/models/everything:predict",
    "/invocations?model_name=everything",
    "/predictions/everything",
    "/bento/everything",
    "/mcp",
    "/gradio_api/queue/join",
    "/gradio_api/call/everything",
    "/gradio_api/run/everything",
];

fuzz_target!(|bytes: &[u8]| {
    if let Some((door, body)) = bytes.split_first() {
        post(DOORS[usize::from(*door) % DOORS.len()], "application/json", body);
    }
});
