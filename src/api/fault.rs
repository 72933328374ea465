use super::problem::{retry_secs, status};
use crate::predict::RowError;
use axum::Json;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use maquette_contract::{FieldError, PredictError};
use serde_json::json;

/// When to come again where the server has no room for a body.
const FULL_SECS: u32 = 60;

/// An error before a protocol has worded it. As a response it has FastAPI's shape, and carries itself along for the
/// family of addresses that says it otherwise: see [`families`](super::families).
#[derive(Clone, Debug)]
pub(super) struct Fault {
    pub(super) status: StatusCode,
    pub(super) text: String,
    /// When to come again, where that helps.
    pub(super) retry_secs: Option<u32>,
    /// Why there is no prediction, where it is that.
    pub(super) error: Option<PredictError>,
    /// What the protocol of the address calls it, where the status does not say that.
    pub(super) called: Option<&'static str>,
}

impl Fault {
    pub(super) fn new(status: StatusCode, text: impl Into<String>) -> Self {
        Self { status, text: text.into(), retry_secs: None, error: None, called: None }
    }

    /// What was sent is not what the protocol asks for.
    pub(super) fn bad(text: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, text)
    }

    /// There is no room for it now.
    pub(super) fn full(text: impl Into<String>) -> Self {
        Self { retry_secs: Some(FULL_SECS), ..Self::new(StatusCode::SERVICE_UNAVAILABLE, text) }
    }

    /// There is no such thing.
    pub(super) fn missing(text: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, text)
    }

    /// The same by the protocol's own name.
    pub(super) fn called(self, called: &'static str) -> Self {
        Self { called: Some(called), ..self }
    }

    /// Rows without an answer, of so many: told like the first, in the words of all.
    pub(super) fn rows(errors: &[RowError], of: usize) -> Self {
        let words = |RowError { row, error }: &RowError| match error {
            PredictError::Invalid { .. } | PredictError::Refused { .. } if of > 1 => {
                format!("row {row}: {error}")
            }
            _ => error.to_string(),
        };
        let text = errors.iter().map(words).collect::<Vec<_>>().join("; ");
        let first = errors.first().map(|first| Self::from(first.error.clone()));
        Self { text, ..first.unwrap_or_else(|| Self::new(StatusCode::INTERNAL_SERVER_ERROR, "")) }
    }

    /// The fields that are wrong, where that is why.
    pub(super) fn fields(&self) -> &[FieldError] {
        if let Some(PredictError::Invalid { errors }) = &self.error { errors } else { &[] }
    }

    /// The status in the protocols that know no 422.
    pub(super) fn bad_request(&self) -> StatusCode {
        if self.status == StatusCode::UNPROCESSABLE_ENTITY { StatusCode::BAD_REQUEST } else { self.status }
    }
}

impl From<PredictError> for Fault {
    fn from(error: PredictError) -> Self {
        let (status, retry_secs) = (status(&error), retry_secs(&error));
        Self { status, text: error.to_string(), retry_secs, error: Some(error), called: None }
    }
}

impl From<Fault> for Response {
    fn from(fault: Fault) -> Self {
        fault.into_response()
    }
}

impl IntoResponse for Fault {
    fn into_response(self) -> Response {
        let mut response = (self.status, Json(json!({ "detail": self.text }))).into_response();
        if let Some(secs) = self.retry_secs {
            response.headers_mut().insert(header::RETRY_AFTER, secs.into());
        }
        response.extensions_mut().insert(self);
        response
    }
}
