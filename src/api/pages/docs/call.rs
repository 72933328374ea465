//! The JSON door, called from within.

use super::pretty::pretty;
use crate::api::json::predict;
use crate::gallery::{Gallery, ServedDemo};
use axum::body::to_bytes;
use axum::response::IntoResponse;
use maquette_app::pages::docs::Reply;
use std::time::Instant;

/// The JSON door's answer to a body.
pub(super) async fn call(gallery: &Gallery, served: &ServedDemo, body: &str) -> Reply {
    let started = Instant::now();
    let response = predict::answer(gallery, served, body.as_bytes()).await;
    let response = response.unwrap_or_else(IntoResponse::into_response);
    let status = response.status().to_string();
    let bytes = to_bytes(response.into_body(), usize::MAX).await.unwrap_or_default();
    Reply { status, millis: started.elapsed().as_millis(), body: pretty(&String::from_utf8_lossy(&bytes)) }
}
