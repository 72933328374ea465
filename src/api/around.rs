use super::families;
use super::locks::Guard;
use super::problem::panicked;
use super::vertex::Aliases;
use axum::extract::{Request, State};
use axum::http::header::{REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS};
use axum::http::{HeaderMap, HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;
use futures_util::FutureExt;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;

/// What stands around all doors.
pub(super) struct Around {
    pub(super) aliases: Aliases,
    pub(super) guard: Guard,
}

/// What holds for every request, in one layer, since each costs every request something.
pub(super) async fn every(State(around): State<Arc<Around>>, mut request: Request, next: Next) -> Response {
    around.aliases.lead(&mut request);
    let family = families::at(request.uri().path());
    let answered = AssertUnwindSafe(around.guard.pass(request, next)).catch_unwind().await;
    let mut response = families::word(family, answered.unwrap_or_else(panicked));
    let headers = response.headers_mut();
    add(headers, X_CONTENT_TYPE_OPTIONS, "nosniff");
    add(headers, REFERRER_POLICY, "same-origin");
    response
}

/// Adds a header that the door has not set otherwise.
fn add(headers: &mut HeaderMap, name: HeaderName, value: &'static str) {
    headers.entry(name).or_insert(HeaderValue::from_static(value));
}
