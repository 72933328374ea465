use super::is_navigation;
use axum::Json;
use axum::extract::Request;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};
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

    /// The refusal as the clients of an address read it.
    pub(super) fn response(&self, path: &str) -> Response {
        let Self { status, text, .. } = self;
        let body = match Family::of(path) {
            Family::Maquette => json!({ "detail": text }),
            Family::Gradio if *status == StatusCode::UNAUTHORIZED => {
                json!({ "detail": { "error": "Not authenticated", "auth_message": Value::Null } })
            }
            Family::Gradio => json!({ "detail": text }),
            Family::Tensors => json!({ "error": text }),
            Family::TorchServe => {
                json!({ "code": status.as_u16(), "type": exception(*status), "message": text })
            }
            Family::MLflow => json!({ "error_code": code(*status), "message": text }),
        };
        let mut response = (*status, Json(body)).into_response();
        let headers = response.headers_mut();
        if let Some(wait_secs) = self.wait_secs() {
            headers.insert(header::RETRY_AFTER, wait_secs.into());
        }
        if let Some(challenge) = self.challenge {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static(challenge));
        }
        response
    }
}

/// Whose shape an error has; told by the address alone, since no door has read the request yet.
enum Family {
    Maquette,
    Gradio,
    /// The Open Inference Protocol and TensorFlow Serving.
    Tensors,
    TorchServe,
    MLflow,
}

impl Family {
    fn of(path: &str) -> Self {
        let parts: Vec<_> = path.trim_matches('/').split('/').collect();
        match parts[..] {
            ["v1" | "v2", ..] => Self::Tensors,
            ["predictions" | "explanations" | "models", ..] => Self::TorchServe,
            ["invocations" | "endpoints", ..] => Self::MLflow,
            ["config" | "gradio_api" | "call", ..] | [_, "config" | "gradio_api", ..] => Self::Gradio,
            _ => Self::Maquette,
        }
    }
}

/// TorchServe's word for a status.
fn exception(status: StatusCode) -> &'static str {
    match status {
        StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => "InvalidKeyException",
        StatusCode::TOO_MANY_REQUESTS => "ServiceUnavailableException",
        _ => "BadRequestException",
    }
}

/// MLflow's.
fn code(status: StatusCode) -> &'static str {
    match status {
        StatusCode::UNAUTHORIZED => "UNAUTHENTICATED",
        StatusCode::FORBIDDEN => "PERMISSION_DENIED",
        StatusCode::TOO_MANY_REQUESTS => "RESOURCE_EXHAUSTED",
        _ => "BAD_REQUEST",
    }
}
