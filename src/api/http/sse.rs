//! Server-sent events, as the HTML standard has them: what a browser reads by `EventSource` and anybody by curl.

use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, HeaderName, header};
use axum::response::{IntoResponse, Response};
use futures_util::{Stream, StreamExt};
use std::convert::Infallible;
use std::fmt::Write as _;
use std::time::Duration;

/// After so long a silence something is said that means nothing, since proxies close what is silent.
pub(crate) const SILENCE: Duration = Duration::from_secs(15);
pub(crate) const NOTHING: &str = ": still here\n\n";

/// Adds an event to a text. The data is JSON, which has no line breaks of its own.
pub(crate) fn event(text: &mut String, name: &str, id: Option<u64>, data: &str) {
    if let Some(id) = id {
        writeln!(text, "id: {id}").ok();
    }
    write!(text, "event: {name}\ndata: {data}\n\n").ok();
}

/// The number of the event that a client has seen last, 0 if none.
pub(crate) fn seen(headers: &HeaderMap) -> u64 {
    let last = headers.get("last-event-id").and_then(|id| id.to_str().ok());
    last.and_then(|id| id.parse().ok()).unwrap_or(0)
}

/// A response that goes on while there is more, through proxies that would rather wait for the end.
pub(crate) fn response(events: impl Stream<Item = String> + Send + 'static) -> Response {
    let headers = [
        (header::CONTENT_TYPE, "text/event-stream; charset=utf-8"),
        (header::CACHE_CONTROL, "no-cache, no-transform"),
        (HeaderName::from_static("x-accel-buffering"), "no"),
    ];
    let body = Body::from_stream(events.map(|text| Ok::<_, Infallible>(Bytes::from(text))));
    (headers, body).into_response()
}
