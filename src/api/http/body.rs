//! Bodies of requests, read within bounds of size, time and memory.

use super::body_error::BodyError;
use super::error::ApiError;
use super::json_fields::Fields;
use super::json_limits;
use crate::access::header_list;
use axum::body::Body;
use axum::extract::Request;
use axum::http::request::Parts;
use axum::http::{StatusCode, header};
use futures_util::StreamExt;
use maquette_contract::{Feature, Kind, Media, RawField, Schema};
use serde_json::{Map, Value};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{Semaphore, SemaphorePermit};

/// The most bytes of a row beside its long texts: usually it has a few hundred.
const MAX_ROW_BYTES: usize = 64 * 1024;
/// The most bytes of a character, escaped twice.
const MAX_CHAR_BYTES: usize = 12;
/// The media types of a form, and of one with files.
pub(crate) const FORM: &str = "application/x-www-form-urlencoded";
pub(crate) const MULTIPART: &str = "multipart/form-data";
/// The most parts of a form.
pub(crate) const MAX_PARTS: usize = 200;
/// How much of a body that is too large is read and dropped: a client that is still sending would miss the answer.
const MAX_DRAINED_BYTES: u64 = 2 * 1024 * 1024 * 1024;
/// How long a client may take to send a row.
const ROW_TIMEOUT: Duration = Duration::from_secs(10);

/// How long a body may pause, since its memory is reserved meanwhile.
const IDLE_TIMEOUT: Duration = Duration::from_secs(15);

/// The most bytes of a batch of rows, and how long it may take to arrive.
pub(crate) const MAX_BATCH_BYTES: usize = 32 * MEBIBYTE;
const BATCH_TIMEOUT: Duration = Duration::from_secs(60);

/// The memory of all large bodies together, in MiB. Further ones get a 503.
static LARGE_BODIES: Semaphore = Semaphore::const_new(96);
/// How many files a JSON body may hold; of more, their tokens are sent.
const MAX_INLINE_FILES: usize = 4;
const MEBIBYTE: usize = 1024 * 1024;

/// The most bytes of a demo's inputs if files are sent by their tokens, as the pages do.
pub(crate) fn max_text_bytes(schema: &Schema) -> usize {
    MAX_ROW_BYTES + MAX_CHAR_BYTES * schema.text_len()
}

/// The most bytes of a demo's inputs if files may be written out in base64.
pub(crate) fn max_body_bytes(schema: &Schema) -> usize {
    let brings = |feature: &Feature| if let Kind::Media { most, .. } = feature.kind { most } else { 0 };
    let files = schema.features.iter().map(brings).sum::<usize>().min(MAX_INLINE_FILES);
    max_text_bytes(schema) + files * Media::MAX_BYTES / 3 * 4
}

/// Reads a body that is a JSON object. Its memory is reserved as long as the head lives.
pub(crate) async fn read_json_object(
    request: Request,
    max_bytes: usize,
) -> Result<(Parts, Map<String, Value>), ApiError> {
    with_object(read_json(request, max_bytes).await?)
}

fn with_object((head, body): (Parts, Vec<u8>)) -> Result<(Parts, Map<String, Value>), ApiError> {
    let object = parse_object(&body)?;
    Ok((head, object))
}

/// Parses a JSON object.
pub(crate) fn parse_object(body: &[u8]) -> Result<Map<String, Value>, ApiError> {
    match json_limits::from_slice(body)? {
        Ok(Value::Object(object)) => Ok(object),
        Ok(_) => Err(ApiError::invalid_body(
            "model_attributes_type",
            "Send a JSON object, with a key for each input",
        )),
        Err(_) if body.is_empty() => {
            Err(ApiError::invalid_body("json_invalid", "The body is empty; send a JSON object"))
        }
        Err(error) => Err(ApiError::invalid_body("json_invalid", &format!("This is not JSON: {error}"))),
    }
}

/// Parses a JSON object as the raw fields of a row, in one pass.
pub(crate) fn parse_fields(body: &[u8]) -> Result<Vec<RawField>, ApiError> {
    match json_limits::from_slice(body)? {
        Ok(Fields(fields)) => Ok(fields),
        // The slower parser says what is wrong.
        Err(error) => Err(parse_object(body)
            .err()
            .unwrap_or_else(|| ApiError::invalid_body("json_invalid", &error.to_string()))),
    }
}

/// Reads a body whose Content-Type is JSON.
pub(crate) async fn read_json(request: Request, max_bytes: usize) -> Result<(Parts, Vec<u8>), ApiError> {
    check_json(read_row(request, max_bytes).await?)
}

/// Reads a batch that is a JSON object.
pub(crate) async fn read_json_rows(request: Request) -> Result<(Parts, Map<String, Value>), ApiError> {
    with_object(check_json(read_batch(request).await?)?)
}

fn check_json((head, body): (Parts, Vec<u8>)) -> Result<(Parts, Vec<u8>), ApiError> {
    let kind = media_type(&head);
    if kind == "application/json" || (kind.starts_with("application/") && kind.ends_with("+json")) {
        return Ok((head, body));
    }
    let text = "Send JSON, with the header Content-Type: application/json";
    Err(ApiError::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, text))
}

