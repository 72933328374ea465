//! Where files are brought to, and where they can be had again by whoever knows their name.

use super::base::base;
use super::body::{kind, whole};
use super::fault::Fault;
use super::form::{FILES, FORM};
use super::locks::Visitor;
use super::parts::parts;
use super::problem::told;
use crate::gallery::Gallery;
use crate::media;
use crate::uploads::{Refused, Upload, words};
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, Request, State};
use axum::http::request::Parts;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use maquette_contract::Media;
use percent_encoding::{NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use serde_json::json;
use std::sync::Arc;
use std::time::Duration;
use uuid::Uuid;

/// The longest that a file may take to arrive: from a phone that is far away.
const PATIENCE: Duration = Duration::from_secs(120);
/// Kinds that a browser may show in a page. Anything else is saved, whatever its name or its owner says.
const SHOWN: [&str; 5] = ["image/png", "image/jpeg", "image/gif", "image/webp", "audio/x-wav"];

pub(super) fn routes() -> Router<Arc<Gallery>> {
    Router::new().route("/uploads", post(create_upload)).route("/uploads/{token}", get(find_upload))
}

async fn create_upload(State(gallery): State<Arc<Gallery>>, request: Request) -> Response {
    let base = base(&request);
    let (head, bytes) = match whole(request, Media::LARGEST, PATIENCE, "a file may have").await {
        Ok(whole) => whole,
        Err(fault) => return fault.into_response(),
    };
    let Brought { name, kind, bytes } = match brought(&head, bytes).await {
        Ok(brought) => brought,
        Err(fault) => return fault.into_response(),
    };
    // What the browser calls it says what it is meant for; what it is, its bytes say.
    let wanted = match kind.split('/').next() {
        Some("image") => Some(Media::Image),
        Some("audio") => Some(Media::Audio),
        _ => None,
    };
    if bytes.is_empty() && wanted.is_none() {
        return told(StatusCode::UNPROCESSABLE_ENTITY, "There is nothing in this file, or no file was sent");
    }
    match gallery.uploads.keep(&visitor(&head), &name, bytes, wanted).await {
        Ok(upload) => {
            let url = format!("{base}/uploads/{}", upload.token);
            let Upload { token, name, kind, bytes } = &upload;
            let kept = json!({
                "token": token,
                "name": name,
                "kind": kind,
                "bytes": bytes.len(),
                "url": url,
                "is": words(&upload),
            });
            (StatusCode::CREATED, [(header::LOCATION, url)], Json(kept)).into_response()
        }
        Err(error) => unkept(&error).into_response(),
    }
}

/// A file as it came.
struct Brought {
    name: String,
    /// What it was called: `image/png`.
    kind: String,
    bytes: Vec<u8>,
}

/// The body, or the one file of a form: `curl --data-binary` and `curl -F`.
async fn brought(head: &Parts, bytes: Vec<u8>) -> Result<Brought, Fault> {
    let kind = kind(head);
    if kind != FILES {
        let name = head.headers.get("x-file-name").and_then(|name| name.to_str().ok()).unwrap_or_default();
        let name = percent_decode_str(name).decode_utf8_lossy().into_owned();
        // curl calls a form whatever it was not told the kind of; with -d it has left out the ends of the lines.
        let kind = if kind == FORM { media::kind(&bytes).to_owned() } else { kind };
        return Ok(Brought { name, kind, bytes });
    }
    let parts = parts(head, &bytes.into()).await?.unwrap_or_default();
    let mut files = parts.into_iter().filter_map(|part| Some((part.file?, part.bytes)));
    match (files.next(), files.next()) {
        (Some((name, bytes)), None) => {
            Ok(Brought { name, kind: media::kind(&bytes).to_owned(), bytes: bytes.into() })
        }
        (None, _) => {
            Err(Fault::bad("There is no file in this form; send one, as curl -F file=@photo.png does"))
        }
        (Some(_), Some(_)) => Err(Fault::bad("There are several files in this form; send them one by one")),
    }
}

/// Why a file was not kept, in words that begin like a sentence.
pub(super) fn unkept(error: &Refused) -> Fault {
    let text = maquette_contract::capital(&error.to_string());
    match error {
        Refused::Unusable(_) => Fault::new(StatusCode::UNPROCESSABLE_ENTITY, text),
        Refused::Full => Fault::full(text),
        Refused::Broken { folder, cause } => {
            let reference = Uuid::now_v7().to_string();
            tracing::error!(reference, folder = %folder.display(), %cause, "an upload could not be kept");
            Fault::new(StatusCode::INTERNAL_SERVER_ERROR, format!("{text}. Reference {reference}"))
        }
    }
}

async fn find_upload(
    State(gallery): State<Arc<Gallery>>,
    token: Result<Path<String>, PathRejection>,
) -> Response {
    let token = token.map(|Path(token)| token).unwrap_or_default();
    let found = tokio::task::spawn_blocking(move || gallery.uploads.find(&token)).await;
    let Ok(Some(upload)) = found else {
        return told(StatusCode::NOT_FOUND, "Nothing is kept under this name; uploads are kept for an hour");
    };
    let shown = SHOWN.contains(&upload.kind);
    let (kind, placed) =
        if shown { (upload.kind, "inline") } else { ("application/octet-stream", "attachment") };
    // RFC 6266: the name as its owner's bytes, none of which can end the header.
    let placed =
        format!("{placed}; filename*=UTF-8''{}", utf8_percent_encode(&upload.name, NON_ALPHANUMERIC));
    let headers = [
        (header::CONTENT_TYPE, kind),
        (header::CONTENT_DISPOSITION, placed.as_str()),
        // Whatever it is, it may do nothing, and no other site may show it.
        (header::CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox"),
        (header::CACHE_CONTROL, "private, max-age=3600"),
        (header::HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    ];
    (headers, upload.bytes.to_vec()).into_response()
}

/// Whose upload it is, as far as a server can tell: the address it comes from.
pub(super) fn visitor(head: &Parts) -> String {
    let network = head.extensions.get::<Visitor>().and_then(Visitor::network);
    network.map(|network| network.to_string()).unwrap_or_default()
}
