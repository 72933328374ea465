use super::error::ApiError;
use super::json_fields::Fields;
use super::json_limits;
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

/// A row of inputs is a few hundred bytes; nobody needs more than this beside its long texts.
const LARGEST: usize = 64 * 1024;
/// What a character may take, escaped twice over.
const CHARACTER: usize = 12;
/// The media types of a form, and of one with files.
pub(crate) const FORM: &str = "application/x-www-form-urlencoded";
pub(crate) const MULTIPART: &str = "multipart/form-data";
/// The most parts of a form.
pub(crate) const MAX_PARTS: usize = 200;
/// How much more is read and thrown away: a client that is still sending would miss the answer.
const DRAINED: u64 = 2 * 1024 * 1024 * 1024;
/// The longest that a client may take to send a row.
const PATIENCE: Duration = Duration::from_secs(10);

/// The longest that nothing may come of a body, which others wait for the place of.
const STALL: Duration = Duration::from_secs(15);

/// The most bytes of many rows at once, and the longest that they may take to arrive.
pub(crate) const BATCH: usize = 32 * MEBIBYTE;
const BATCH_PATIENCE: Duration = Duration::from_secs(60);

/// What all large bodies together may take in memory, in MiB; who comes after that is asked to come again.
static LARGE: Semaphore = Semaphore::const_new(96);
/// Of more files than these only the names are sent.
const MOST_FILES: usize = 4;
const MEBIBYTE: usize = 1024 * 1024;

/// How many bytes the inputs of a demo may take where files are named, as the pages do.
pub(crate) fn room_for_texts(schema: &Schema) -> usize {
    LARGEST + CHARACTER * schema.text_len()
}

/// The same where a program may write files out, in base64.
pub(crate) fn room(schema: &Schema) -> usize {
    let brings = |feature: &Feature| if let Kind::Media { most, .. } = feature.kind { most } else { 0 };
    let files = schema.features.iter().map(brings).sum::<usize>().min(MOST_FILES);
    room_for_texts(schema) + files * Media::LARGEST / 3 * 4
}

/// The body of a request as a JSON object, or the response that says why it is none. Whoever keeps the head keeps the
/// place that it takes.
pub(crate) async fn json_object(
    request: Request,
    room: usize,
) -> Result<(Parts, Map<String, Value>), ApiError> {
    with_object(json(request, room).await?)
}

fn with_object((head, body): (Parts, Vec<u8>)) -> Result<(Parts, Map<String, Value>), ApiError> {
    let object = object(&body)?;
    Ok((head, object))
}

/// The same, of a body that is there.
pub(crate) fn object(body: &[u8]) -> Result<Map<String, Value>, ApiError> {
    match json_limits::read(body)? {
        Ok(Value::Object(object)) => Ok(object),
        Ok(_) => Err(ApiError::invalid_body(
            "model_attributes_type",
            "Send a JSON object, with a key for each input",
        )),
        Err(_) if body.is_empty() => {
            Err(ApiError::invalid_body("json_invalid", "The body is empty; send a JSON object").into())
        }
        Err(error) => {
            Err(ApiError::invalid_body("json_invalid", &format!("This is not JSON: {error}")).into())
        }
    }
}

/// The same as the raw fields of a row, without the way by values that an error would quote.
pub(crate) fn fields(body: &[u8]) -> Result<Vec<RawField>, ApiError> {
    match json_limits::read(body)? {
        Ok(Fields(fields)) => Ok(fields),
        // Why it is no object is said where one is read.
        Err(error) => Err(object(body)
            .err()
            .unwrap_or_else(|| ApiError::invalid_body("json_invalid", &error.to_string()))),
    }
}

/// A body that says that it is JSON.
pub(crate) async fn json(request: Request, room: usize) -> Result<(Parts, Vec<u8>), ApiError> {
    is_json(row(request, room).await?)
}

/// Many rows as a JSON object.
pub(crate) async fn json_rows(request: Request) -> Result<(Parts, Map<String, Value>), ApiError> {
    with_object(is_json(batch(request).await?)?)
}

fn is_json((head, body): (Parts, Vec<u8>)) -> Result<(Parts, Vec<u8>), ApiError> {
    let kind = kind(&head);
    if kind == "application/json" || (kind.starts_with("application/") && kind.ends_with("+json")) {
        return Ok((head, body));
    }
    let text = "Send JSON, with the header Content-Type: application/json";
    Err(ApiError::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, text))
}

