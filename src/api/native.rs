//! Maquette's own JSON, documented by `/openapi.json`.

use super::body::{fields, json, json_rows, object, room};
use super::fields::raw_value;
use super::plain::row;
use super::problem::{malformed_at, refused, refused_rows, told};
use super::written::written;
use crate::demo::Description;
use crate::gallery::Gallery;
use crate::predict::{Caller, predict, predict_rows};
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use maquette_contract::{Answer, Example, Kind, PredictError, RawField, Schema};
use serde::Serialize;
use serde_json::{Map, Value, json};
use std::sync::Arc;

pub(super) const DOOR: &str = "JSON";

pub(super) fn routes() -> Router<Arc<Gallery>> {
    Router::new()
        .route("/api", get(list_demos))
        .route("/api/{demo}", get(find_demo))
        .route("/api/{demo}/predict", post(create_prediction))
        .route("/api/{demo}/batch", post(create_predictions))
}

/// A demo's name in an address, or bytes that are no text.
pub(super) type Name = Result<Path<String>, PathRejection>;

/// No demo is named by what is no text, so such a name is not found like any other.
fn text(name: Name) -> String {
    name.map_or_else(|_| char::REPLACEMENT_CHARACTER.to_string(), |Path(name)| name)
}

async fn list_demos(State(gallery): State<Arc<Gallery>>) -> Json<Value> {
    let demo =
        |demo: &Description| json!({ "name": demo.name, "title": demo.title, "summary": demo.summary });
    Json(json!({ "demos": gallery.demos().map(demo).collect::<Vec<_>>() }))
}

async fn find_demo(State(gallery): State<Arc<Gallery>>, name: Name) -> Response {
    let name = text(name);
    let Some(shown) = gallery.find(&name) else {
        return told(StatusCode::NOT_FOUND, &format!("There is no demo named “{name}”"));
    };
    let demo = &shown.demo;
    let example = |example: &Example| {
        json!({
            "title": example.title,
            "inputs": inputs_from_texts(&demo.schema, &example.texts),
            "expected": example.expected,
        })
    };
    Json(json!({
        "name": demo.name,
        "title": demo.title,
        "summary": demo.summary,
        "version": demo.version,
        "streams": demo.streams,
        "features": demo.schema.features,
        "output": demo.output,
        "examples": demo.examples.iter().map(example).collect::<Vec<_>>(),
        "card": demo.card,
    }))
    .into_response()
}

pub(super) async fn create_prediction(
    State(gallery): State<Arc<Gallery>>,
    demo: Name,
    request: Request,
) -> Response {
    let demo = text(demo);
    let room = gallery.find(&demo).map_or_else(|| room(&Schema::default()), |shown| room(&shown.demo.schema));
    let (_head, body) = match json(request, room).await {
        Ok(whole) => whole,
        Err(fault) => return fault.into_response(),
    };
    let fields = match fields(&body) {
        Ok(fields) => fields,
        Err(response) => return *response,
    };
    match predict(&gallery, &demo, &fields, Caller::program(DOOR)).await {
        Ok(answer) => written(1, || &answer),
        // Only an error quotes what was sent.
        Err(error) => object(&body).map_or_else(|response| *response, |inputs| refused(&error, &inputs)),
    }
}

/// The answers to many rows.
#[derive(Serialize)]
struct Answers<'a> {
    predictions: &'a [Answer],
}

/// The most rows of one call.
pub(super) const MOST_ROWS: usize = 10_000;
/// Many rows in one call: `{"rows": [...]}`, answered all together or not at all.
async fn create_predictions(State(gallery): State<Arc<Gallery>>, demo: Name, request: Request) -> Response {
    let demo = text(demo);
    let (_head, body) = match json_rows(request).await {
        Ok(whole) => whole,
        Err(response) => return response,
    };
    let Some(shown) = gallery.find(&demo) else {
        return refused(&PredictError::UnknownDemo { name: demo }, &body);
    };
    let Some(Value::Array(given)) = body.get("rows") else {
        return malformed_at(
            json!(["body", "rows"]),
            "missing",
            "Send the rows as a list: {\"rows\": [{...}, {...}]}",
        );
    };
    if given.len() > MOST_ROWS {
        let text = format!("{} rows; at most {MOST_ROWS} fit in one call", given.len());
        return malformed_at(json!(["body", "rows"]), "too_long", &text);
    }
    let mut rows = Vec::with_capacity(given.len());
    for (place, value) in given.iter().enumerate() {
        let row = match value {
            Value::Object(_) | Value::Array(_) => row(&shown.demo.schema, value),
            _ => Err("a row is an object, with a key for each input, or a list of their values".to_owned()),
        };
        match row {
            Ok(row) => rows.push(row),
            Err(text) => {
                return malformed_at(json!(["body", "rows", place]), "model_attributes_type", &text);
            }
        }
    }
    match predict_rows(&gallery, &demo, &rows, Caller::program(DOOR)).await {
        Ok(answers) => written(answers.len(), || Answers { predictions: &answers }),
        Err(errors) => refused_rows(&errors, given),
    }
}

pub(super) fn raw_fields(inputs: &Map<String, Value>) -> Vec<RawField> {
    inputs.iter().map(|(name, value)| (name.clone(), raw_value(value))).collect()
}

/// Texts as this door would have them sent.
pub(super) fn inputs_from_texts(schema: &Schema, texts: &[String]) -> Map<String, Value> {
    let given = std::iter::zip(&schema.features, texts);
    let given =
        given.filter(|(feature, text)| !text.is_empty() || matches!(feature.kind, Kind::Choices { .. }));
    given.map(|(feature, text)| (feature.name.clone(), typed(&feature.kind, text))).collect()
}

/// A text as the JSON of its kind.
pub(super) fn typed(kind: &Kind, text: &str) -> Value {
    match kind {
        Kind::Number { whole: true, .. } => {
            let number = text.parse::<f64>().map(|number| number as i64);
            number.map_or(Value::Null, Value::from)
        }
        Kind::Number { .. } => text.parse::<f64>().map_or(Value::Null, Value::from),
        Kind::Bool => Value::Bool(text == "true"),
        Kind::Choices { .. } => text.split(',').filter(|text| !text.is_empty()).collect(),
        Kind::Media { most, .. } if *most > 1 => text.split(' ').filter(|text| !text.is_empty()).collect(),
        Kind::Choice { .. }
        | Kind::Text { .. }
        | Kind::Date { .. }
        | Kind::Media { .. }
        | Kind::Opaque { .. }
        | Kind::Table { .. }
        | Kind::Color => Value::from(text),
    }
}
