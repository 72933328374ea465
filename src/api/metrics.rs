//! What Prometheus reads.

use super::problem::told;
use crate::gallery::Gallery;
use crate::metrics::TEXT;
use axum::Router;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use std::sync::Arc;

pub(super) fn routes() -> Router<Arc<Gallery>> {
    Router::new().route("/metrics", get(show_metrics))
}

async fn show_metrics(State(gallery): State<Arc<Gallery>>) -> Response {
    for shown in gallery.all() {
        gallery.metrics.standing(&shown.demo.name, shown.waiting(), shown.ready());
    }
    match gallery.metrics.text() {
        Ok(text) => ([(header::CONTENT_TYPE, TEXT)], text).into_response(),
        Err(error) => {
            tracing::error!(cause = format!("{error:#}"), "the metrics can't be written");
            told(StatusCode::INTERNAL_SERVER_ERROR, "The metrics can't be written")
        }
    }
}
