//! [`Denied`]: why access control does not let a request through.

use axum::http::StatusCode;
use std::time::Duration;

/// Why a request reaches no door, in words for the client.
#[derive(Clone, Debug)]
pub(crate) struct Denied {
    pub(crate) status: StatusCode,
    pub(crate) message: String,
    pub(crate) retry_after_secs: Option<u32>,
    /// How to authenticate, where the request had no credentials: the value of `WWW-Authenticate`.
    pub(crate) challenge: Option<&'static str>,
}

impl Denied {
    pub(crate) fn new(status: StatusCode, message: impl Into<String>) -> Self {
        Self { status, message: message.into(), retry_after_secs: None, challenge: None }
    }

    /// 401: the request has no credentials.
    pub(crate) fn unauthenticated(message: &str, challenge: &'static str) -> Self {
        Self { challenge: Some(challenge), ..Self::new(StatusCode::UNAUTHORIZED, message) }
    }

    /// 429: too many requests or attempts. The wait is rounded up to whole seconds.
    pub(crate) fn too_many(message: &str, wait: Duration) -> Self {
        let secs = u32::try_from(wait.as_secs()).unwrap_or(u32::MAX - 1) + 1;
        let message = format!("{message}: try again in {secs} s");
        Self { retry_after_secs: Some(secs), ..Self::new(StatusCode::TOO_MANY_REQUESTS, message) }
    }
}
