//! A form as a browser sends it without a script: one text for each input, and files beside them.

use crate::access::upload_owner;
use crate::api::http::body::{
    FORM, MAX_PARTS, MULTIPART, Reservation, max_text_bytes, media_type, read_row, reserve,
};
use crate::api::http::body_error::BodyError;
use crate::api::http::content_disposition::file_name;
use crate::api::http::error::ApiError;
use crate::api::http::multipart::{form_error, no_boundary};
use crate::gallery::Gallery;
use crate::uploads::{self, UploadError};
use axum::body::Body;
use axum::extract::{FromRequest, Multipart, Request};
use axum::http::StatusCode;
use axum::http::request::Parts;
use form_urlencoded::Serializer;
use maquette_app::form::texts;
use maquette_contract::{Feature, FieldError, Kind, Media, Problem, Schema};
use std::sync::Arc;

/// A form's inputs, and which of its files can't be taken.
pub(crate) struct Form {
    pub(crate) texts: Vec<String>,
    pub(crate) faults: Vec<FieldError>,
}

/// Reads a form. Its files are kept, and their names are the inputs.
pub(crate) async fn form(
    gallery: &Arc<Gallery>,
    schema: &Schema,
    request: Request,
) -> Result<Form, ApiError> {
    let (head, body) = request.into_parts();
    match media_type(&head).as_str() {
        FORM => {
            let request = Request::from_parts(head, body);
            let (_, body) = read_row(request, max_text_bytes(schema)).await?;
            Ok(Form { texts: sent(schema, &String::from_utf8_lossy(&body)), faults: vec![] })
        }
        MULTIPART if schema.has_files() => files(gallery, schema, &head, body).await,
        _ => {
            let text = format!("A form is sent here, as {FORM}");
            Err(ApiError::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, text))
        }
    }
}

/// What was sent counts, even if it is nothing: an example would answer another question.
fn sent(schema: &Schema, query: &str) -> Vec<String> {
    texts(schema, query).unwrap_or_else(|| schema.defaults())
}

async fn files(gallery: &Arc<Gallery>, schema: &Schema, head: &Parts, body: Body) -> Result<Form, ApiError> {
    let request = Request::from_parts(head.clone(), body);
    let mut parts = Multipart::from_request(request, &()).await.map_err(|_| no_boundary())?;
    let mut pairs: Vec<(String, String)> = Vec::new();
    let mut uploads: Vec<(&Feature, String)> = Vec::new();
    let mut faults = Vec::new();
    // Why nothing of it is taken. What is left is read all the same: a browser that is still sending would miss the answer.
    let mut refused = None;
    let mut count = 0;
    while let Some(mut part) = parts.next_field().await.map_err(|error| form_error(&error))? {
        count += 1;
        if count > MAX_PARTS {
            return Err(BodyError::TooManyParts(MAX_PARTS).into());
        }
        let name = part.name().unwrap_or_default().to_owned();
        let file = name.strip_suffix(".file").and_then(|name| schema.feature(name));
        let called = file_name(&part).unwrap_or_default();
        let most = if file.is_some() { Media::MAX_BYTES } else { 12 * Schema::MAX_TABLE_CHARS };
        let (mut bytes, mut held) = (Vec::new(), Reservation::new());
        while let Some(chunk) = part.chunk().await.map_err(|error| form_error(&error))? {
            if bytes.len() + chunk.len() > most {
                let what = if file.is_some() { &called } else { &name };
                let text = format!("“{what}” is larger than the {} MB it may have", most >> 20);
                refused.get_or_insert(ApiError::new(StatusCode::PAYLOAD_TOO_LARGE, text));
            } else if let Err(full) = reserve(&mut held, bytes.len() + chunk.len()) {
                refused.get_or_insert(full);
            }
            match refused {
                None => bytes.extend_from_slice(&chunk),
                Some(_) => (bytes, held) = (Vec::new(), Reservation::new()),
            }
        }
        if refused.is_some() {
            continue;
        }
        match file {
            None => pairs.push((name, String::from_utf8_lossy(&bytes).into_owned())),
            // A field for a file that nobody chose comes empty.
            Some(_) if bytes.is_empty() && called.is_empty() => {}
            Some(feature) => match keep(gallery, feature, &upload_owner(head), &called, bytes).await {
                Ok(text) => uploads.push((feature, text)),
                Err(why) => {
                    let problem = Problem::Unusable { why };
                    faults.push(FieldError { field: feature.name.clone(), problem });
                }
            },
        }
    }
    if let Some(refused) = refused {
        return Err(refused);
    }
    let mut texts = sent(schema, &Serializer::new(String::new()).extend_pairs(pairs).finish());
    for (feature, text) in std::iter::zip(&schema.features, &mut texts) {
        let files: Vec<_> =
            uploads.iter().filter(|(of, _)| of.name == feature.name).map(|(_, text)| text.as_str()).collect();
        if !files.is_empty() {
            *text = files.join(" ");
        }
    }
    Ok(Form { texts, faults })
}

/// The text that stands for a file: its name where it is kept, or the table that it holds.
async fn keep(
    gallery: &Arc<Gallery>,
    feature: &Feature,
    visitor: &str,
    name: &str,
    bytes: Vec<u8>,
) -> Result<String, String> {
    match feature.kind {
        Kind::Media { media, .. } => {
            let kept = gallery.uploads.save(visitor, name, bytes, Some(media)).await;
            kept.map(|upload| upload.token).map_err(|error| match error {
                error @ UploadError::Io { .. } => ApiError::from(error).message,
                error => error.to_string(),
            })
        }
        _ => uploads::table(&bytes).map_err(|error| error.to_string()),
    }
}
