//! Compressed requests: every door reads gzip and deflate as it reads the plain body, and refuses other codings.

use crate::server::{Reply, live_request, page_task, send_to};
use axum::Router;
use axum::body::Body;
use axum::http::Request;
use flate2::Compression;
use flate2::write::{DeflateEncoder, GzEncoder, ZlibEncoder};
use maquette::api::DOORS;
use maquette::app::Maquette;
use maquette::prelude::*;
use serde_json::json;
use std::io::Write;

#[derive(Inputs)]
struct Number {
    #[input(range = 0..=100)]
    number: u32,
}

fn app() -> Router {
    let double = Demo::function("double", |Number { number }: Number| 2 * number + 4000);
    Maquette::new().demo(double).router(None).expect("it opens")
}

fn compress(coding: &str, body: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let level = Compression::default();
    match coding {
        "gzip" => GzEncoder::new(&mut bytes, level).write_all(body),
        "zlib" => ZlibEncoder::new(&mut bytes, level).write_all(body),
        "raw" => DeflateEncoder::new(&mut bytes, level).write_all(body),
        _ => bytes.write_all(body),
    }
    .expect("written");
    bytes
}

async fn post(app: &Router, path: &str, kind: &str, coding: &str, body: Vec<u8>) -> Reply {
    let mut request = Request::post(path).header("content-type", kind);
    if !coding.is_empty() {
        request = request.header("content-encoding", coding);
    }
    send_to(app.clone(), request.body(Body::from(body)).expect("a request")).await
}

/// For each door that takes a body: an address, the body's type, the body, and what the reply holds.
async fn rows(app: &Router) -> Vec<(&'static str, &'static str, String, &'static str)> {
    let page = Request::get("/double").body(Body::empty()).expect("a request");
    let task = page_task(&send_to(app.clone(), page).await.body);
    let tensor = json!({ "name": "number", "shape": [1], "datatype": "INT64", "data": [7] });
    let tool = json!({ "name": "double", "arguments": { "number": 7 } });
    let call = json!({ "jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": tool });
    let (json, form) = ("application/json", "application/x-www-form-urlencoded");
    let multipart = "multipart/form-data; boundary=b";
    let file =
        "--b\r\nContent-Disposition: form-data; name=\"files\"; filename=\"a.txt\"\r\n\r\nhello\r\n--b--\r\n";
    vec![
        ("/fn/predict", json, live_request(&task, &["7"]).to_string(), "4,014"),
        ("/api/double/predict", json, json!({ "number": 7 }).to_string(), "4014"),
        ("/api/double/batch", json, json!({ "rows": [{ "number": 7 }] }).to_string(), "4014"),
        ("/v2/models/double/infer", json, json!({ "inputs": [tensor] }).to_string(), "4014"),
        ("/v1/models/double:predict", json, json!({ "instances": [{ "number": 7 }] }).to_string(), "4014"),
        ("/invocations", json, json!({ "dataframe_records": [{ "number": 7 }] }).to_string(), "4014"),
        ("/predictions/double", json, json!({ "number": 7 }).to_string(), "4014"),
        ("/predict", json, json!({ "instances": [{ "number": 7 }] }).to_string(), "4014"),
        (
            "/v1/projects/p/locations/us/endpoints/double:predict",
            json,
            json!({ "instances": [{ "number": 7 }] }).to_string(),
            "4014",
        ),
        ("/gradio_api/run/predict", json, json!({ "data": [7] }).to_string(), "4014"),
        ("/gradio_api/upload", multipart, file.to_owned(), "a.txt"),
        ("/uploads", "text/plain", "hello".to_owned(), "token"),
        ("/mcp", json, call.to_string(), "4014"),
        ("/docs/double", form, format!("body={}", "%7B%22number%22%3A7%7D"), "4014"),
    ]
}

#[tokio::test]
async fn every_door_reads_compressed_bodies() {
    let app = app();
    let rows = rows(&app).await;
    for (path, kind, body, expected) in &rows {
        for (header, coding) in [("", ""), ("gzip", "gzip"), ("deflate", "zlib"), ("deflate", "raw")] {
            let reply = post(&app, path, kind, header, compress(coding, body.as_bytes())).await;
            let about = format!("{path} {coding}: {} {}", reply.status, reply.body);
            assert!(reply.status.is_success() && reply.body.contains(expected), "{about}");
        }
    }
    // Every door that takes a body has a row here.
    let bodiless = ["/pkg", "/openapi.json", "/metrics", "/health", "/login"];
    for door in DOORS.iter().filter(|door| !door.prefixes.is_empty()) {
        let has_row =
            rows.iter().any(|(path, ..)| door.prefixes.iter().any(|prefix| path.starts_with(prefix)));
        let is_bodiless = door.prefixes.iter().any(|prefix| bodiless.contains(prefix));
        assert!(has_row || is_bodiless, "no row for {}", door.name);
    }
}

#[tokio::test]
async fn what_is_not_read_is_refused_by_every_door() {
    let app = app();
    for (path, kind, body, _) in rows(&app).await {
        for coding in ["br", "zstd", "gzip, gzip"] {
            let reply = post(&app, path, kind, coding, body.clone().into_bytes()).await;
            assert_eq!(
                (reply.status.as_u16(), reply.header("accept-encoding")),
                (415, "gzip, deflate"),
                "{path}"
            );
        }
        let whole = compress("gzip", body.as_bytes());
        for damaged in [body.clone().into_bytes(), whole[..whole.len() - 5].to_vec()] {
            let reply = post(&app, path, kind, "gzip", damaged).await;
            let about = format!("{path}: {} {}", reply.status, reply.body);
            assert!(reply.status.as_u16() == 400 && reply.body.contains("The body is no gzip"), "{about}");
        }
    }
    let bomb = compress("gzip", &vec![b' '; 70 * 1024 * 1024]);
    let reply = post(&app, "/api/double/predict", "application/json", "gzip", bomb).await;
    assert_eq!(reply.status.as_u16(), 413, "{}", reply.body);
}
