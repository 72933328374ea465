//! What holds for every request, in one layer, since each layer costs each request a box or two.

use super::doors::door_at;
use super::http::accept::{ForPrograms, is_navigation};
use super::http::content_encoding;
use super::http::content_type::drop_unreadable_parameters;
use super::http::error::ApiError;
use super::http::multipart_limits;
use super::pages::login::login_redirect;
use crate::access::{CHALLENGE, Denied, Guard, RequestContext};
use axum::extract::{Request, State};
use axum::http::header::{
    ACCEPT_ENCODING, ALLOW, REFERRER_POLICY, RETRY_AFTER, WWW_AUTHENTICATE, X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use futures_util::FutureExt;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;

/// Admits a request, runs its door, and renders errors as the protocol of the address does.
pub(super) async fn middleware(
    State(guard): State<Arc<Guard>>,
    mut request: Request,
    next: Next,
) -> Response {
    let RequestContext { client, base_path, origin } = guard.receive(&mut request);
    let door = door_at(request.uri().path());
    if door.is_some() {
        request.extensions_mut().insert(ForPrograms);
    }
    drop_unreadable_parameters(request.headers_mut());
    let response = match guard.admit(&mut request, client, &origin) {
        Ok(Some(response)) => response,
        Ok(None) => match bounded(request) {
            Ok(request) => AssertUnwindSafe(next.run(request))
                .catch_unwind()
                .await
                .unwrap_or_else(|panic| ApiError::panicked(&*panic).into_response()),
            Err(response) => *response,
        },
        Err(denied) if denied.challenge.is_some() && is_navigation(request.headers()) => {
            login_redirect(&base_path, &request)
        }
        Err(denied) => denied.into_response(),
    };
    let mut response = match door.and_then(|door| door.render_error) {
        Some(render) => rendered(render, response),
        None => response,
    };
    if response.status() == StatusCode::UNAUTHORIZED {
        add(response.headers_mut(), WWW_AUTHENTICATE, CHALLENGE);
    }
    guard.set_cors_headers(&origin, &mut response);
    let headers = response.headers_mut();
    add(headers, X_CONTENT_TYPE_OPTIONS, "nosniff");
    add(headers, REFERRER_POLICY, "same-origin");
    response
}

/// The request with a body that is decompressed and has bounds.
fn bounded(request: Request) -> Result<Request, Box<Response>> {
    let request = content_encoding::decode(request)?;
    multipart_limits::apply(request).map_err(|error| Box::new(error.into_response()))
}

/// A response whose error, if it is one, is rendered by `render`.
fn rendered(render: fn(&ApiError) -> Response, mut response: Response) -> Response {
    let Some(error) = response.extensions_mut().remove::<ApiError>() else { return response };
    let mut rendered = render(&error);
    // For the access log.
    rendered.extensions_mut().extend(std::mem::take(response.extensions_mut()));
    // Which methods and codings there are, when to come again, and how to authenticate.
    for name in [ACCEPT_ENCODING, ALLOW, RETRY_AFTER, WWW_AUTHENTICATE] {
        if let Some(value) = response.headers_mut().remove(&name) {
            rendered.headers_mut().insert(name, value);
        }
    }
    rendered
}

/// Adds a header that the door has not set otherwise.
fn add(headers: &mut HeaderMap, name: HeaderName, value: &'static str) {
    headers.entry(name).or_insert(HeaderValue::from_static(value));
}

impl IntoResponse for Denied {
    fn into_response(self) -> Response {
        let Self { status, message, retry_after_secs, challenge } = self;
        let mut response = ApiError { retry_after_secs, ..ApiError::new(status, message) }.into_response();
        if let Some(challenge) = challenge {
            response.headers_mut().insert(WWW_AUTHENTICATE, HeaderValue::from_static(challenge));
        }
        response
    }
}
