//! Errors as the clients read them.

use super::super::problem::{status, with_retry};
use super::app::parameter;
use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use maquette_contract::{FieldError, PredictError, Schema};
use serde_json::{Value, json};

/// When to come again, in seconds, where there is no room.
const RETRY_AFTER: HeaderValue = HeaderValue::from_static("5");

/// Why a request is not taken, and what the clients read of it under `detail`.
#[derive(Debug)]
pub(super) struct Refused {
    status: StatusCode,
    detail: Value,
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        let full = self.status == StatusCode::SERVICE_UNAVAILABLE;
        let mut response = (self.status, Json(json!({ "detail": self.detail }))).into_response();
        if full {
            response.headers_mut().insert(header::RETRY_AFTER, RETRY_AFTER);
        }
        response
    }
}

impl From<Refused> for Response {
    fn from(refused: Refused) -> Self {
        refused.into_response()
    }
}

/// More of this than there is room for, in words that the clients replace by their own.
pub(super) fn full() -> Refused {
    let detail = json!("Many people are asking. Try again in a few seconds");
    Refused { status: StatusCode::SERVICE_UNAVAILABLE, detail }
}

pub(super) fn not_found(text: &str) -> Refused {
    Refused { status: StatusCode::NOT_FOUND, detail: json!(text) }
}

pub(super) fn forbidden(text: &str) -> Refused {
    Refused { status: StatusCode::FORBIDDEN, detail: json!(text) }
}

/// A request that says not enough.
pub(super) fn missing(text: &str) -> Refused {
    Refused { status: StatusCode::BAD_REQUEST, detail: json!(text) }
}

/// The list from which the clients make their own error of it, with a line for each parameter.
pub(super) fn invalid(errors: &[FieldError], schema: &Schema) -> Refused {
    Refused { status: StatusCode::UNPROCESSABLE_ENTITY, detail: faults(errors, schema) }
}

/// The same about all values together.
pub(super) fn wrong(message: &str) -> Refused {
    Refused { status: StatusCode::UNPROCESSABLE_ENTITY, detail: json!([fault(message, None)]) }
}

fn faults(errors: &[FieldError], schema: &Schema) -> Value {
    let fault = |error: &FieldError| {
        let name = schema.feature(&error.field).map_or_else(|| error.field.clone(), parameter);
        fault(&error.problem.to_string(), Some(&name))
    };
    errors.iter().map(fault).collect()
}

fn fault(message: &str, name: Option<&str>) -> Value {
    let mut fault = json!({ "__type__": "validate", "is_valid": false, "message": message });
    if let Some(name) = name {
        fault["parameter_name"] = json!(name);
    }
    fault
}

/// Why there is no answer, to whoever has waited for it: under `error` as Gradio has it, and under `detail`.
pub(super) fn unanswered(error: &PredictError, schema: &Schema) -> Response {
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
        PredictError::Locked { .. } => "Locked",
        PredictError::Invalid { .. } => "These inputs can't be taken",
        PredictError::Overloaded { .. } => "Busy",
        PredictError::Loading => "Loading",
        PredictError::Unavailable | PredictError::Stuck { .. } => "Out of order",
        PredictError::TooSlow { .. } => "Too slow",
        PredictError::Refused { .. } => "No answer",
        PredictError::Internal { .. } => "Our mistake",
    }
}
