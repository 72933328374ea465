//! The Open Inference Protocol.

use super::{ask, post, ready, status_and_body};
use crate::server::{Reply, get, send_to};
use axum::body::Body;
use axum::http::Request;
use flate2::Compression;
use flate2::write::{GzEncoder, ZlibEncoder};
use insta::assert_snapshot;
use maquette::prelude::*;
use serde_json::{Value, json};
use std::io::Write;

const INFER: &str = "/v2/models/penguins/infer";
const LENGTH: &str = "inference-header-content-length";
const MEASURES: [(&str, f64); 4] =
    [("bill_length", 46.1), ("bill_depth", 14.2), ("flipper_length", 211.0), ("body_mass", 4500.0)];

/// A Gentoo, in JSON.
fn gentoo() -> Value {
    let input = |(name, value): (&str, f64)| json!({ "name": name, "shape": [1], "datatype": "FP64", "data": [value] });
    json!({ "inputs": MEASURES.map(input) })
}

/// The same as bytes behind the JSON, and how long that is.
fn binary(parameters: Value) -> (String, Vec<u8>) {
    let input = |(name, _): (&str, f64)| json!({ "name": name, "shape": [1, 1], "datatype": "FP32", "parameters": { "binary_data_size": 4 } });
    let mut body =
        json!({ "inputs": MEASURES.map(input), "parameters": parameters }).to_string().into_bytes();
    let length = body.len().to_string();
    MEASURES.iter().for_each(|(_, value)| body.extend((*value as f32).to_le_bytes()));
    (length, body)
}

async fn infer(body: &Value) -> Reply {
    post(INFER, body.to_string()).await
}

async fn refused(body: &Value) -> String {
    status_and_body(&infer(body).await)
}

/// The JSON of a reply and each output's bytes.
fn unpacked(reply: &Reply) -> (Value, Vec<Vec<u8>>) {
    let length: usize = reply.header(LENGTH).parse().expect("a length");
    let (json, mut bytes) = reply.bytes.split_at(length);
    let json: Value = serde_json::from_slice(json).expect("JSON");
    let outputs = json["outputs"].as_array().expect("outputs").iter();
    let blobs = outputs.map(|output| {
        let size = output["parameters"]["binary_data_size"].as_u64().unwrap_or_default() as usize;
        let (blob, rest) = bytes.split_at(size);
        bytes = rest;
        blob.to_vec()
    });
    let blobs = blobs.collect();
    assert!(bytes.is_empty(), "bytes are left over");
    (json, blobs)
}

