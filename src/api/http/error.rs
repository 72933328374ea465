//! [`ApiError`]: the one error of every door, before a protocol has put it into its own shape.

use super::fastapi::{field_detail, row_detail};
use crate::panic::panic_message;
use crate::predict::RowError;
use crate::uploads;
use axum::Json;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use maquette_contract::{FieldError, PredictError, capitalize};
use serde_json::{Map, Value, json};
use std::any::Any;
use uuid::Uuid;

/// How long to wait where the server has no room for a body.
const FULL_SECS: u32 = 60;

/// Why a request has no answer. As a response it has FastAPI's shape and carries itself along, so that the door of the
/// address can render it in its own: see `render_error` in [`Door`](crate::api::Door).
#[derive(Clone, Debug)]
pub(crate) struct ApiError {
    pub(crate) status: StatusCode,
    /// What is wrong, what was expected, and what to do.
    pub(crate) message: String,
    /// When to try again, where that helps.
    pub(crate) retry_after_secs: Option<u32>,
    /// Why there is no prediction, where that is the reason.
    pub(crate) cause: Option<PredictError>,
    /// What the protocol of the address calls it, where the status does not say that.
    pub(crate) code: Option<&'static str>,
    /// An entry for each mistake in the inputs, as FastAPI lists them.
    pub(crate) details: Vec<Value>,
}

impl ApiError {
    pub(crate) fn new(status: StatusCode, message: impl Into<String>) -> Self {
        let message = message.into();
        Self { status, message, retry_after_secs: None, cause: None, code: None, details: vec![] }
    }

    /// 400: the request is not what the protocol expects.
    pub(crate) fn bad_request(message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, message)
    }

    /// 404: there is no such thing.
    pub(crate) fn not_found(message: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, message)
    }

    /// 503: there is no room for it now.
    pub(crate) fn overloaded(message: impl Into<String>) -> Self {
        Self { retry_after_secs: Some(FULL_SECS), ..Self::new(StatusCode::SERVICE_UNAVAILABLE, message) }
    }

    /// 422: a body that is not what a JSON door expects. `kind` is pydantic's name for the mistake.
    pub(crate) fn invalid_body(kind: &str, message: &str) -> Self {
        Self::invalid_at(&json!(["body"]), kind, message)
    }

    /// 422: one place in a body that is not what a JSON door expects.
    pub(crate) fn invalid_at(place: &Value, kind: &str, message: &str) -> Self {
        let details = vec![json!({ "type": kind, "loc": place, "msg": message })];
        Self { details, ..Self::new(StatusCode::UNPROCESSABLE_ENTITY, message) }
    }

    /// Why there is no prediction for `inputs`, quoting those that are short.
    pub(crate) fn for_inputs(error: PredictError, inputs: &Map<String, Value>) -> Self {
        let details = match &error {
            PredictError::Invalid { errors } => {
                errors.iter().map(|error| field_detail(error, inputs)).collect()
            }
            _ => vec![],
        };
        Self { details, ..Self::from(error) }
    }

    /// Why there are no predictions for `rows`, with a detail for each mistake.
    pub(crate) fn for_rows(errors: &[RowError], rows: &[Value]) -> Self {
        let invalid = |error: &PredictError| {
            matches!(error, PredictError::Invalid { .. } | PredictError::Refused { .. })
        };
        if let Some(other) = errors.iter().find(|RowError { error, .. }| !invalid(error)) {
            return Self::from(other.error.clone());
        }
        let details = errors.iter().flat_map(|error| row_detail(error, rows)).collect();
        Self { details, ..Self::joined(errors, rows.len()) }
    }

    /// One error for a failed batch of `rows` rows: the status of the first failed row, the messages of all.
    pub(crate) fn joined(errors: &[RowError], rows: usize) -> Self {
        let message = |RowError { row, error }: &RowError| match error {
            PredictError::Invalid { .. } | PredictError::Refused { .. } if rows > 1 => {
                format!("row {row}: {error}")
            }
            _ => error.to_string(),
        };
        let message = errors.iter().map(message).collect::<Vec<_>>().join("; ");
        let first = errors.first().map(|first| Self::from(first.error.clone()));
        Self { message, ..first.unwrap_or_else(|| Self::new(StatusCode::INTERNAL_SERVER_ERROR, "")) }
    }

    /// 500: our own mistake. The cause is in the log under the reference.
    pub(crate) fn panicked(panic: &(dyn Any + Send)) -> Self {
        let cause = panic_message(panic);
        let reference = Uuid::now_v7().to_string();
        tracing::error!(reference, cause, "a request panicked");
        Self::from(PredictError::Internal { reference })
    }

    /// Gives the error the protocol's own name.
    pub(crate) fn with_code(self, code: &'static str) -> Self {
        Self { code: Some(code), ..self }
    }

    /// The fields that are wrong, where that is the reason.
    pub(crate) fn fields(&self) -> &[FieldError] {
        if let Some(PredictError::Invalid { errors }) = &self.cause { errors } else { &[] }
    }

    /// The status for protocols that know no 422.
    pub(crate) fn status_without_422(&self) -> StatusCode {
        if self.status == StatusCode::UNPROCESSABLE_ENTITY { StatusCode::BAD_REQUEST } else { self.status }
    }
}

