//! Each door's status and body. Numbers are rounded and what differs from call to call is blanked,
//! so that a snapshot holds on every machine.

use crate::server::{Reply, get, live_request, post_json, send, task_of};
use axum::body::Body;
use axum::http::{Request, StatusCode};
use insta::{assert_json_snapshot, assert_snapshot};
use serde_json::{Value, json};

fn steady(mut value: Value) -> Value {
    match &mut value {
        Value::Number(number) if number.is_f64() => {
            json!(number.as_f64().map(|number| (number * 100.0).round() / 100.0))
        }
        Value::Array(items) => items.drain(..).map(steady).collect(),
        Value::Object(fields) => {
            for name in ["id", "version", "timing", "card"] {
                fields.entry(name).and_modify(|value| *value = json!("..."));
            }
            std::mem::take(fields).into_iter().map(|(name, value)| (name, steady(value))).collect()
        }
        _ => value,
    }
}

fn check(reply: &Reply, status: u16) -> Value {
    assert_eq!(
        (reply.status.as_u16(), reply.header("content-type")),
        (status, "application/json"),
        "{}",
        reply.body
    );
    steady(reply.json())
}

const PREDICT: &str = "/api/penguins/predict";

#[tokio::test]
async fn a_prediction() {
    let inputs = json!({ "bill_length": 46.1, "bill_depth": 23.0, "flipper_length": 211, "body_mass": 4500, "island": "Biscoe" });
    let reply = post_json(PREDICT, inputs.to_string()).await;
    let exact = reply.json();
    let classes = exact["prediction"]["classes"]["classes"].as_array().expect("classes");
    let sum: f64 = classes.iter().filter_map(|class| class["probability"].as_f64()).sum();
    assert!((sum - 1.0).abs() < 1e-9);
    assert!(exact["timing"]["total_secs"].as_f64() >= exact["timing"]["forward_secs"].as_f64());
    assert_json_snapshot!("prediction", check(&reply, 200));
}

#[tokio::test]
async fn every_fault_of_the_inputs() {
    let inputs = json!({
        "bill_length": "long", "bill_depth": 99, "flipper_length": [], "island": "Atlantis", "sex": null, "colour": "blue",
    });
    assert_json_snapshot!("input_errors", check(&post_json(PREDICT, inputs.to_string()).await, 422));
}

