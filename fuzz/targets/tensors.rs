//! The Open Inference Protocol, whose tensors may be bytes behind the JSON. An input's first line is the header that
//! says how long the JSON is, and how the body is packed: "230" or "230 gzip".

#![no_main]

use libfuzzer_sys::fuzz_target;
use maquette::api::open_inference::{Data, Tensor, parse_request};
use maquette::axum::http::Request;
use maquette_fuzz::{EVERYTHING, Reply, ask, first_line};

const LENGTH: &str = "inference-header-content-length";

fuzz_target!(|data: &[u8]| {
    let Some((line, body)) = first_line(data) else { return };
    let (length, packing) = line.split_once(' ').unwrap_or((line, ""));
    let read = parse_request(body, length.parse().ok());
    for tensor in read.iter().flat_map(|request| &request.inputs) {
        assert_eq!(elements(tensor), tensor.shape.iter().product::<usize>(), "{tensor:?}");
    }

    let mut request = Request::post(format!("/v2/models/{EVERYTHING}/infer"));
    for (name, value) in [(LENGTH, length), ("content-encoding", packing)] {
        if !value.is_empty() {
            request = request.header(name, value);
        }
    }
    let Ok(request) = request.body(body.to_vec().into()) else { return };
    let reply = ask(request);
    if reply.status.is_success() {
        whole(&reply);
    } else {
        assert!(reply.json()["error"].is_string(), "{}", reply.json());
    }
});

fn elements(tensor: &Tensor) -> usize {
    match &tensor.data {
        Data::Bools(bools) => bools.len(),
        Data::Bytes(bytes) => bytes.len(),
        Data::Numbers(numbers) => numbers.len(),
        Data::Texts(texts) => texts.len(),
    }
}

/// The JSON of an answer says of each byte behind it whose it is.
fn whole(reply: &Reply) {
    let length = reply.header(LENGTH);
    let length = if length.is_empty() { reply.body.len() } else { length.parse().expect("a length") };
    let (json, bytes) = reply.body.split_at(length);
    let head: maquette::serde_json::Value = maquette::serde_json::from_slice(json).expect("JSON");
    let outputs = head["outputs"].as_array().expect("outputs").iter();
    let sizes = outputs.filter_map(|output| output["parameters"]["binary_data_size"].as_u64());
    assert_eq!(sizes.sum::<u64>(), bytes.len() as u64, "{head}");
}