/// The status that says which kind of error it is.
pub(crate) fn status(error: &PredictError) -> StatusCode {
    match error {
        PredictError::UnknownDemo { .. } => StatusCode::NOT_FOUND,
        PredictError::Invalid { .. } | PredictError::Refused { .. } => StatusCode::UNPROCESSABLE_ENTITY,
        PredictError::Overloaded { .. }
        | PredictError::Loading
        | PredictError::Stuck { .. }
        | PredictError::Untrained { .. }
        | PredictError::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        PredictError::TooSlow { .. } => StatusCode::GATEWAY_TIMEOUT,
        PredictError::Locked { .. } => StatusCode::UNAUTHORIZED,
        PredictError::Internal { .. } => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

/// Adds a Retry-After header where waiting helps.
pub(crate) fn with_retry_after(error: &PredictError, mut response: Response) -> Response {
    set_retry_after(&mut response, retry_after_secs(error));
    response
}

fn set_retry_after(response: &mut Response, secs: Option<u32>) {
    if let Some(secs) = secs {
        response.headers_mut().insert(header::RETRY_AFTER, secs.into());
    }
}

fn retry_after_secs(error: &PredictError) -> Option<u32> {
    match error {
        PredictError::Overloaded { retry_after_secs } => Some(*retry_after_secs),
        PredictError::Loading => Some(1),
        PredictError::Stuck { .. } => Some(60),
        _ => None,
    }
}

/// `{"error": "..."}`, as Triton, KServe and TensorFlow Serving write an error.
pub(crate) fn render_error_key(error: &ApiError) -> Response {
    (error.status_without_422(), Json(json!({ "error": error.message }))).into_response()
}

impl From<PredictError> for ApiError {
    fn from(error: PredictError) -> Self {
        Self {
            retry_after_secs: retry_after_secs(&error),
            ..Self { cause: Some(error.clone()), ..Self::new(status(&error), error.to_string()) }
        }
    }
}

impl From<uploads::UploadError> for ApiError {
    fn from(error: uploads::UploadError) -> Self {
        let message = capitalize(&error.to_string());
        match error {
            uploads::UploadError::Unusable(_) => Self::new(StatusCode::UNPROCESSABLE_ENTITY, message),
            uploads::UploadError::Full => Self::overloaded(message),
            uploads::UploadError::Io { folder, cause } => {
                let reference = Uuid::now_v7().to_string();
                tracing::error!(reference, folder = %folder.display(), %cause, "an upload could not be kept");
                Self::new(StatusCode::INTERNAL_SERVER_ERROR, format!("{message}. Reference {reference}"))
            }
        }
    }
}

impl From<ApiError> for Response {
    fn from(error: ApiError) -> Self {
        error.into_response()
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let detail = if self.details.is_empty() { json!(self.message) } else { json!(self.details) };
        let mut response = (self.status, Json(json!({ "detail": detail }))).into_response();
        set_retry_after(&mut response, self.retry_after_secs);
        response.extensions_mut().insert(self);
        response
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(error: PredictError, expected: (u16, Option<&str>)) {
        let response = ApiError::for_inputs(error.clone(), &Map::new()).into_response();
        let retry = response.headers().get(header::RETRY_AFTER).and_then(|secs| secs.to_str().ok());
        assert_eq!((response.status().as_u16(), retry), expected, "{error}");
    }

    #[test]
    fn each_error_has_its_status_and_says_when_waiting_helps() {
        check(PredictError::UnknownDemo { name: "dodos".to_owned() }, (404, None));
        check(PredictError::Invalid { errors: vec![] }, (422, None));
        check(PredictError::Overloaded { retry_after_secs: 5 }, (503, Some("5")));
        check(PredictError::Loading, (503, Some("1")));
        check(PredictError::Unavailable, (503, None));
        check(PredictError::Untrained { command: "cargo run -- train dodos".to_owned() }, (503, None));
        check(PredictError::Stuck { busy_secs: 90 }, (503, Some("60")));
        check(PredictError::TooSlow { limit_secs: 30 }, (504, None));
        check(PredictError::Locked { name: "dodos".to_owned() }, (401, None));
        check(PredictError::Refused { message: "No such day".to_owned() }, (422, None));
        check(PredictError::Internal { reference: "7f3a".to_owned() }, (500, None));
    }
}
