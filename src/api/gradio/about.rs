//! What the clients ask beside their calls.

use super::super::problem::told;
use super::super::sse::{self, SILENCE};
use super::AppState;
use axum::extract::Request;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use futures_util::stream::unfold;
use serde_json::json;
use std::sync::Arc;

/// Says from time to time that the server is there. A session needs no such sign of its client: it has nothing to lose.
pub(super) async fn heartbeat() -> Response {
    sse::response(unfold(false, async |spoken| {
        if spoken {
            tokio::time::sleep(SILENCE).await;
        }
        Some(("data: ALIVE\n\n".to_owned(), true))
    }))
}

/// By this a client sees whether it has come back to the same server.
pub(super) async fn app_id(Extension(state): Extension<Arc<AppState>>) -> Response {
    Json(json!({ "app_id": state.id })).into_response()
}

/// Everything has begun when the first request is answered.
pub(super) async fn startup_events() -> Response {
    Json(true).into_response()
}

pub(super) async fn wrong_method(request: Request) -> Response {
    let text = format!("{} is not a method of {}", request.method(), request.uri().path());
    told(StatusCode::METHOD_NOT_ALLOWED, &text)
}

pub(super) async fn nothing(request: Request) -> Response {
    told(StatusCode::NOT_FOUND, &format!("There is nothing at {}", request.uri().path()))
}
