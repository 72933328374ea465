//! What a supervisor asks: is the process there, and can it answer.

use crate::api::door::Door;
use crate::api::http::error::ApiError;
use crate::gallery::Gallery;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use serde_json::{Value, json};
use std::sync::Arc;

pub(crate) static DOOR: Door = Door {
    name: "health",
    routes,
    prefixes: &["/health"],
    open: &["/health/live"],
    probes: &["/health/live"],
    ..Door::PROGRAMS
};

fn routes() -> Router<Arc<Gallery>> {
    Router::new()
        .route("/health", get(healthy))
        .route("/health/live", get(live))
        .route("/health/ready", get(ready))
}

/// As Vertex AI, MLflow and Feast ask.
async fn healthy() -> Json<Value> {
    Json(json!({ "status": "ok" }))
}

async fn live() -> Json<Value> {
    Json(json!({ "status": "live" }))
}

async fn ready(State(gallery): State<Arc<Gallery>>) -> Response {
    let unready: Vec<_> = gallery.unready().map(|(demo, why)| format!("{demo} {why}")).collect();
    if unready.is_empty() {
        Json(json!({ "status": "ready" })).into_response()
    } else {
        ApiError::new(StatusCode::SERVICE_UNAVAILABLE, unready.join("; ")).into_response()
    }
}
