//! Files that the clients bring, kept like those that people bring to the pages.

use super::AppState;
use super::files::path;
use super::transfer::{Transfer, named};
use crate::access::upload_owner;
use crate::api::http::body::{MAX_PARTS, Reservation, reserve};
use crate::api::http::error::ApiError;
use crate::gallery::Gallery;
use axum::extract::multipart::{Field, Multipart};
use axum::extract::{FromRequest, Query, Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use maquette_contract::Media;
use serde::Deserialize;
use std::sync::Arc;
use std::time::Duration;

/// How much of one request is read at all. What does not fit is thrown away: a client that is still sending would miss
/// the answer.
pub(crate) const READ: usize = 512 * 1024 * 1024;
/// The most bytes of the files of one request.
const MOST_BYTES: usize = 4 * Media::LARGEST;
/// The longest that a request may take to arrive: from a phone that is far away.
const PATIENCE: Duration = Duration::from_secs(120);

#[derive(Deserialize)]
pub(crate) struct Uploading {
    upload_id: Option<String>,
}

pub(crate) async fn create_uploads(
    State(gallery): State<Arc<Gallery>>,
    Extension(state): Extension<Arc<AppState>>,
    Query(Uploading { upload_id }): Query<Uploading>,
    request: Request,
) -> Response {
    let (head, body) = request.into_parts();
    let visitor = upload_owner(&head);
    let parts = match Multipart::from_request(Request::from_parts(head, body), &()).await {
        Ok(parts) => parts,
        Err(rejection) => {
            let text = "Send files as multipart/form-data, in the field `files`";
            return ApiError::new(rejection.status(), text).into_response();
        }
    };
    let transfer = named(upload_id).and_then(|id| state.transfers.begin(id));
    let kept = keep(&gallery, &visitor, parts, transfer.as_ref());
    match tokio::time::timeout(PATIENCE, kept).await {
        Ok(Ok(paths)) => Json(paths).into_response(),
        Ok(Err(fault)) => fault.into_response(),
        Err(_) => {
            ApiError::new(StatusCode::REQUEST_TIMEOUT, "The files took too long to arrive").into_response()
        }
    }
}

/// Keeps each file as it comes, and gives its path. Of files that do not fit none is given.
async fn keep(
    gallery: &Arc<Gallery>,
    visitor: &str,
    mut parts: Multipart,
    transfer: Option<&Transfer>,
) -> Result<Vec<String>, ApiError> {
    let (mut paths, mut room, mut refused) = (Vec::new(), MOST_BYTES, None);
    let mut count = 0;
    while let Some(part) = parts.next_field().await.map_err(|error| broken(error.status()))? {
        count += 1;
        if count > MAX_PARTS {
            return Err(broken(StatusCode::BAD_REQUEST));
        }
        if part.name() != Some("files") {
            continue;
        }
        let name = part.file_name().unwrap_or("file").to_owned();
        let (bytes, _held) = match whole(part, &name, room.min(Media::LARGEST), transfer).await? {
            Ok(whole) => whole,
            Err(fault) => {
                refused.get_or_insert(fault);
                continue;
            }
        };
        room -= bytes.len();
        // What a file is good for shows when it is an input.
        let upload = gallery.uploads.keep(visitor, &name, bytes, None).await?;
        paths.push(path(&upload));
    }
    refused.map_or(Ok(paths), Err)
}

/// The bytes of a file, or why they are not taken; it is read to its end either way.
async fn whole(
    mut part: Field<'_>,
    name: &str,
    room: usize,
    transfer: Option<&Transfer>,
) -> Result<Result<(Vec<u8>, Reservation), ApiError>, ApiError> {
    let mut kept = Ok((Vec::new(), Reservation::new()));
    while let Some(chunk) = part.chunk().await.map_err(|error| broken(error.status()))? {
        if let Some(transfer) = transfer {
            transfer.arrived(name, chunk.len());
        }
        // What is thrown away takes no place.
        kept = kept.and_then(|(mut bytes, mut held)| {
            if bytes.len() + chunk.len() > room {
                return Err(too_large(name));
            }
            reserve(&mut held, bytes.len() + chunk.len())?;
            bytes.extend_from_slice(&chunk);
            Ok((bytes, held))
        });
    }
    Ok(kept)
}

fn too_large(name: &str) -> ApiError {
    let [one, all] = [Media::LARGEST, MOST_BYTES].map(|bytes| bytes >> 20);
    let text = format!("“{name}” is too large: a file may have {one} MB, and those of one upload {all} MB");
    ApiError::new(StatusCode::PAYLOAD_TOO_LARGE, text)
}

fn broken(status: StatusCode) -> ApiError {
    let text = match status {
        StatusCode::PAYLOAD_TOO_LARGE => {
            format!("These are more than the {} MB that files may have together", MOST_BYTES >> 20)
        }
        _ => "The files broke off or can't be read; send them again".to_owned(),
    };
    ApiError::new(status, text)
}
