use super::problem::panicked;
use super::{families, origin};
use axum::extract::Request;
use axum::http::header::{REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS};
use axum::http::{HeaderMap, HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;
use futures_util::FutureExt;
use std::panic::AssertUnwindSafe;

/// What holds for every request, in one layer, since each costs every request something.
pub(super) async fn every(request: Request, next: Next) -> Response {
    let family = families::at(request.uri().path());
    let response = match origin::check(&request) {
        Ok(()) => AssertUnwindSafe(next.run(request)).catch_unwind().await.unwrap_or_else(panicked),
        Err(refused) => refused,
    };
    let mut response = families::word(family, response);
    let headers = response.headers_mut();
    add(headers, X_CONTENT_TYPE_OPTIONS, "nosniff");
    add(headers, REFERRER_POLICY, "same-origin");
    response
}

/// Adds a header that the door has not set otherwise.
fn add(headers: &mut HeaderMap, name: HeaderName, value: &'static str) {
    headers.entry(name).or_insert(HeaderValue::from_static(value));
}
