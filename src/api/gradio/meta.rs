//! The addresses that clients call beside their calls: heartbeat, id of the server, and what does not exist.

use super::AppState;
use crate::api::http::error::ApiError;
use crate::api::http::sse;
use crate::api::http::sse::KEEP_ALIVE;
use axum::extract::Request;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use futures_util::stream::unfold;
use serde_json::json;
use std::sync::Arc;

/// A stream that tells the client that the server is alive.
pub(crate) async fn heartbeat() -> Response {
    sse::response(unfold(false, async |has_sent| {
        if has_sent {
            tokio::time::sleep(KEEP_ALIVE).await;
        }
        Some(("data: ALIVE\n\n".to_owned(), true))
    }))
}

/// Tells a client whether it has reconnected to the same server.
pub(crate) async fn app_id(Extension(state): Extension<Arc<AppState>>) -> Response {
    Json(json!({ "app_id": state.id })).into_response()
}

/// Nothing is left to start when a request is answered.
pub(crate) async fn startup_events() -> Response {
    Json(true).into_response()
}

pub(crate) async fn wrong_method(request: Request) -> Response {
    let text = format!("{} is not a method of {}", request.method(), request.uri().path());
    ApiError::new(StatusCode::METHOD_NOT_ALLOWED, text).into_response()
}

pub(crate) async fn not_found(request: Request) -> Response {
    ApiError::not_found(format!("There is nothing at {}", request.uri().path())).into_response()
}
