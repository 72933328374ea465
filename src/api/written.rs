use super::apart::apart;
use super::problem::told;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

/// The bytes that most answers to a row fit in.
pub(super) const ROOM: usize = 1024;

/// Answers to so many rows as JSON. Many are made and written apart from those who wait.
pub(super) fn written<T: Serialize>(rows: usize, answers: impl FnOnce() -> T) -> Response {
    let room = rows.max(1) * ROOM;
    let write = || {
        let mut json = Vec::with_capacity(room);
        serde_json::to_writer(&mut json, &answers()).map(|()| json)
    };
    match apart(room, write) {
        Ok(json) => ([(header::CONTENT_TYPE, "application/json")], json).into_response(),
        Err(_) => told(StatusCode::INTERNAL_SERVER_ERROR, "The answer can't be written as JSON"),
    }
}
