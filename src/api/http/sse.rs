//! Server-sent events, as the HTML standard defines them.

use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, HeaderName, header};
use axum::response::{IntoResponse, Response};
use futures_util::{Stream, StreamExt};
use std::convert::Infallible;
use std::fmt::Write as _;
use std::time::Duration;

/// How often a comment is sent on a silent stream, since proxies close idle connections.
pub(crate) const KEEP_ALIVE: Duration = Duration::from_secs(15);
pub(crate) const KEEP_ALIVE_COMMENT: &str = ": still here\n\n";

/// Appends an event to a text. The data is JSON without line breaks.
pub(crate) fn write_event(text: &mut String, name: &str, id: Option<u64>, data: &str) {
    if let Some(id) = id {
        writeln!(text, "id: {id}").ok();
    }
    write!(text, "event: {name}\ndata: {data}\n\n").ok();
}

/// The number of the last event that a client has seen; 0 if none.
pub(crate) fn last_event_id(headers: &HeaderMap) -> u64 {
    let last = headers.get("last-event-id").and_then(|id| id.to_str().ok());
    last.and_then(|id| id.parse().ok()).unwrap_or(0)
}

/// A response that streams events, with headers that keep proxies from buffering it.
pub(crate) fn response(events: impl Stream<Item = String> + Send + 'static) -> Response {
    let headers = [
        (header::CONTENT_TYPE, "text/event-stream; charset=utf-8"),
        (header::CACHE_CONTROL, "no-cache, no-transform"),
        (HeaderName::from_static("x-accel-buffering"), "no"),
    ];
    let body = Body::from_stream(events.map(|text| Ok::<_, Infallible>(Bytes::from(text))));
    (headers, body).into_response()
}