/// The media type of a body, without parameters: `application/json`.
pub(crate) fn media_type(head: &Parts) -> String {
    let kind = head.headers.get(header::CONTENT_TYPE).and_then(|kind| header_list(kind, b';').next());
    kind.unwrap_or_default().to_ascii_lowercase()
}

/// Reads a row of inputs, which is small and arrives soon.
pub(crate) async fn read_row(request: Request, max_bytes: usize) -> Result<(Parts, Vec<u8>), ApiError> {
    read_whole(request, max_bytes, ROW_TIMEOUT, "a row of inputs may take").await
}

/// Reads a batch of rows, as the serving protocols send them. Its parser bounds what is in it.
pub(crate) async fn read_batch(request: Request) -> Result<(Parts, Vec<u8>), ApiError> {
    read_whole(request, MAX_BATCH_BYTES, BATCH_TIMEOUT, "a request may take").await
}

/// Reads a whole body within bounds of size and time.
pub(crate) async fn read_whole(
    request: Request,
    max_bytes: usize,
    timeout: Duration,
    what: &str,
) -> Result<(Parts, Vec<u8>), ApiError> {
    let (mut head, body) = request.into_parts();
    if awaits_continue(&head, max_bytes) {
        return Err(too_large(max_bytes, what));
    }
    let late = |_| {
        let text = format!("The body did not arrive within {} s", timeout.as_secs());
        ApiError::new(StatusCode::REQUEST_TIMEOUT, text)
    };
    let (body, reserved) =
        tokio::time::timeout(timeout, read(body, max_bytes, what)).await.map_err(late)??;
    // The reservation lives as long as the head.
    if !reserved.is_empty() {
        head.extensions.insert(Arc::new(reserved));
    }
    Ok((head, body))
}

/// The memory that a large body has reserved, until it is dropped.
pub(crate) type Reservation = Vec<SemaphorePermit<'static>>;

/// Reserves memory for a number of bytes.
pub(crate) fn reserve(reserved: &mut Reservation, bytes: usize) -> Result<(), ApiError> {
    while reserved.len() < bytes / MEBIBYTE {
        let full = |_| ApiError::overloaded("Many people are sending files. Try again in a minute");
        reserved.push(LARGE_BODIES.try_acquire().map_err(full)?);
    }
    Ok(())
}

async fn read(body: Body, max_bytes: usize, what: &str) -> Result<(Vec<u8>, Reservation), ApiError> {
    let mut reserved = Reservation::new();
    let mut kept = Vec::new();
    let mut full = None;
    let mut seen: u64 = 0;
    let mut chunks = body.into_data_stream();
    let stalled = |_| {
        let text = format!("Nothing of the body came for {} s", IDLE_TIMEOUT.as_secs());
        ApiError::new(StatusCode::REQUEST_TIMEOUT, text)
    };
    while let Some(chunk) = tokio::time::timeout(IDLE_TIMEOUT, chunks.next()).await.map_err(stalled)? {
        let chunk = chunk.map_err(|error| BodyError::of(&error))?;
        seen += chunk.len() as u64;
        if seen <= max_bytes as u64 && full.is_none() {
            full = reserve(&mut reserved, kept.len() + chunk.len()).err();
            kept.extend_from_slice(&chunk);
        } else {
            // What is dropped needs no memory.
            (kept, reserved) = (Vec::new(), Reservation::new());
            if seen > MAX_DRAINED_BYTES {
                break;
            }
        }
    }
    match full {
        _ if seen > max_bytes as u64 => Err(too_large(max_bytes, what)),
        Some(full) => Err(full),
        None => Ok((kept, reserved)),
    }
}

fn too_large(max_bytes: usize, what: &str) -> ApiError {
    let text = format!("The body is larger than the {} KiB {what}", max_bytes / 1024);
    ApiError::new(StatusCode::PAYLOAD_TOO_LARGE, text)
}

/// Whether a client waits for a go-ahead, as curl does, for a body that is too large anyway.
fn awaits_continue(head: &Parts, max_bytes: usize) -> bool {
    let number = |name| head.headers.get(name)?.to_str().ok()?.parse::<u64>().ok();
    head.headers.contains_key(header::EXPECT) && number(header::CONTENT_LENGTH) > Some(max_bytes as u64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::body::Bytes;
    use futures_util::{Stream, stream};
    use std::convert::Infallible;

    /// On the runtime's paused clock, which jumps to the next timer.
    #[tokio::test(start_paused = true)]
    async fn a_body_that_does_not_arrive_times_out() {
        let check = |read: Result<(Parts, Vec<u8>), ApiError>, expected: &str| {
            let error = read.expect_err("no body");
            assert_eq!((error.status, &*error.message), (StatusCode::REQUEST_TIMEOUT, expected));
        };
        check(read_row(request(stream::pending()), 9).await, "The body did not arrive within 10 s");
        check(read_batch(request(stream::pending())).await, "Nothing of the body came for 15 s");
        let slow = stream::unfold((), async |()| {
            tokio::time::sleep(IDLE_TIMEOUT - Duration::from_secs(1)).await;
            Some((Bytes::from_static(b"1"), ()))
        });
        check(read_batch(request(slow)).await, "The body did not arrive within 60 s");
    }

    fn request(pieces: impl Stream<Item = Bytes> + Send + 'static) -> Request {
        Request::new(Body::from_stream(pieces.map(Ok::<_, Infallible>)))
    }
}
