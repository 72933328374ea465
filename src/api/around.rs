use super::families;
use super::locks::{Arrival, CHALLENGE, Guard};
use super::problem::panicked;
use axum::extract::{Request, State};
use axum::http::header::{REFERRER_POLICY, WWW_AUTHENTICATE, X_CONTENT_TYPE_OPTIONS};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::Response;
use futures_util::FutureExt;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;

/// What holds for every request, in one layer, since each costs every request something.
pub(super) async fn every(State(guard): State<Arc<Guard>>, mut request: Request, next: Next) -> Response {
    let Arrival { visitor, base, asker } = guard.receive(&mut request);
    let family = families::at(request.uri().path());
    let response = match guard.admit(request, visitor, &base, &asker) {
        Ok(request) => AssertUnwindSafe(next.run(request)).catch_unwind().await.unwrap_or_else(panicked),
        Err(response) => *response,
    };
    let mut response = families::word(family, response);
    if response.status() == StatusCode::UNAUTHORIZED {
        add(response.headers_mut(), WWW_AUTHENTICATE, CHALLENGE);
    }
    let headers = response.headers_mut();
    asker.mark(headers);
    add(headers, X_CONTENT_TYPE_OPTIONS, "nosniff");
    add(headers, REFERRER_POLICY, "same-origin");
    response
}

/// Adds a header that the door has not set otherwise.
fn add(headers: &mut HeaderMap, name: HeaderName, value: &'static str) {
    headers.entry(name).or_insert(HeaderValue::from_static(value));
}