/// What a body is, by its head and without parameters: `application/json`.
pub(crate) fn kind(head: &Parts) -> String {
    let kind = head.headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

/// A row of inputs: it is small, and arrives soon.
pub(crate) async fn row(request: Request, room: usize) -> Result<(Parts, Vec<u8>), ApiError> {
    whole(request, room, PATIENCE, "a row of inputs may take").await
}

/// Many rows at once, as the serving protocols send them. What they hold is bounded by whoever reads them.
pub(crate) async fn batch(request: Request) -> Result<(Parts, Vec<u8>), ApiError> {
    whole(request, BATCH, BATCH_PATIENCE, "a request may take").await
}

/// The head and the whole body of a request, within the bounds of size and time.
pub(crate) async fn whole(
    request: Request,
    room: usize,
    patience: Duration,
    what: &str,
) -> Result<(Parts, Vec<u8>), ApiError> {
    let (mut head, body) = request.into_parts();
    if waits_to_send(&head, room) {
        return Err(too_large(room, what));
    }
    let late = |_| {
        let text = format!("The body did not arrive within {} s", patience.as_secs());
        ApiError::new(StatusCode::REQUEST_TIMEOUT, text)
    };
    let (body, held) = tokio::time::timeout(patience, read(body, room, what)).await.map_err(late)??;
    // Whoever keeps the head keeps the place.
    if !held.is_empty() {
        head.extensions.insert(Arc::new(held));
    }
    Ok((head, body))
}

/// The place that a large body takes, until it is dropped.
pub(crate) type Held = Vec<SemaphorePermit<'static>>;

/// Takes the place for so many bytes.
pub(crate) fn hold(held: &mut Held, bytes: usize) -> Result<(), ApiError> {
    while held.len() < bytes / MEBIBYTE {
        let full = |_| ApiError::overloaded("Many people are sending files. Try again in a minute");
        held.push(LARGE.try_acquire().map_err(full)?);
    }
    Ok(())
}

async fn read(body: Body, room: usize, what: &str) -> Result<(Vec<u8>, Held), ApiError> {
    let mut held = Held::new();
    let mut kept = Vec::new();
    let mut full = None;
    let mut seen: u64 = 0;
    let mut chunks = body.into_data_stream();
    let stalled = |_| {
        let text = format!("Nothing of the body came for {} s", STALL.as_secs());
        ApiError::new(StatusCode::REQUEST_TIMEOUT, text)
    };
    while let Some(chunk) = tokio::time::timeout(STALL, chunks.next()).await.map_err(stalled)? {
        let chunk = chunk.map_err(|_| ApiError::bad_request("The body broke off"))?;
        seen += chunk.len() as u64;
        if seen <= room as u64 && full.is_none() {
            full = hold(&mut held, kept.len() + chunk.len()).err();
            kept.extend_from_slice(&chunk);
        } else {
            // What is thrown away takes no place.
            (kept, held) = (Vec::new(), Held::new());
            if seen > DRAINED {
                break;
            }
        }
    }
    match full {
        _ if seen > room as u64 => Err(too_large(room, what)),
        Some(full) => Err(full),
        None => Ok((kept, held)),
    }
}

fn too_large(room: usize, what: &str) -> ApiError {
    let text = format!("The body is larger than the {} KiB {what}", room / 1024);
    ApiError::new(StatusCode::PAYLOAD_TOO_LARGE, text)
}

/// Whether a client asks before it sends, as curl does, and need not send at all.
fn waits_to_send(head: &Parts, room: usize) -> bool {
    let number = |name| head.headers.get(name)?.to_str().ok()?.parse::<u64>().ok();
    head.headers.contains_key(header::EXPECT) && number(header::CONTENT_LENGTH) > Some(room as u64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::body::Bytes;
    use futures_util::{Stream, stream};
    use std::convert::Infallible;

    /// By the runtime's own clock, which jumps to whatever is waited for.
    #[tokio::test(start_paused = true)]
    async fn a_body_that_does_not_come_is_told() {
        let check = |read: Result<(Parts, Vec<u8>), ApiError>, expected: &str| {
            let error = read.expect_err("no body");
            assert_eq!((error.status, &*error.message), (StatusCode::REQUEST_TIMEOUT, expected));
        };
        check(row(request(stream::pending()), 9).await, "The body did not arrive within 10 s");
        check(batch(request(stream::pending())).await, "Nothing of the body came for 15 s");
        let slow = stream::unfold((), async |()| {
            tokio::time::sleep(STALL - Duration::from_secs(1)).await;
            Some((Bytes::from_static(b"1"), ()))
        });
        check(batch(request(slow)).await, "The body did not arrive within 60 s");
    }

    fn request(pieces: impl Stream<Item = Bytes> + Send + 'static) -> Request {
        Request::new(Body::from_stream(pieces.map(Ok::<_, Infallible>)))
    }
}
