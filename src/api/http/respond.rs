//! Responses in JSON.

use super::blocking::run_blocking;
use super::error::ApiError;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

/// The bytes of a typical answer to a row.
pub(crate) const ANSWER_BYTES: usize = 1024;

/// A response with the answers to `rows` rows as JSON, written without holding up other requests.
pub(crate) fn json_response<T: Serialize>(rows: usize, answers: impl FnOnce() -> T) -> Response {
    let bytes = rows.max(1) * ANSWER_BYTES;
    let write = || {
        let mut json = Vec::with_capacity(bytes);
        serde_json::to_writer(&mut json, &answers()).map(|()| json)
    };
    match run_blocking(bytes, write) {
        Ok(json) => ([(header::CONTENT_TYPE, "application/json")], json).into_response(),
        Err(_) => {
            let text = "The answer can't be written as JSON";
            ApiError::new(StatusCode::INTERNAL_SERVER_ERROR, text).into_response()
        }
    }
}
