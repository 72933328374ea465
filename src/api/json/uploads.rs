//! Uploads: a file is posted, and read again by anybody who knows its token.

use crate::access::{base_path, upload_owner};
use crate::api::door::Door;
use crate::api::http::body::{FORM, MULTIPART, media_type, read_whole};
use crate::api::http::error::ApiError;
use crate::api::http::file_response::file_response;
use crate::api::http::multipart::read_parts;
use crate::gallery::Gallery;
use crate::media;
use crate::uploads::{Upload, describe};
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use maquette_contract::Media;
use percent_encoding::percent_decode;
use serde_json::json;
use std::sync::Arc;
use std::time::Duration;

/// The longest that a file may take to arrive: from a phone that is far away.
const UPLOAD_TIMEOUT: Duration = Duration::from_secs(120);
/// Kinds that a browser may show in a page. Anything else is saved, whatever its name or its owner says.
const SHOWN: [&str; 10] = [
    "image/png",
    "image/jpeg",
    "image/gif",
    "image/webp",
    "audio/x-wav",
    "audio/mpeg",
    "audio/x-flac",
    "audio/ogg",
    "audio/m4a",
    "audio/aac",
];

pub(crate) static DOOR: Door = Door {
    name: "uploads",
    routes,
    prefixes: &["/uploads"],
    request_headers: &["if-range", "range", "x-file-name"],
    response_headers: &["accept-ranges", "content-disposition", "content-range", "etag", "location"],
    ..Door::PROGRAMS
};

fn routes() -> Router<Arc<Gallery>> {
    Router::new().route("/uploads", post(create_upload)).route("/uploads/{token}", get(find_upload))
}

async fn create_upload(State(gallery): State<Arc<Gallery>>, request: Request) -> Response {
    let base = base_path(&request);
    let (head, bytes) = match read_whole(request, Media::MAX_BYTES, UPLOAD_TIMEOUT, "a file may have").await {
        Ok(whole) => whole,
        Err(fault) => return fault.into_response(),
    };
    let ReceivedFile { name, kind, bytes } = match receive(&head, bytes).await {
        Ok(file) => file,
        Err(fault) => return fault.into_response(),
    };
    // What the browser calls it says what it is meant for; what it is, its bytes say.
    let wanted = match kind.split('/').next() {
        Some("image") => Some(Media::Image),
        Some("audio") => Some(Media::Audio),
        _ => None,
    };
    if bytes.is_empty() && wanted.is_none() {
        let text = "There is nothing in this file, or no file was sent";
        return ApiError::new(StatusCode::UNPROCESSABLE_ENTITY, text).into_response();
    }
    match gallery.uploads.save(&upload_owner(&head), &name, bytes, wanted).await {
        Ok(upload) => {
            let url = format!("{base}/uploads/{}", upload.token);
            let Upload { token, name, kind, bytes } = &upload;
            let kept = json!({
                "token": token,
                "name": name,
                "kind": kind,
                "bytes": bytes.len(),
                "url": url,
                "is": describe(&upload),
            });
            (StatusCode::CREATED, [(header::LOCATION, url)], Json(kept)).into_response()
        }
        Err(error) => ApiError::from(error).into_response(),
    }
}

/// A file as it came.
struct ReceivedFile {
    name: String,
    /// What it was called: `image/png`.
    kind: String,
    bytes: Vec<u8>,
}

/// The body, or the one file of a form: `curl --data-binary` and `curl -F`.
async fn receive(head: &Parts, bytes: Vec<u8>) -> Result<ReceivedFile, ApiError> {
    let kind = media_type(head);
    if kind != MULTIPART {
        let name = head.headers.get("x-file-name").map(HeaderValue::as_bytes).unwrap_or_default();
        let name = percent_decode(name).decode_utf8_lossy().into_owned();
        // curl declares a form unless it is given a kind; with -d it has left out the ends of the lines.
        let kind = if kind == FORM { media::kind(&bytes).to_owned() } else { kind };
        return Ok(ReceivedFile { name, kind, bytes });
    }
    let parts = read_parts(head, &bytes.into()).await?.unwrap_or_default();
    let mut files = parts.into_iter().filter_map(|part| Some((part.file?, part.bytes)));
    match (files.next(), files.next()) {
        (Some((name, bytes)), None) => {
            Ok(ReceivedFile { name, kind: media::kind(&bytes).to_owned(), bytes: bytes.into() })
        }
        (None, _) => Err(ApiError::bad_request(
            "There is no file in this form; send one, as curl -F file=@photo.png does",
        )),
        (Some(_), Some(_)) => {
            Err(ApiError::bad_request("There are several files in this form; send them one by one"))
        }
    }
}

async fn find_upload(
    State(gallery): State<Arc<Gallery>>,
    token: Result<Path<String>, PathRejection>,
    headers: HeaderMap,
) -> Response {
    let token = token.map(|Path(token)| token).unwrap_or_default();
    let found = tokio::task::spawn_blocking(move || gallery.uploads.find(&token)).await;
    let Ok(Some(upload)) = found else {
        let text = "Nothing is kept under this name; uploads are kept for an hour";
        return ApiError::not_found(text).into_response();
    };
    file_response(&upload, &headers, |kind| SHOWN.contains(&kind))
}
