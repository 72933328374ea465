//! Errors as Gradio's clients read them.

use super::components::parameter;
use crate::api::http::error::{ApiError, status, with_retry_after};
use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use maquette_contract::{FieldError, PredictError, Schema};
use serde_json::{Value, json};

/// How long to wait, in seconds, where there is no room.
const RETRY_AFTER_SECS: u32 = 5;

/// The clients look for who they are in a place of its own.
pub(crate) fn render_error(error: &ApiError) -> Response {
    if error.status != StatusCode::UNAUTHORIZED {
        return error.clone().into_response();
    }
    let detail = json!({ "error": "Not authenticated", "auth_message": Value::Null });
    (error.status, Json(json!({ "detail": detail }))).into_response()
}

/// There is no room for it now. The clients replace the words by their own.
pub(crate) fn overloaded() -> ApiError {
    let error = ApiError::overloaded("Many people are asking. Try again in a few seconds");
    ApiError { retry_after_secs: Some(RETRY_AFTER_SECS), ..error }
}

/// Inputs that are wrong, with a line for each parameter, from which the clients make an error of their own.
pub(crate) fn invalid_inputs(errors: &[FieldError], schema: &Schema) -> ApiError {
    unprocessable(details(errors, schema))
}

/// Inputs that are wrong all together.
pub(crate) fn invalid(message: &str) -> ApiError {
    unprocessable(vec![detail(message, None)])
}

fn unprocessable(details: Vec<Value>) -> ApiError {
    let message = details.first().and_then(|first| first["message"].as_str()).unwrap_or_default().to_owned();
    ApiError { details, ..ApiError::new(StatusCode::UNPROCESSABLE_ENTITY, message) }
}

fn details(errors: &[FieldError], schema: &Schema) -> Vec<Value> {
    let of = |error: &FieldError| {
        let name = schema.feature(&error.field).map_or_else(|| error.field.clone(), parameter);
        detail(&error.problem.to_string(), Some(&name))
    };
    errors.iter().map(of).collect()
}

fn detail(message: &str, name: Option<&str>) -> Value {
    let mut detail = json!({ "__type__": "validate", "is_valid": false, "message": message });
    if let Some(name) = name {
        detail["parameter_name"] = json!(name);
    }
    detail
}

/// Why a call has no answer: under `error` as Gradio writes it, and under `detail`.
pub(crate) fn predict_error(error: &PredictError, schema: &Schema) -> Response {
    let text = error.to_string();
    let detail = match error {
        PredictError::Invalid { errors } => json!(details(errors, schema)),
        _ => json!(text),
    };
    let response = (status(error), Json(json!({ "error": text, "detail": detail }))).into_response();
    with_retry_after(error, response)
}

/// The title of an error, for clients that show it in a window.
pub(crate) fn title(error: &PredictError) -> &'static str {
    match error {
        PredictError::UnknownDemo { .. } => "Not found",
        PredictError::Locked { .. } => "Locked",
        PredictError::Invalid { .. } => "These inputs can't be taken",
        PredictError::Overloaded { .. } => "Busy",
        PredictError::Loading => "Loading",
        PredictError::Untrained { .. } => "Not trained yet",
        PredictError::Unavailable | PredictError::Stuck { .. } => "Out of order",
        PredictError::TooSlow { .. } => "Too slow",
        PredictError::Refused { .. } => "No answer",
        PredictError::Internal { .. } => "Our mistake",
    }
}
