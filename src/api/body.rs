use super::problem::{malformed, told};
use axum::body::Body;
use axum::extract::Request;
use axum::http::request::Parts;
use axum::http::{StatusCode, header};
use axum::response::Response;
use futures_util::StreamExt;
use serde_json::{Map, Value};
use std::time::Duration;

/// A row of inputs is a few hundred bytes; nobody needs more than this.
const LARGEST: usize = 64 * 1024;
/// How much more is read and thrown away: a client that is still sending would miss the answer.
const DRAINED: usize = 32 * 1024 * 1024;
/// The longest that a client may take to send it all.
const PATIENCE: Duration = Duration::from_secs(10);

/// The body of a request as a JSON object, or the response that says why it is none.
pub(super) async fn json_object(request: Request) -> Result<Map<String, Value>, Response> {
    let (head, body) = whole(request).await?;
    let kind = head.headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
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

/// The head and the whole body of a request, within the bounds of size and time.
pub(super) async fn whole(request: Request) -> Result<(Parts, Vec<u8>), Response> {
    let (head, body) = request.into_parts();
    let late = |_| told(StatusCode::REQUEST_TIMEOUT, "The body did not arrive within 10 s");
    let body = tokio::time::timeout(PATIENCE, read(body)).await.map_err(late)??;
    Ok((head, body))
}

async fn read(body: Body) -> Result<Vec<u8>, Response> {
    let mut kept = Vec::new();
    let mut seen = 0;
    let mut chunks = body.into_data_stream();
    while let Some(chunk) = chunks.next().await {
        let chunk = chunk.map_err(|_| told(StatusCode::BAD_REQUEST, "The body broke off"))?;
        seen += chunk.len();
        if seen <= LARGEST {
            kept.extend_from_slice(&chunk);
        } else if seen > DRAINED {
            break;
        }
    }
    let too_large =
        || told(StatusCode::PAYLOAD_TOO_LARGE, "The body is larger than the 64 KiB a row of inputs may take");
    if seen <= LARGEST { Ok(kept) } else { Err(too_large()) }
}
