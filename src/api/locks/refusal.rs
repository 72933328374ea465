use super::is_navigation;
use crate::api::fault::Fault;
use axum::extract::Request;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use std::time::Duration;

/// Why a request gets as far as no door, in words for whoever sent it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Refusal {
    pub(super) status: StatusCode,
    text: String,
    /// How long to wait, where waiting helps.
    wait: Option<Duration>,
    /// How to say who one is.
    challenge: Option<&'static str>,
}

impl Refusal {
    pub(super) fn new(status: StatusCode, text: &str) -> Self {
        Self { status, text: text.to_owned(), wait: None, challenge: None }
    }

    pub(super) fn challenging(self, challenge: &'static str) -> Self {
        Self { challenge: Some(challenge), ..self }
    }

    /// Too often: how long to wait.
    pub(super) fn too_often(text: &str, wait: Duration) -> Self {
        Self { wait: Some(wait), ..Self::new(StatusCode::TOO_MANY_REQUESTS, text) }
    }

    /// Whether whoever asked had said nothing of who they are, and is shown a page where they can.
    pub(super) fn leads_to_login(&self, request: &Request) -> bool {
        self.challenge.is_some() && is_navigation(request.headers())
    }

    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// Whole seconds, at least one.
    pub(super) fn wait_secs(&self) -> Option<u64> {
        self.wait.map(|wait| wait.as_secs() + 1)
    }

    /// The refusal before the protocol of its address has worded it.
    pub(super) fn response(&self) -> Response {
        let retry_secs = self.wait_secs().map(|secs| u32::try_from(secs).unwrap_or(u32::MAX));
        let fault = Fault { retry_secs, ..Fault::new(self.status, self.text.as_str()) };
        let mut response = fault.into_response();
        if let Some(challenge) = self.challenge {
            response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static(challenge));
        }
        response
    }
}
