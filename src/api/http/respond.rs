use super::blocking::apart;
use super::error::ApiError;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

/// The bytes that most answers to a row fit in.
pub(crate) const ROOM: usize = 1024;

/// Answers to so many rows as JSON. Many are made and written apart from those who wait.
pub(crate) fn written<T: Serialize>(rows: usize, answers: impl FnOnce() -> T) -> Response {
    let room = rows.max(1) * ROOM;
    let write = || {
        let mut json = Vec::with_capacity(room);
        serde_json::to_writer(&mut json, &answers()).map(|()| json)
    };
    match apart(room, write) {
        Ok(json) => ([(header::CONTENT_TYPE, "application/json")], json).into_response(),
        Err(_) => {
            let text = "The answer can't be written as JSON";
            ApiError::new(StatusCode::INTERNAL_SERVER_ERROR, text).into_response()
        }
    }
}