#[tokio::test]
async fn the_server_and_its_models_describe_themselves() {
    ready().await;
    assert_snapshot!(status_and_body(&get("/v2").await), @r#"200 {"extensions":["binary_tensor_data","classification","parameters","model_configuration","statistics"],"name":"maquette","version":"0.1.0"}"#);
    assert_eq!(get("/v2/").await.json(), get("/v2").await.json());
    assert_snapshot!(status_and_body(&get("/v2/health/live").await), @r#"200 {"live":true}"#);
    assert_snapshot!(status_and_body(&get("/v2/health/ready").await), @r#"200 {"ready":true}"#);
    assert_snapshot!(status_and_body(&get("/v2/models/penguins/ready").await), @r#"200 {"name":"penguins","ready":true}"#);
    assert_snapshot!(status_and_body(&get("/v2/models/penguins").await), @r#"200 {"inputs":[{"datatype":"FP64","name":"bill_length","shape":[-1]},{"datatype":"FP64","name":"bill_depth","shape":[-1]},{"datatype":"FP64","name":"flipper_length","shape":[-1]},{"datatype":"FP64","name":"body_mass","shape":[-1]},{"datatype":"BYTES","name":"island","shape":[-1]},{"datatype":"BYTES","name":"sex","shape":[-1]}],"name":"penguins","outputs":[{"datatype":"BYTES","name":"label","shape":[-1]},{"datatype":"FP64","name":"probability","shape":[-1]},{"datatype":"BYTES","name":"classes","shape":[-1,-1]},{"datatype":"FP64","name":"probabilities","shape":[-1,-1]},{"datatype":"BYTES","name":"prediction","shape":[-1]}],"platform":"maquette_candle","versions":["1","a hash"]}"#);
    assert_snapshot!(status_and_body(&get("/v2/models/houses/versions/1/config").await), @r#"200 {"backend":"maquette","input":[{"data_type":"TYPE_FP64","dims":[-1],"name":"gr_liv_area"},{"data_type":"TYPE_FP64","dims":[-1],"name":"total_bsmt_sf"},{"data_type":"TYPE_FP64","dims":[-1],"name":"lot_area"},{"data_type":"TYPE_INT64","dims":[-1],"name":"bedroom_abvgr"},{"data_type":"TYPE_INT64","dims":[-1],"name":"full_bath"},{"data_type":"TYPE_INT64","dims":[-1],"name":"fireplaces"},{"data_type":"TYPE_INT64","dims":[-1],"name":"garage_cars"},{"data_type":"TYPE_INT64","dims":[-1],"name":"year_built"},{"data_type":"TYPE_INT64","dims":[-1],"name":"year_remod_add"},{"data_type":"TYPE_STRING","dims":[-1],"name":"overall_cond"},{"data_type":"TYPE_STRING","dims":[-1],"name":"neighborhood"},{"data_type":"TYPE_STRING","dims":[-1],"name":"bldg_type"}],"max_batch_size":0,"name":"houses","output":[{"data_type":"TYPE_FP64","dims":[-1],"name":"value"},{"data_type":"TYPE_FP64","dims":[-1],"name":"low"},{"data_type":"TYPE_FP64","dims":[-1],"name":"high"},{"data_type":"TYPE_STRING","dims":[-1],"name":"prediction"}],"platform":"maquette_candle"}"#);
    assert_snapshot!(status_and_body(&get("/v2/models/seattle").await), @r#"200 {"inputs":[{"datatype":"BYTES","name":"measure","shape":[-1]},{"datatype":"BYTES","name":"from","shape":[-1]},{"datatype":"BYTES","name":"to","shape":[-1]},{"datatype":"BYTES","name":"weather","shape":[-1]},{"datatype":"BOOL","name":"smooth","shape":[-1]}],"name":"seattle","outputs":[{"datatype":"BYTES","name":"prediction","shape":[-1]}],"platform":"maquette_candle","versions":["1"]}"#);
    let index = post("/v2/repository/index", r#"{"ready":true}"#).await.json();
    assert_eq!(index.as_array().map(Vec::len), Some(maquette_gallery::demos::DEMOS.len()));
    assert_eq!(index[8], json!({ "name": "seattle", "version": "1", "state": "READY", "reason": "" }));
}

#[tokio::test]
async fn json_in_and_json_out() {
    let reply = infer(&gentoo()).await;
    assert_eq!((reply.header("content-type"), reply.header(LENGTH)), ("application/json", ""));
    assert_snapshot!(status_and_body(&reply), @r#"200 {"model_name":"penguins","model_version":"a hash","outputs":[{"data":["Gentoo"],"datatype":"BYTES","name":"label","shape":[1]},{"data":[1.0],"datatype":"FP64","name":"probability","shape":[1]},{"data":["Adelie","Chinstrap","Gentoo"],"datatype":"BYTES","name":"classes","shape":[1,3]},{"data":[0.0,0.0,1.0],"datatype":"FP64","name":"probabilities","shape":[1,3]}]}"#);
    let mut request = gentoo();
    request["id"] = json!("42");
    request["model_name"] = json!("whatever");
    request["outputs"] = json!([
        { "name": "label", "parameters": { "binary_data": false } },
        { "name": "probabilities", "parameters": { "classification": 2 } },
    ]);
    assert_snapshot!(status_and_body(&infer(&request).await), @r#"200 {"id":"42","model_name":"penguins","model_version":"a hash","outputs":[{"data":["Gentoo"],"datatype":"BYTES","name":"label","shape":[1]},{"data":["0.999937:2:Gentoo","0.000058:1:Chinstrap"],"datatype":"BYTES","name":"probabilities","shape":[1,2]}]}"#);
    request["outputs"] = json!([{ "name": "prediction" }]);
    let whole = infer(&request).await.json();
    let whole: Value =
        serde_json::from_str(whole["outputs"][0]["data"][0].as_str().expect("JSON")).expect("JSON");
    assert_eq!(whole["classes"]["label"], "Gentoo");
}

#[tokio::test]
async fn bytes_in_and_bytes_out() {
    let expected = infer(&gentoo()).await.json();
    let (length, body) = binary(json!({ "binary_data_output": true }));
    let reply = ask("POST", INFER, &[(LENGTH, &length)], body).await;
    assert_eq!(reply.header("content-type"), "application/octet-stream");
    let (json, blobs) = unpacked(&reply);
    assert_eq!(
        json["outputs"][0],
        json!({
            "name": "label", "datatype": "BYTES", "shape": [1], "parameters": { "binary_data_size": 10 },
        })
    );
    assert_eq!(blobs[0], b"\x06\0\0\0Gentoo");
    assert_eq!(blobs[2], b"\x06\0\0\0Adelie\x09\0\0\0Chinstrap\x06\0\0\0Gentoo");
    let probability = f64::from_le_bytes(blobs[1][..].try_into().expect("eight bytes"));
    assert!((probability - expected["outputs"][1]["data"][0].as_f64().expect("a number")).abs() < 1e-5);
    assert_eq!(blobs[3].len(), 24);

    // What an output says itself counts for more, and the two may be mixed.
    let (_, body) = binary(json!({}));
    let json_length = body.len() - 16;
    let mut head: Value = serde_json::from_slice(&body[..json_length]).expect("JSON");
    head["parameters"] = json!({ "binary_data_output": true });
    head["outputs"] =
        json!([{ "name": "label", "parameters": { "binary_data": false } }, { "name": "probability" }]);
    let head = head.to_string();
    let mixed = [head.as_bytes(), &body[json_length..]].concat();
    let reply = ask("POST", INFER, &[(LENGTH, &head.len().to_string())], mixed).await;
    let (json, blobs) = unpacked(&reply);
    assert_eq!((&json["outputs"][0]["data"], blobs[0].len(), blobs[1].len()), (&json!(["Gentoo"]), 0, 8));
}

#[tokio::test]
async fn bodies_may_be_packed_and_answers_are_not() {
    let (length, body) = binary(json!({}));
    let mut gzip = GzEncoder::new(vec![], Compression::default());
    gzip.write_all(&body).expect("packed");
    let gzip = gzip.finish().expect("packed");
    let mut deflate = ZlibEncoder::new(vec![], Compression::default());
    deflate.write_all(&body).expect("packed");
    let deflate = deflate.finish().expect("packed");
    for (encoding, body) in [("gzip", gzip.clone()), ("deflate", deflate), ("identity", body)] {
        let headers =
            [("content-encoding", encoding), (LENGTH, &length), ("accept-encoding", "gzip, deflate, br")];
        let reply = ask("POST", INFER, &headers, body).await;
        assert_eq!((reply.status.as_u16(), reply.header("content-encoding")), (200, ""), "{encoding}");
        assert_eq!(reply.json()["outputs"][0]["data"], json!(["Gentoo"]));
    }
    let packed = async |encoding: &str, body: Vec<u8>| {
        status_and_body(&ask("POST", INFER, &[("content-encoding", encoding)], body).await)
    };
    assert_snapshot!(packed("br", vec![]).await, @r#"415 {"error":"The Content-Encoding br is not supported; compress it with gzip or deflate, or send it as it is"}"#);
    assert_snapshot!(packed("gzip", gzip[..20].to_vec()).await, @r#"400 {"error":"The body is no gzip, as its Content-Encoding says, or it is damaged"}"#);
    assert_snapshot!(packed("deflate", b"hello".to_vec()).await, @r#"400 {"error":"The body is no deflate, as its Content-Encoding says, or it is damaged"}"#);
    let mut bomb = GzEncoder::new(vec![], Compression::best());
    (0..40).for_each(|_| bomb.write_all(&[b' '; 1 << 20]).expect("packed"));
    assert_snapshot!(packed("gzip", bomb.finish().expect("packed")).await, @r#"413 {"error":"The body is larger than the 32768 KiB a request may take"}"#);
    // What people read is.
    let reply = ask("GET", "/penguins", &[("accept-encoding", "gzip")], "").await;
    assert_eq!(reply.header("content-encoding"), "gzip");
}

#[tokio::test]
async fn many_rows_and_pictures_at_once() {
    let pixels = vec![0_u8; 3 * 28 * 28];
    let picture = |place: usize, value: u8| (place * 784 + 300..place * 784 + 330).map(move |at| (at, value));
    let mut drawn = pixels;
    for (at, value) in (0..3).flat_map(|place| picture(place, 255)) {
        drawn[at] = value;
    }
    let head = json!({ "inputs": [{
        "name": "drawing", "shape": [3, 28, 28], "datatype": "UINT8", "parameters": { "binary_data_size": drawn.len() },
    }] }).to_string();
    let body = [head.as_bytes(), &drawn].concat();
    let path = "/v2/models/digits/infer";
    let bytes = ask("POST", path, &[(LENGTH, &head.len().to_string())], body).await.json();
    assert_eq!(bytes["outputs"][3]["shape"], json!([3, 10]));
    let nested: Vec<Vec<&[u8]>> = drawn.chunks(784).map(|image| image.chunks(28).collect()).collect();
    let json = json!({ "inputs": [{ "name": "drawing", "shape": [3, 28, 28], "datatype": "FP32", "data": nested }] });
    assert_eq!(post(path, json.to_string()).await.json()["outputs"], bytes["outputs"]);
}

#[tokio::test]
async fn models_and_versions_that_are_not_there() {
    let version = crate::server::GALLERY.find("penguins").expect("penguins").demo.version.clone();
    for known in ["1", version.as_str()] {
        assert_eq!(get(&format!("/v2/models/penguins/versions/{known}/ready")).await.status.as_u16(), 200);
    }
    let request = async |path: &str| status_and_body(&get(path).await);
    assert_snapshot!(request("/v2/models/dodos").await, @r#"404 {"error":"Request for unknown model: 'dodos' is not found"}"#);
    assert_snapshot!(request("/v2/models/dod%20os/ready").await, @r#"404 {"error":"Request for unknown model: 'dod os' is not found"}"#);
    assert_snapshot!(request("/v2/models/%FF/ready").await, @r#"404 {"error":"Request for unknown model: '' is not found"}"#);
    assert_snapshot!(request("/v2/models/penguins/versions/9/ready").await, @r#"404 {"error":"Request for unknown model: 'penguins' version 9 is not found"}"#);
    assert_snapshot!(status_and_body(&post("/v2/models/dodos/infer", "{").await), @r#"404 {"error":"Request for unknown model: 'dodos' is not found"}"#);
    assert_snapshot!(request("/v2/fly").await, @r#"404 {"error":"There is nothing at /v2/fly"}"#);
    assert_snapshot!(request(INFER).await, @r#"405 {"error":"GET is not a method of /v2/models/penguins/infer; the header Allow says which are"}"#);
    assert_snapshot!(status_and_body(&post("/v2/repository/models/penguins/load", "{}").await), @r#"404 {"error":"There is nothing at /v2/repository/models/penguins/load"}"#);
    assert_eq!(get("/v2/models/%70enguins/ready").await.status.as_u16(), 200);
}

#[tokio::test]
async fn requests_that_are_none() {
    let request = |change: fn(&mut Value)| {
        let mut request = gentoo();
        change(&mut request);
        request
    };
    assert_snapshot!(status_and_body(&post(INFER, "").await), @r#"400 {"error":"This is no request: EOF while parsing a value at line 1 column 0"}"#);
    assert_snapshot!(status_and_body(&post(INFER, "[1]").await), @r#"400 {"error":"This is no request: invalid type: integer `1`, expected a string at line 1 column 2"}"#);
    assert_snapshot!(refused(&json!({})).await, @r#"400 {"error":"This is no request: missing field `inputs` at line 1 column 2"}"#);
    assert_snapshot!(refused(&request(|request| request["inputs"][0]["datatype"] = json!("FP128"))).await, @r#"400 {"error":"The input bill_length: FP128 is no datatype; give BOOL, BYTES, UINT8 to UINT64, INT8 to INT64 or FP16 to FP64"}"#);
    assert_snapshot!(refused(&request(|request| request["inputs"][0]["datatype"] = json!("FP16"))).await, @r#"400 {"error":"The input bill_length: floats of 16 bits can't be written in JSON; send them as binary data"}"#);
    assert_snapshot!(refused(&request(|request| request["inputs"][0]["datatype"] = json!("INT32"))).await, @r#"400 {"error":"The input bill_length: 46.1 is no number of this datatype"}"#);
    assert_snapshot!(refused(&request(|request| request["inputs"][0]["shape"] = json!([2]))).await, @r#"400 {"error":"The input bill_length: 2 elements are expected, not 1"}"#);
    assert_snapshot!(refused(&request(|request| request["inputs"][0]["shape"] = json!([-1]))).await, @r#"400 {"error":"This is no request: invalid value: integer `-1`, expected usize at line 1 column 76"}"#);
    let huge = json!([u64::MAX, u64::MAX]);
    let mut beyond = gentoo();
    beyond["inputs"][0]["shape"] = huge;
    assert_snapshot!(refused(&beyond).await, @r#"400 {"error":"The input bill_length: no tensor has the shape [18446744073709551615, 18446744073709551615]: that is too large"}"#);
    assert_snapshot!(refused(&request(|request| request["inputs"][0]["data"] = json!(["46.1"]))).await, @r#"400 {"error":"The input bill_length: texts are no data of this datatype"}"#);
    assert_snapshot!(refused(&request(|request| request["inputs"][0]["data"] = json!([46.1, "x"]))).await, @r#"400 {"error":"This is no request: elements of several types in one tensor at line 1 column 28"}"#);
    assert_snapshot!(refused(&request(|request| request["inputs"][0]["data"] = Value::Null)).await, @r#"400 {"error":"The input bill_length: there are neither data nor binary_data_size"}"#);
    assert_snapshot!(refused(&request(|request| request["inputs"][0]["name"] = json!("wings"))).await, @r#"400 {"error":"There is no input wings; the inputs are bill_length, bill_depth, flipper_length, body_mass, island, sex"}"#);
    assert_snapshot!(refused(&request(|request| request["inputs"][1]["name"] = json!("bill_length"))).await, @r#"400 {"error":"The input bill_length is there twice"}"#);
    assert_snapshot!(refused(&request(|request| request["outputs"] = json!([{ "name": "wings" }]))).await, @r#"400 {"error":"There is no output wings; there are label, probability, classes, probabilities, prediction"}"#);
    let twice = json!([{ "name": "label" }, { "name": "label" }]);
    let mut doubled = gentoo();
    doubled["outputs"] = twice;
    assert_snapshot!(refused(&doubled).await, @r#"400 {"error":"The output label is wanted twice"}"#);
    assert_snapshot!(refused(&request(|request| request["parameters"] = json!({ "sequence_id": 7 }))).await, @r#"400 {"error":"Sequences are not served; leave out sequence_id"}"#);
    let shared =
        |request: &mut Value| request["inputs"][0]["parameters"] = json!({ "shared_memory_region": "x" });
    assert_snapshot!(refused(&request(shared)).await, @r#"400 {"error":"The input bill_length: shared memory is not served; send the data"}"#);
}

#[tokio::test]
async fn bytes_that_are_not_as_many_as_they_should_be() {
    let (length, body) = binary(json!({}));
    let sent = async |length: &str, body: &[u8]| {
        status_and_body(&ask("POST", INFER, &[(LENGTH, length)], body.to_vec()).await)
    };
    assert_snapshot!(sent("9999", &body).await, @r#"400 {"error":"Inference-Header-Content-Length is 9999, and the body 408"}"#);
    assert_snapshot!(sent("many", &body).await, @r#"400 {"error":"inference-header-content-length is no number"}"#);
    assert_snapshot!(sent(&length, &body[..body.len() - 1]).await, @r#"400 {"error":"The input body_mass: binary_data_size is 4, and there are 3 bytes left"}"#);
    assert_snapshot!(sent(&length, &[&body[..], b"x"].concat()).await, @r#"400 {"error":"1 bytes are left over behind the last input"}"#);
    assert!(sent("10", &body).await.starts_with("400 "));
    let wrong =
        String::from_utf8_lossy(&body[..body.len() - 16]).replace("\"shape\":[1,1]", "\"shape\":[1,2]");
    let wrong = [wrong.as_bytes(), &body[body.len() - 16..]].concat();
    assert_snapshot!(sent(&length, &wrong).await, @r#"400 {"error":"The input bill_length: 2 elements of 4 bytes each are expected, not 4 bytes"}"#);
}

#[tokio::test]
async fn errors_name_row_and_field() {
    assert_snapshot!(refused(&json!({ "inputs": [] })).await, @r#"400 {"error":"bill_length: give a value; bill_depth: give a value; flipper_length: give a value; body_mass: give a value"}"#);
    let column = |name: &str, data: Value| json!({ "name": name, "shape": [2], "datatype": if name == "island" { "BYTES" } else { "FP64" }, "data": data });
    let rows = json!({ "inputs": [
        column("bill_length", json!([46.1, 500])), column("bill_depth", json!([14.2, 14.2])),
        column("flipper_length", json!([211, null])), column("body_mass", json!([4500, 4500])),
        column("island", json!(["Mars", ""])),
    ] });
    assert_snapshot!(refused(&rows).await, @r#"400 {"error":"row 0: island: “Mars” is not one of the answers; choose Biscoe, Dream or Torgersen; row 1: bill_length: 500 is out of range; give a number from 30 to 65; flipper_length: null is not a number; give one from 160 to 240"}"#);
}

#[tokio::test]
async fn a_body_that_is_too_large_is_an_error_of_the_protocol() {
    let reply = post(INFER, vec![b' '; 33 << 20]).await;
    assert_snapshot!(status_and_body(&reply), @r#"413 {"error":"The body is larger than the 32768 KiB a request may take"}"#);
}

#[tokio::test]
async fn the_statistics_count_rows() {
    let counts = async || {
        let stats = get("/v2/models/houses/stats").await.json()["model_stats"][0].clone();
        (stats["inference_count"].as_u64(), stats["inference_stats"]["fail"]["count"].as_u64())
    };
    // A router of its own counts for itself.
    assert_eq!(counts().await, (Some(0), Some(0)));
    let app = maquette::api::router(crate::server::GALLERY.clone());
    let request = async |method: &str, path: &str, body: String| {
        let request = Request::builder().method(method).uri(path).body(Body::from(body)).expect("a request");
        send_to(app.clone(), request).await
    };
    assert_eq!(request("POST", INFER, gentoo().to_string()).await.status.as_u16(), 200);
    assert_eq!(request("POST", INFER, "{}".to_owned()).await.status.as_u16(), 400);
    let stats = request("GET", "/v2/models/stats", String::new()).await.json();
    let penguins = &stats["model_stats"][0];
    assert_eq!((&penguins["name"], &penguins["inference_count"]), (&json!("penguins"), &json!(1)));
    assert_eq!(penguins["inference_stats"]["fail"]["count"], 1);
    assert!(penguins["inference_stats"]["success"]["ns"].as_u64() > Some(0));
}

#[derive(Inputs)]
struct Word {
    word: String,
}

fn app(demo: Demo) -> axum::Router {
    Maquette::new().demo(demo).router(None).expect("it opens")
}

async fn said(app: &axum::Router, parameters: Value) -> Reply {
    let input = json!({ "name": "word", "shape": [1], "datatype": "BYTES", "data": ["a"] });
    let body = json!({ "inputs": [input], "parameters": parameters }).to_string();
    let request = Request::post("/v2/models/it/infer").body(Body::from(body)).expect("a request");
    send_to(app.clone(), request).await
}

#[tokio::test]
async fn a_timeout_of_the_client_is_kept() {
    let endless = Demo::function("it", |Word { .. }| -> String {
        loop {
            std::thread::park();
        }
    });
    let app = app(endless);
    let reply = said(&app, json!({ "timeout": 1_000_000 })).await;
    assert_snapshot!(status_and_body(&reply), @r#"504 {"error":"The demo did not answer within 1 s"}"#);
}

#[tokio::test]
async fn our_own_mistakes_and_what_takes_too_long_have_the_same_shape() {
    let app = app(Demo::function("it", |Word { .. }| -> String { panic!("a secret") }));
    let reply = said(&app, json!({})).await;
    assert_eq!(reply.status.as_u16(), 500);
    assert!(
        reply.json()["error"].as_str().is_some_and(|error| error.contains("Reference")),
        "{}",
        reply.body
    );

    struct Never;
    impl Model for Never {
        type Inputs = Word;
        type Output = String;
        type Error = std::convert::Infallible;

        fn forward(&mut self, _: Vec<Word>) -> Result<Vec<String>, Self::Error> {
            Ok(vec![])
        }
    }
    let (_hold, wait) = std::sync::mpsc::channel::<()>();
    let app = Maquette::new()
        .demo(Demo::load("it", move || wait.recv().map(|()| Never)))
        .router(None)
        .expect("opens");
    let reply = said(&app, json!({})).await;
    assert_snapshot!(status_and_body(&reply), @r#"503 {"error":"The model is loading. Try again in a moment"}"#);
    assert_eq!(reply.header("retry-after"), "1");
    let ready = Request::get("/v2/health/ready").body(Body::empty()).expect("a request");
    assert_snapshot!(status_and_body(&send_to(app.clone(), ready).await), @r#"503 {"ready":false}"#);
    let ready = Request::get("/v2/models/it/ready").body(Body::empty()).expect("a request");
    assert_snapshot!(status_and_body(&send_to(app, ready).await), @r#"503 {"name":"it","ready":false}"#);
}
