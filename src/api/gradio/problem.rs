//! Errors as the clients read them.

use super::super::problem::{status, told, with_retry};
use super::app::parameter;
use axum::Json;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use maquette_contract::{FieldError, PredictError, Schema};
use serde_json::{Value, json};

/// More of this than there is room for, in words that the clients replace by their own.
pub(super) fn full() -> Response {
    let text = "Many people are asking. Try again in a few seconds";
    (StatusCode::SERVICE_UNAVAILABLE, [(header::RETRY_AFTER, "5")], Json(json!({ "detail": text })))
        .into_response()
}

/// The list from which the clients make their own error of it, with a line for each parameter.
pub(super) fn invalid(errors: &[FieldError], schema: &Schema) -> Response {
    answered(&faults(errors, schema))
}

fn faults(errors: &[FieldError], schema: &Schema) -> Value {
    let fault = |error: &FieldError| {
        let name = schema.feature(&error.field).map_or_else(|| error.field.clone(), parameter);
        fault(&error.problem.to_string(), Some(&name))
    };
    errors.iter().map(fault).collect()
}

/// The same about all values together.
pub(super) fn wrong(message: &str) -> Response {
    answered(&json!([fault(message, None)]))
}

fn answered(detail: &Value) -> Response {
    (StatusCode::UNPROCESSABLE_ENTITY, Json(json!({ "detail": detail }))).into_response()
}

fn fault(message: &str, name: Option<&str>) -> Value {
    let mut fault = json!({ "__type__": "validate", "is_valid": false, "message": message });
    if let Some(name) = name {
        fault["parameter_name"] = json!(name);
    }
    fault
}

/// Why there is no answer, to whoever has waited for it: under `error` as Gradio has it, and under `detail`.
pub(super) fn refused(error: &PredictError, schema: &Schema) -> Response {
    let text = error.to_string();
    let detail = match error {
        PredictError::Invalid { errors } => faults(errors, schema),
        _ => json!(text),
    };
    let response = (status(error), Json(json!({ "error": text, "detail": detail }))).into_response();
    with_retry(error, response)
}

/// A few words above an error, for whoever shows it in a window.
pub(super) fn title(error: &PredictError) -> &'static str {
    match error {
        PredictError::UnknownDemo { .. } => "Not found",
        PredictError::Invalid { .. } => "These inputs can't be taken",
        PredictError::Overloaded { .. } => "Busy",
        PredictError::Loading => "Loading",
        PredictError::Unavailable | PredictError::Stuck { .. } => "Out of order",
        PredictError::TooSlow { .. } => "Too slow",
        PredictError::Refused { .. } => "No answer",
        PredictError::Internal { .. } => "Our mistake",
    }
}

/// A request that says not enough, or names what is not there.
pub(super) fn missing(text: &str) -> Response {
    told(StatusCode::BAD_REQUEST, text)
}
