//! Maquette's own JSON, documented by `/openapi.json`.

use crate::api::door::Door;
use crate::api::http::body::{max_body_bytes, parse_fields, parse_object, read_json, read_json_rows};
use crate::api::http::error::ApiError;
use crate::api::http::found::{Found, schema};
use crate::api::http::json_fields::raw_value;
use crate::api::http::respond::json_response;
use crate::api::http::rows::row;
use crate::demo::Description;
use crate::gallery::{Gallery, ServedDemo};
use crate::predict::{Caller, predict, predict_rows};
use axum::extract::{Request, State};
use axum::response::Response;
use axum::routing::{get, post};
use axum::{Json, Router};
use maquette_contract::{Answer, Example, Kind, RawField, Schema};
use serde::Serialize;
use serde_json::{Map, Value, json};
use std::sync::Arc;

pub(crate) static DOOR: Door = Door { name: "JSON", routes, prefixes: &["/api"], ..Door::PROGRAMS };

fn routes() -> Router<Arc<Gallery>> {
    Router::new()
        .route("/api", get(list_demos))
        .route("/api/{demo}", get(find_demo))
        .route("/api/{demo}/predict", post(create_prediction))
        .route("/api/{demo}/batch", post(create_predictions))
}

async fn list_demos(State(gallery): State<Arc<Gallery>>) -> Json<Value> {
    let demo =
        |demo: &Description| json!({ "name": demo.name, "title": demo.title, "summary": demo.summary });
    Json(json!({ "demos": gallery.demos().map(demo).collect::<Vec<_>>() }))
}

async fn find_demo(Found(served): Found) -> Json<Value> {
    let demo = &served.demo;
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
}

async fn create_prediction(
    State(gallery): State<Arc<Gallery>>,
    found: Result<Found, ApiError>,
    request: Request,
) -> Result<Response, ApiError> {
    let (_head, body) = read_json(request, max_body_bytes(&schema(&found))).await?;
    answer(&gallery, &*counted(&gallery, found)?, &body).await
}

/// The demo of an address. A request for one that is not there counts as an error like any other.
fn counted(gallery: &Gallery, found: Result<Found, ApiError>) -> Result<Arc<ServedDemo>, ApiError> {
    let count = |error: &ApiError| {
        if let Some(cause) = &error.cause {
            gallery.metrics.count_unknown_demo(DOOR.name, cause.reason());
        }
    };
    found.map(|Found(served)| served).inspect_err(count)
}

/// The answer to a body that holds the inputs of one row.
pub(crate) async fn answer(
    gallery: &Gallery,
    served: &ServedDemo,
    body: &[u8],
) -> Result<Response, ApiError> {
    let fields = parse_fields(body)?;
    match predict(gallery, &served.demo.name, &fields, Caller::program(DOOR.name)).await {
        Ok(answer) => Ok(json_response(1, || &answer)),
        // Only an error quotes what was sent.
        Err(error) => Err(ApiError::for_inputs(error, &parse_object(body)?)),
    }
}

/// The answers to many rows.
#[derive(Serialize)]
struct Answers<'a> {
    predictions: &'a [Answer],
}

/// The most rows of one call.
pub(crate) const MAX_ROWS: usize = 10_000;

/// Many rows in one call: `{"rows": [...]}`, answered all together or not at all.
async fn create_predictions(
    State(gallery): State<Arc<Gallery>>,
    found: Result<Found, ApiError>,
    request: Request,
) -> Result<Response, ApiError> {
    let (_head, body) = read_json_rows(request).await?;
    let served = counted(&gallery, found)?;
    let demo = &served.demo;
    let Some(Value::Array(given)) = body.get("rows") else {
        let text = "Send the rows as a list: {\"rows\": [{...}, {...}]}";
        return Err(ApiError::invalid_at(&json!(["body", "rows"]), "missing", text));
    };
    if given.len() > MAX_ROWS {
        let text = format!("{} rows; at most {MAX_ROWS} fit in one call", given.len());
        return Err(ApiError::invalid_at(&json!(["body", "rows"]), "too_long", &text));
    }
    let mut rows = Vec::with_capacity(given.len());
    for (place, value) in given.iter().enumerate() {
        let row = match value {
            Value::Object(_) | Value::Array(_) => row(&demo.schema, value),
            _ => Err("a row is an object, with a key for each input, or a list of their values".to_owned()),
        };
        let invalid = |text: String| {
            ApiError::invalid_at(&json!(["body", "rows", place]), "model_attributes_type", &text)
        };
        rows.push(row.map_err(invalid)?);
    }
    match predict_rows(&gallery, &demo.name, &rows, Caller::program(DOOR.name)).await {
        Ok(answers) => Ok(json_response(answers.len(), || Answers { predictions: &answers })),
        Err(errors) => Err(ApiError::for_rows(&errors, given)),
    }
}

pub(crate) fn raw_fields(inputs: &Map<String, Value>) -> Vec<RawField> {
    inputs.iter().map(|(name, value)| (name.clone(), raw_value(value))).collect()
}

/// Texts as the JSON that this door expects.
pub(crate) fn inputs_from_texts(schema: &Schema, texts: &[String]) -> Map<String, Value> {
    let given = std::iter::zip(&schema.features, texts);
    let given =
        given.filter(|(feature, text)| !text.is_empty() || matches!(feature.kind, Kind::Choices { .. }));
    given.map(|(feature, text)| (feature.name.clone(), typed(&feature.kind, text))).collect()
}

/// A text as the JSON of its kind.
pub(crate) fn typed(kind: &Kind, text: &str) -> Value {
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
