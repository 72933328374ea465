//! The access log: one line for each request, without secrets, tokens or input values.

use super::http::route::Route;
use axum::body::{Body, Bytes, HttpBody};
use axum::extract::Request;
use axum::http::{HeaderName, HeaderValue, Method, StatusCode};
use axum::middleware::Next;
use axum::response::Response;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Instant;
use tracing::Instrument;
use uuid::Uuid;

/// What the lines are logged under, for filters such as `RUST_LOG=maquette::access=off`.
pub const TARGET: &str = "maquette::access";

/// The header that tells a client the id of its request.
const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Logs a request once its response has been sent, or its client has gone.
pub(super) async fn access_log(request: Request, next: Next) -> Response {
    let started = Instant::now();
    let id = Uuid::now_v7();
    let method = request.method().clone();
    let span = tracing::info_span!("request", %id);
    let mut response = next.run(request).instrument(span).await;
    // An address without a route may hold anything.
    let route =
        response.extensions_mut().remove::<Route>().map_or_else(|| "-".to_owned(), |Route(route)| route);
    let line = Line { started, id, method, route, status: response.status(), bytes: 0, is_complete: false };
    if let Ok(id) = HeaderValue::from_str(&id.to_string()) {
        // A door may have one of its own.
        response.headers_mut().entry(REQUEST_ID).or_insert(id);
    }
    response.map(|body| Body::new(Logged { body, line }))
}

/// A line of the log, which is written when it is dropped.
struct Line {
    started: Instant,
    id: Uuid,
    method: Method,
    route: String,
    status: StatusCode,
    bytes: u64,
    is_complete: bool,
}

impl Drop for Line {
    fn drop(&mut self) {
        let Self { started, id, method, route, status, bytes, is_complete } = self;
        let millis = started.elapsed().as_secs_f64() * 1000.0;
        tracing::info!(
            target: TARGET,
            %method,
            path = %route,
            status = status.as_u16(),
            ms = (millis * 1000.0).round() / 1000.0,
            bytes,
            complete = is_complete,
            %id,
        );
    }
}

/// A body that counts what is sent of it.
struct Logged {
    body: Body,
    line: Line,
}

impl HttpBody for Logged {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<http_body::Frame<Bytes>, axum::Error>>> {
        let frame = ready!(Pin::new(&mut self.body).poll_frame(context));
        match &frame {
            Some(Ok(frame)) => self.line.bytes += frame.data_ref().map_or(0, |data| data.len() as u64),
            Some(Err(_)) => {}
            None => self.line.is_complete = true,
        }
        // Hyper does not ask again for the end of a body whose length it knows.
        self.line.is_complete |= self.body.is_end_stream();
        Poll::Ready(frame)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> http_body::SizeHint {
        self.body.size_hint()
    }
}
