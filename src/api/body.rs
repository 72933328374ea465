use super::problem::{malformed, told};
use axum::body::Body;
use axum::extract::Request;
use axum::http::request::Parts;
use axum::http::{StatusCode, header};
use axum::response::Response;
use futures_util::StreamExt;
use maquette_contract::Schema;
use serde_json::{Map, Value};
use std::time::Duration;

/// A row of inputs is a few hundred bytes; nobody needs more than this beside its long texts.
const LARGEST: usize = 64 * 1024;
/// What a character may take, escaped twice over.
const CHARACTER: usize = 12;
/// How much more is read and thrown away: a client that is still sending would miss the answer.
const DRAINED: usize = 32 * 1024 * 1024;
/// The longest that a client may take to send it all.
const PATIENCE: Duration = Duration::from_secs(10);

/// How many bytes the inputs of a demo may take.
pub(super) fn room(schema: &Schema) -> usize {
    LARGEST + CHARACTER * schema.text_len()
}

/// The body of a request as a JSON object, or the response that says why it is none.
pub(super) async fn json_object(request: Request, room: usize) -> Result<Map<String, Value>, Response> {
    let (head, body) = whole(request, room).await.map_err(|refused| told(refused.status, &refused.text))?;
    let kind = kind(&head);
    if kind != "application/json" && !(kind.starts_with("application/") && kind.ends_with("+json")) {
        let told = told(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "Send JSON, with the header Content-Type: application/json",
        );
        return Err(told);
    }
    match serde_json::from_slice(&body) {
        Ok(Value::Object(object)) => Ok(object),
        Ok(_) => Err(malformed("model_attributes_type", "Send a JSON object, with a key for each input")),
        Err(error) => Err(malformed("json_invalid", &format!("This is not JSON: {error}"))),
    }
}

/// What a body is, by its head and without parameters: `application/json`.
pub(super) fn kind(head: &Parts) -> String {
    let kind = head.headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

/// Why a body is not taken.
pub(super) struct Refused {
    pub(super) status: StatusCode,
    pub(super) text: String,
}

/// The head and the whole body of a request, within the bounds of size and time.
pub(super) async fn whole(request: Request, room: usize) -> Result<(Parts, Vec<u8>), Refused> {
    let (head, body) = request.into_parts();
    let late = |_| refused(StatusCode::REQUEST_TIMEOUT, "The body did not arrive within 10 s");
    let body = tokio::time::timeout(PATIENCE, read(body, room)).await.map_err(late)??;
    Ok((head, body))
}

fn refused(status: StatusCode, text: &str) -> Refused {
    Refused { status, text: text.to_owned() }
}

async fn read(body: Body, room: usize) -> Result<Vec<u8>, Refused> {
    let mut kept = Vec::new();
    let mut seen = 0;
    let mut chunks = body.into_data_stream();
    while let Some(chunk) = chunks.next().await {
        let chunk = chunk.map_err(|_| refused(StatusCode::BAD_REQUEST, "The body broke off"))?;
        seen += chunk.len();
        if seen <= room {
            kept.extend_from_slice(&chunk);
        } else if seen > DRAINED {
            break;
        }
    }
    if seen <= room {
        return Ok(kept);
    }
    let text = format!("The body is larger than the {} KiB a row of inputs may take", room / 1024);
    Err(refused(StatusCode::PAYLOAD_TOO_LARGE, &text))
}
