use super::is_navigation;
use crate::api::fault::Fault;
use axum::Json;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};
use std::time::Duration;

/// Why a request gets as far as no door, in words for whoever sent it. The family of its address says it in its own way.
#[derive(Clone, Debug)]
pub(super) struct Refusal {
    pub(super) fault: Fault,
    /// How to say who one is.
    challenge: Option<&'static str>,
}

impl Refusal {
    pub(super) fn new(status: StatusCode, text: &str) -> Self {
        Self { fault: Fault::new(status, text), challenge: None }
    }

    /// Nobody is known by what was sent: how they say who they are.
    pub(super) fn unknown(text: &str, challenge: &'static str) -> Self {
        Self { challenge: Some(challenge), ..Self::new(StatusCode::UNAUTHORIZED, text) }
    }

    /// Too often: how long to wait, told in whole seconds.
    pub(super) fn too_often(text: &str, wait: Duration) -> Self {
        let secs = u32::try_from(wait.as_secs()).unwrap_or(u32::MAX - 1) + 1;
        let text = format!("{text}: try again in {secs} s");
        let fault = Fault::new(StatusCode::TOO_MANY_REQUESTS, text);
        Self { fault: Fault { retry_secs: Some(secs), ..fault }, challenge: None }
    }

    /// Whether whoever asked had said nothing of who they are, and is shown a page where they can.
    pub(super) fn leads_to_login(&self, headers: &HeaderMap) -> bool {
        self.challenge.is_some() && is_navigation(headers)
    }

    pub(super) fn response(self, path: &str) -> Response {
        let mut response = match is_gradio(path) && self.fault.status == StatusCode::UNAUTHORIZED {
            true => {
                let detail = json!({ "error": "Not authenticated", "auth_message": Value::Null });
                (StatusCode::UNAUTHORIZED, Json(json!({ "detail": detail }))).into_response()
            }
            false => self.fault.into_response(),
        };
        if let Some(challenge) = self.challenge {
            response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static(challenge));
        }
        response
    }
}

/// Whether an address is one of Gradio's, whose clients look for who they are in a place of its own.
fn is_gradio(path: &str) -> bool {
    let parts: Vec<_> = path.trim_matches('/').split('/').collect();
    matches!(parts[..], ["config" | "gradio_api" | "call", ..] | [_, "config" | "gradio_api", ..])
}
