//! What Prometheus reads.

use crate::api::door::Door;
use crate::api::http::error::ApiError;
use crate::gallery::Gallery;
use crate::metrics::TEXT;
use axum::Router;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use std::sync::Arc;

pub(crate) static DOOR: Door =
    Door { name: "metrics", routes, prefixes: &["/metrics"], is_about_all_demos: true, ..Door::PROGRAMS };

fn routes() -> Router<Arc<Gallery>> {
    Router::new().route("/metrics", get(show_metrics))
}

async fn show_metrics(State(gallery): State<Arc<Gallery>>) -> Response {
    for served in gallery.all() {
        gallery.metrics.set_state(&served.demo.name, served.waiting(), served.ready());
    }
    match gallery.metrics.text() {
        Ok(text) => ([(header::CONTENT_TYPE, TEXT)], text).into_response(),
        Err(error) => {
            tracing::error!(cause = format!("{error:#}"), "the metrics can't be written");
            ApiError::new(StatusCode::INTERNAL_SERVER_ERROR, "The metrics can't be written").into_response()
        }
    }
}
