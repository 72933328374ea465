//! The doors of the serving protocols: what each says to what its clients send, errors included. The clients themselves
//! are driven elsewhere.

mod bentoml;
mod inference;
mod mlflow;
mod tensors;
mod tfserving;
mod torchserve;
mod vertex;

use crate::server::{GALLERY, Reply, send};
use axum::body::Body;
use axum::http::Request;
use maquette::predict::{Caller, predict_rows};
use maquette_contract::{Image, RawValue};
use serde_json::{Value, json};

/// A penguin, by its four measures.
const PENGUIN: &str = r#"{"bill_length":46.1,"bill_depth":14.2,"flipper_length":211,"body_mass":4500}"#;

/// Sends a body with some headers.
async fn ask(method: &str, path: &str, headers: &[(&str, &str)], body: impl Into<Body>) -> Reply {
    let mut request = Request::builder().method(method).uri(path);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    send(request.body(body.into()).expect("a request")).await
}

/// The same without any header, as tritonclient does.
async fn post(path: &str, body: impl Into<Body>) -> Reply {
    ask("POST", path, &[], body).await
}

/// The status and the body, its numbers rounded and what differs from call to call or with the weights blanked.
fn status_and_body(reply: &Reply) -> String {
    let body = match serde_json::from_str(&reply.body) {
        Ok(value) => steady(value).to_string(),
        Err(_) => format!("{:?}", reply.body),
    };
    format!("{} {body}", reply.status.as_u16())
}

fn steady(value: Value) -> Value {
    match value {
        Value::Number(number) if number.is_f64() => {
            json!(number.as_f64().map(|number| (number * 100.0).round() / 100.0))
        }
        Value::String(text) if GALLERY.demos().any(|demo| demo.version == text && !text.is_empty()) => {
            json!("a hash")
        }
        Value::Array(items) => items.into_iter().map(steady).collect(),
        Value::Object(fields) => fields.into_iter().map(|(name, value)| (name, steady(value))).collect(),
        value => value,
    }
}

/// A few bytes may be a picture of many pixels, and many such are sent at once.
#[tokio::test]
async fn what_rows_bring_together_is_bounded() {
    let picture = Image::new(4000, 4000, vec![]);
    let row = vec![("drawing".to_owned(), RawValue::Images(vec![picture]))];
    let answered = predict_rows(&GALLERY, "digits", &vec![row; 3], Caller::program("test")).await;
    let errors = answered.expect_err("too much");
    assert_eq!((errors.len(), errors[0].row), (1, 2));
    assert_eq!(
        errors[0].error.to_string(),
        "The files of these rows need too much memory together; send fewer rows at once"
    );
}

/// Waits until every model is there.
async fn ready() {
    for row in maquette_gallery::demos::DEMOS {
        crate::server::get(&format!("/{}", row.name)).await;
    }
}
