//! Uploads of the clients, kept like those of the pages.

use super::AppState;
use super::files::path;
use super::upload_progress::{UploadProgress, valid_id};
use crate::access::upload_owner;
use crate::api::http::body::{MAX_PARTS, Reservation, reserve};
use crate::api::http::body_error::BodyError;
use crate::api::http::content_disposition::file_name;
use crate::api::http::error::ApiError;
use crate::api::http::multipart::form_error;
use crate::gallery::Gallery;
use axum::extract::multipart::{Field, Multipart, MultipartError};
use axum::extract::{FromRequest, Query, Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use maquette_contract::Media;
use serde::Deserialize;
use std::sync::Arc;
use std::time::Duration;

/// How much of one request is read. What does not fit is dropped: a client that is still sending would miss the answer.
pub(crate) const MAX_READ_BYTES: usize = 512 * 1024 * 1024;
/// The most bytes of the files of one request.
const MAX_BYTES: usize = 4 * Media::MAX_BYTES;
/// How long a request may take to arrive over a slow mobile connection.
const BODY_TIMEOUT: Duration = Duration::from_secs(120);

#[derive(Deserialize)]
pub(crate) struct Params {
    upload_id: Option<String>,
}

pub(crate) async fn create_uploads(
    State(gallery): State<Arc<Gallery>>,
    Extension(state): Extension<Arc<AppState>>,
    Query(Params { upload_id }): Query<Params>,
    request: Request,
) -> Response {
    let (head, body) = request.into_parts();
    let owner = upload_owner(&head);
    let parts = match Multipart::from_request(Request::from_parts(head, body), &()).await {
        Ok(parts) => parts,
        Err(rejection) => {
            let text = "Send files as multipart/form-data, in the field `files`";
            return ApiError::new(rejection.status(), text).into_response();
        }
    };
    let progress = valid_id(upload_id).and_then(|id| state.uploads_in_progress.begin(id));
    let kept = save_all(&gallery, &owner, parts, progress.as_ref());
    match tokio::time::timeout(BODY_TIMEOUT, kept).await {
        Ok(Ok(paths)) => Json(paths).into_response(),
        Ok(Err(error)) => error.into_response(),
        Err(_) => {
            ApiError::new(StatusCode::REQUEST_TIMEOUT, "The files took too long to arrive").into_response()
        }
    }
}

/// Saves each file as it arrives, and returns their paths, or an error if one of them does not fit.
async fn save_all(
    gallery: &Arc<Gallery>,
    owner: &str,
    mut parts: Multipart,
    progress: Option<&UploadProgress>,
) -> Result<Vec<String>, ApiError> {
    let (mut paths, mut max_bytes, mut refused) = (Vec::new(), MAX_BYTES, None);
    let mut count = 0;
    while let Some(part) = parts.next_field().await.map_err(|error| unreadable(&error))? {
        count += 1;
        if count > MAX_PARTS {
            return Err(BodyError::TooManyParts(MAX_PARTS).into());
        }
        if part.name() != Some("files") {
            continue;
        }
        let name = file_name(&part).unwrap_or_else(|| "file".to_owned());
        let (bytes, _reserved) =
            match read_file(part, &name, max_bytes.min(Media::MAX_BYTES), progress).await? {
                Ok(file) => file,
                Err(error) => {
                    refused.get_or_insert(error);
                    continue;
                }
            };
        max_bytes -= bytes.len();
        // Whether a demo can use it is checked when it is an input.
        let upload = gallery.uploads.save(owner, &name, bytes, None).await?;
        paths.push(path(&upload));
    }
    refused.map_or(Ok(paths), Err)
}

/// The bytes of a file, or why it is refused; it is read to its end either way.
async fn read_file(
    mut part: Field<'_>,
    name: &str,
    max_bytes: usize,
    progress: Option<&UploadProgress>,
) -> Result<Result<(Vec<u8>, Reservation), ApiError>, ApiError> {
    let mut kept = Ok((Vec::new(), Reservation::new()));
    while let Some(chunk) = part.chunk().await.map_err(|error| unreadable(&error))? {
        if let Some(progress) = progress {
            progress.received(name, chunk.len());
        }
        // What is dropped needs no memory.
        kept = kept.and_then(|(mut bytes, mut reserved)| {
            if bytes.len() + chunk.len() > max_bytes {
                return Err(too_large(name));
            }
            reserve(&mut reserved, bytes.len() + chunk.len())?;
            bytes.extend_from_slice(&chunk);
            Ok((bytes, reserved))
        });
    }
    Ok(kept)
}

fn too_large(name: &str) -> ApiError {
    let [one, all] = [Media::MAX_BYTES, MAX_BYTES].map(|bytes| bytes >> 20);
    let text = format!("“{name}” is too large: a file may have {one} MB, and those of one upload {all} MB");
    ApiError::new(StatusCode::PAYLOAD_TOO_LARGE, text)
}

fn unreadable(error: &MultipartError) -> ApiError {
    let error = form_error(error);
    if error.status == StatusCode::PAYLOAD_TOO_LARGE {
        let text = format!("These are more than the {} MB that files may have together", MAX_BYTES >> 20);
        return ApiError::new(error.status, text);
    }
    error
}
