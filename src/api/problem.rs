//! Errors in FastAPI's shape, which clients of JSON APIs already read:
//! `{"detail": "..."}`, or for inputs `{"detail": [{"type", "loc", "msg", "input", "ctx"}]}`.

use super::fault::Fault;
use crate::panic::words;
use crate::predict::RowError;
use axum::Json;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use maquette_contract::{FieldError, PredictError, Problem};
use serde_json::{Map, Value, json};
use std::any::Any;
use uuid::Uuid;

/// An error that is one sentence.
pub(super) fn told(status: StatusCode, detail: &str) -> Response {
    Fault::new(status, detail).into_response()
}

/// The status that says which kind of error it is.
pub(super) fn status(error: &PredictError) -> StatusCode {
    match error {
        PredictError::UnknownDemo { .. } => StatusCode::NOT_FOUND,
        PredictError::Invalid { .. } | PredictError::Refused { .. } => StatusCode::UNPROCESSABLE_ENTITY,
        PredictError::Overloaded { .. }
        | PredictError::Loading
        | PredictError::Stuck { .. }
        | PredictError::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        PredictError::TooSlow { .. } => StatusCode::GATEWAY_TIMEOUT,
        PredictError::Locked { .. } => StatusCode::UNAUTHORIZED,
        PredictError::Internal { .. } => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

/// Why a prediction could not be made; `inputs` is what was sent.
pub(super) fn refused(error: &PredictError, inputs: &Map<String, Value>) -> Response {
    let response = match error {
        PredictError::Invalid { errors } => {
            let detail: Vec<_> = errors.iter().map(|error| field_detail(error, inputs)).collect();
            (status(error), Json(json!({ "detail": detail }))).into_response()
        }
        _ => told(status(error), &error.to_string()),
    };
    with_retry(error, response)
}

/// The same of several rows; `rows` is what was sent.
pub(super) fn refused_rows(errors: &[RowError], rows: &[Value]) -> Response {
    let empty = Map::new();
    let mut details = Vec::new();
    for RowError { row, error } in errors {
        let inputs = rows.get(*row).and_then(Value::as_object).unwrap_or(&empty);
        match error {
            PredictError::Invalid { errors } => details.extend(errors.iter().map(|error| {
                let mut detail = field_detail(error, inputs);
                detail["loc"] = json!(["body", "rows", row, error.field]);
                detail
            })),
            PredictError::Refused { message } => {
                details.push(json!({ "type": "value_error", "loc": ["body", "rows", row], "msg": message }));
            }
            other => return refused(other, inputs),
        }
    }
    (StatusCode::UNPROCESSABLE_ENTITY, Json(json!({ "detail": details }))).into_response()
}

/// Says how long to wait where waiting helps.
pub(super) fn with_retry(error: &PredictError, mut response: Response) -> Response {
    if let Some(secs) = retry_secs(error) {
        response.headers_mut().insert(header::RETRY_AFTER, secs.into());
    }
    response
}

/// When to come again, where that helps.
pub(super) fn retry_secs(error: &PredictError) -> Option<u32> {
    match error {
        PredictError::Overloaded { retry_after_secs } => Some(*retry_after_secs),
        PredictError::Loading => Some(1),
        PredictError::Stuck { .. } => Some(60),
        _ => None,
    }
}

/// A body that is not what a JSON door takes, as one entry of the list.
pub(super) fn malformed(kind: &str, message: &str) -> Response {
    malformed_at(json!(["body"]), kind, message)
}

/// The same of one place in it.
pub(super) fn malformed_at(place: Value, kind: &str, message: &str) -> Response {
    let detail = json!([{ "type": kind, "loc": place, "msg": message }]);
    (StatusCode::UNPROCESSABLE_ENTITY, Json(json!({ "detail": detail }))).into_response()
}

/// Our own mistake, whatever it was: the cause is in the log under the reference.
pub(super) fn panicked(panic: Box<dyn Any + Send>) -> Response {
    let cause = words(&*panic);
    let reference = Uuid::now_v7().to_string();
    tracing::error!(reference, cause, "a request panicked");
    let error = PredictError::Internal { reference };
    told(status(&error), &error.to_string())
}

/// A fault of a field with pydantic's word for it, the bounds it carries, and what was sent, where that is short.
pub(super) fn field_detail(error: &FieldError, inputs: &Map<String, Value>) -> Value {
    let (kind, context) = match &error.problem {
        Problem::Missing => ("missing", None),
        Problem::NotANumber { .. } | Problem::Ambiguous { .. } => ("float_type", None),
        Problem::NotWhole { .. } => ("int_from_float", None),
        Problem::OutOfRange { range, got } if *got < range.low => {
            ("greater_than_equal", Some(json!({ "ge": range.low })))
        }
        Problem::OutOfRange { range, .. } => ("less_than_equal", Some(json!({ "le": range.high }))),
        Problem::UnknownChoice { choices, .. } => ("literal_error", Some(json!({ "expected": choices }))),
        Problem::NotYesOrNo { .. } => ("bool_type", None),
        Problem::NotAList { .. } => ("list_type", None),
        Problem::NotAText { .. } => ("string_type", None),
        Problem::TooLong { max_len, .. } => ("string_too_long", Some(json!({ "max_length": max_len }))),
        Problem::NotADate { .. } => ("date_type", None),
        Problem::DateOutOfRange { first, got, .. } if got < first => {
            ("greater_than_equal", Some(json!({ "ge": first })))
        }
        Problem::DateOutOfRange { last, .. } => ("less_than_equal", Some(json!({ "le": last }))),
        Problem::Unusable { .. } => ("value_error", None),
        Problem::UnknownField { .. } => ("extra_forbidden", None),
    };
    let mut detail = json!({ "type": kind, "loc": ["body", error.field], "msg": error.problem.to_string() });
    if let Some(input) = inputs.get(&error.field).filter(|input| short(input)) {
        detail["input"] = input.clone();
    }
    if let Some(context) = context {
        detail["ctx"] = context;
    }
    detail
}

/// An error quotes what was sent, but does not send a large thing back.
fn short(input: &Value) -> bool {
    match input {
        Value::Null | Value::Bool(_) | Value::Number(_) => true,
        Value::String(text) => text.len() <= 100,
        Value::Array(_) | Value::Object(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(error: &PredictError, expected: (u16, Option<&str>)) {
        let response = refused(error, &Map::new());
        let retry = response.headers().get(header::RETRY_AFTER).and_then(|secs| secs.to_str().ok());
        assert_eq!((response.status().as_u16(), retry), expected, "{error}");
    }

    #[test]
    fn each_error_has_its_status_and_says_when_waiting_helps() {
        check(&PredictError::UnknownDemo { name: "dodos".to_owned() }, (404, None));
        check(&PredictError::Invalid { errors: vec![] }, (422, None));
        check(&PredictError::Overloaded { retry_after_secs: 5 }, (503, Some("5")));
        check(&PredictError::Loading, (503, Some("1")));
        check(&PredictError::Unavailable, (503, None));
        check(&PredictError::Stuck { busy_secs: 90 }, (503, Some("60")));
        check(&PredictError::TooSlow { limit_secs: 30 }, (504, None));
        check(&PredictError::Locked { name: "dodos".to_owned() }, (401, None));
        check(&PredictError::Refused { message: "No such day".to_owned() }, (422, None));
        check(&PredictError::Internal { reference: "7f3a".to_owned() }, (500, None));
    }
}
