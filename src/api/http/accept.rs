//! What the client of a request accepts.

use axum::http::{HeaderMap, header};

/// Marks a request for an address of programs: what is not found there is said in JSON.
#[derive(Clone)]
pub(crate) struct ForPrograms;

/// Whether a browser asks for a page, and not a script or a program for an answer.
pub(crate) fn is_navigation(headers: &HeaderMap) -> bool {
    let accept = headers.get(header::ACCEPT).and_then(|accept| accept.to_str().ok()).unwrap_or_default();
    accept.contains("text/html")
}