#[tokio::test]
async fn bodies_that_are_no_inputs() {
    let said = async |body: Vec<u8>| check(&post_json(PREDICT, body).await, 422)["detail"][0].to_string();
    assert_snapshot!(said(b"[1]".to_vec()).await, @r#"{"loc":["body"],"msg":"Send a JSON object, with a key for each input","type":"model_attributes_type"}"#);
    assert_snapshot!(said(b"{\"bill_length\":".to_vec()).await, @r#"{"loc":["body"],"msg":"This is not JSON: EOF while parsing a value at line 1 column 15","type":"json_invalid"}"#);
    assert_snapshot!(said(b"".to_vec()).await, @r#"{"loc":["body"],"msg":"The body is empty; send a JSON object","type":"json_invalid"}"#);
}

#[tokio::test]
async fn what_is_no_prediction_is_said_in_json() {
    let detail = |reply: &Reply, status| {
        check(reply, status)["detail"].as_str().map(str::to_owned).expect("a sentence")
    };
    let plain = Request::post(PREDICT)
        .header("content-type", "text/plain")
        .body(Body::from("{}"))
        .expect("a request");
    assert_snapshot!(detail(&send(plain).await, 415), @"Send JSON, with the header Content-Type: application/json");
    assert_snapshot!(detail(&post_json(PREDICT, vec![b' '; 100_000]).await, 413), @"The body is larger than the 64 KiB a row of inputs may take");
    assert_snapshot!(detail(&get(PREDICT).await, 405), @"GET is not a method of /api/penguins/predict; the header Allow says which are");
    assert_snapshot!(detail(&get("/api/dodos").await, 404), @"There is no demo named “dodos”");
    assert_snapshot!(detail(&post_json("/api/dodos/predict", "{}").await, 404), @"There is no demo named “dodos”");
    assert_snapshot!(detail(&get("/api/penguins/fly").await, 404), @"There is nothing at /api/penguins/fly");
    assert_snapshot!(detail(&get("/api/%FF").await, 404), @"There is no demo named “�”");
    assert_snapshot!(detail(&post_json("/api/%FF/predict", "{}").await, 404), @"There is no demo named “�”");
    assert_snapshot!(detail(&post_json("/fn/fly", "{}").await, 404), @"There is nothing at /fn/fly");
}

#[tokio::test]
async fn a_reply_stays_small_whatever_was_sent() {
    let fields: serde_json::Map<String, Value> =
        (0..3000).map(|n| (format!("field_{n}"), json!(1))).collect();
    let reply = post_json(PREDICT, Value::Object(fields).to_string()).await;
    assert_eq!(reply.status.as_u16(), 422);
    assert!(reply.body.len() < 8 * 1024, "{} bytes", reply.body.len());
    let long = post_json(PREDICT, format!(r#"{{"{}": 1}}"#, "x".repeat(60_000))).await;
    assert!(long.body.len() < 8 * 1024, "{} bytes", long.body.len());
}

#[tokio::test]
async fn the_pages_own_questions_are_bounded_too() {
    let ask = async |body: Vec<u8>| post_json("/fn/predict", body).await.status.as_u16();
    let task = task_of("penguins").await;
    let right = live_request(&task, &["46.1", "14.2", "211", "4500", "", ""]);
    assert_eq!(ask(right.to_string().into_bytes()).await, 200);
    assert_eq!(ask(b"{".to_vec()).await, 422);
    assert_eq!(ask(vec![b' '; 10 * 1024 * 1024]).await, 413);
    let few = live_request(&task, &["46.1"]);
    let reply = post_json("/fn/predict", few.to_string()).await.json();
    let missing = json!({ "field": "bill_depth", "message": "Give a value" });
    assert!(reply["Err"]["errors"].as_array().is_some_and(|errors| errors.contains(&missing)), "{reply}");
}

/// Programs of Windows write a byte order mark before JSON.
#[tokio::test]
async fn a_byte_order_mark_before_json_is_no_part_of_it() {
    let penguin = r#"{"bill_length": 46, "bill_depth": 14, "flipper_length": 211, "body_mass": 4500}"#;
    let rows = format!(r#"{{"instances": [{penguin}]}}"#);
    for (path, body) in [(PREDICT, penguin), ("/v1/models/penguins:predict", &*rows)] {
        let marked = post_json(path, format!("\u{feff}{body}")).await;
        assert_eq!(marked.status.as_u16(), 200, "{path}: {}", marked.body);
        let wide: Vec<u8> = format!("\u{feff}{body}").encode_utf16().flat_map(u16::to_le_bytes).collect();
        let wide = post_json(path, wide).await;
        assert_eq!(wide.status.as_u16(), 400, "{path}: {}", wide.body);
        assert!(wide.body.contains("This is JSON in UTF-16; send it in UTF-8"), "{path}: {}", wide.body);
    }
}

/// A page may have been open since before the model was replaced by one with other inputs.
#[tokio::test]
async fn a_page_of_another_version_has_to_be_reloaded() {
    let task = task_of("penguins").await;
    let texts = ["46.1", "14.2", "211", "4500", "", ""];
    let mut older = live_request(&task, &texts);
    older["schema"] = json!("0123456789ab");
    let reply = post_json("/fn/predict", older.to_string()).await.json();
    assert_eq!(reply["Err"]["next"], "Reload", "{reply}");
    assert!(
        reply["Err"]["message"].as_str().is_some_and(|text| text.contains("older than the model")),
        "{reply}"
    );
    // Inputs go by their names, so their order means nothing.
    let mut turned = live_request(&task, &texts);
    turned["inputs"].as_array_mut().expect("a list").reverse();
    let answers =
        [live_request(&task, &texts), turned].map(|request| post_json("/fn/predict", request.to_string()));
    let [straight, turned] = futures_util::future::join_all(answers).await.try_into().ok().expect("two");
    assert_eq!(straight.json()["Ok"]["spoken"], turned.json()["Ok"]["spoken"]);
    assert!(straight.json()["Ok"]["spoken"].is_string(), "{}", straight.body);
}

#[tokio::test]
async fn what_a_demo_takes() {
    assert_json_snapshot!("demo", check(&get("/api/penguins").await, 200));
    assert_json_snapshot!("demos", check(&get("/api").await, 200));
}

#[tokio::test]
async fn the_openapi_document() {
    let reply = get("/openapi.json").await;
    assert_eq!(reply.status, StatusCode::OK);
    assert_json_snapshot!("openapi", reply.json());
}

#[tokio::test]
async fn health() {
    assert_snapshot!(get("/health/live").await.body, @r#"{"status":"live"}"#);
    // A model is made on its own thread, so the first request waits a little.
    for row in maquette_gallery::demos::DEMOS {
        get(&format!("/{}", row.name)).await;
    }
    assert_snapshot!(get("/health/ready").await.body, @r#"{"status":"ready"}"#);
}

#[tokio::test]
async fn pages_of_other_sites_can_send_nothing() {
    let from = async |origin: &str| {
        let request = Request::post(PREDICT).header("content-type", "application/json");
        let request = request.header("host", "maquette.example").header("origin", origin);
        send(request.body(Body::from("{}")).expect("a request")).await.status.as_u16()
    };
    assert_eq!(from("https://maquette.example").await, 422);
    assert_eq!(from("https://other.example").await, 403);
    assert_eq!(from("null").await, 403);
}
