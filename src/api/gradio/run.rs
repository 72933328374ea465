//! A call and its answer in one request.

use super::DOOR;
use super::app::{App, PathResult, address};
use super::errors::predict_error;
use super::event::messages;
use super::message::output;
use super::outputs::data;
use super::queue::{positional_inputs, scope_of};
use crate::api::http::body::{max_body_bytes, read_json_object};
use crate::gallery::Gallery;
use crate::predict::{Caller, predict};
use axum::Json;
use axum::extract::{Request, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};
use std::sync::Arc;

pub(crate) async fn run(
    State(gallery): State<Arc<Gallery>>,
    path: PathResult,
    request: Request,
) -> Result<Response, Response> {
    let address = address(path)?;
    let app = App::at(&gallery, &address)?;
    let demo = app.find(&address.name)?.demo;
    let (scope, request) = scope_of(request, &address);
    let (_head, body) = read_json_object(request, max_body_bytes(&demo.schema)).await?;
    let raw = positional_inputs(&demo.schema, &body)?;
    let answer = predict(&gallery, &demo.name, &raw, Caller::program(DOOR.name)).await;
    let answer = answer.map_err(|error| predict_error(&error, &demo.schema))?;
    let full = |text: String| {
        let error = json!({ "error": text, "detail": text });
        (StatusCode::SERVICE_UNAVAILABLE, [(header::RETRY_AFTER, "60")], Json(error)).into_response()
    };
    let values = data(&gallery, demo, &scope, &answer.prediction).await.map_err(full)?;
    let values = Value::Array(values).to_string();
    let output = output(&values, answer.timing.total_secs, &messages(&answer.notes));
    Ok(([(header::CONTENT_TYPE, "application/json")], output).into_response())
}
