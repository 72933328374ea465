//! Forms that programs send: a part for each feature, with files or without.

use super::body::MAX_PARTS;
use super::body_error::BodyError;
use super::content_disposition::file_name;
use super::error::ApiError;
use super::{body, raw_bytes, rows};
use axum::body::{Body, Bytes};
use axum::extract::multipart::MultipartError;
use axum::extract::{DefaultBodyLimit, FromRequest, Multipart, Request};
use axum::http::StatusCode;
use axum::http::request::Parts;
use maquette_contract::{Feature, Kind, RawField, RawValue, Schema};
use serde_json::Value;

/// A part of a form.
pub(crate) struct Part {
    pub(crate) name: String,
    /// Its file name, if it is a file.
    pub(crate) file: Option<String>,
    pub(crate) bytes: Bytes,
}

/// The parts of a form; `None` for any other body.
///
/// # Errors
/// A form that can't be read.
pub(crate) async fn read_parts(head: &Parts, body: &Bytes) -> Result<Option<Vec<Part>>, ApiError> {
    match body::media_type(head).as_str() {
        body::FORM => {
            let pairs = form_urlencoded::parse(body).take(MAX_PARTS);
            let part = |(name, text): (std::borrow::Cow<'_, str>, std::borrow::Cow<'_, str>)| Part {
                name: name.into_owned(),
                file: None,
                bytes: text.into_owned().into(),
            };
            Ok(Some(pairs.map(part).collect()))
        }
        body::MULTIPART => read_multipart(head, body).await.map(Some),
        _ => Ok(None),
    }
}

async fn read_multipart(head: &Parts, body: &Bytes) -> Result<Vec<Part>, ApiError> {
    let mut request = Request::from_parts(head.clone(), Body::from(body.clone()));
    // The body is already read within its bounds.
    DefaultBodyLimit::disable().apply(&mut request);
    let mut form = Multipart::from_request(request, &()).await.map_err(|_| no_boundary())?;
    let mut parts = Vec::new();
    while let Some(part) = form.next_field().await.map_err(|error| form_error(&error))? {
        if parts.len() == MAX_PARTS {
            return Err(ApiError::bad_request(format!("The form has more than {MAX_PARTS} parts")));
        }
        let name = part.name().unwrap_or_default().to_owned();
        let file = file_name(&part);
        let bytes = part.bytes().await.map_err(|error| form_error(&error))?;
        parts.push(Part { name, file, bytes });
    }
    Ok(parts)
}

/// 400: a form whose header says no boundary.
pub(crate) fn no_boundary() -> ApiError {
    ApiError::bad_request("The Content-Type of this form names no boundary between its parts")
}

/// Why a form can't be read. axum calls it an error of ours if the body under a form fails.
pub(crate) fn form_error(error: &MultipartError) -> ApiError {
    match BodyError::find(error) {
        Some(error) => error.clone().into(),
        None if error.status() == StatusCode::PAYLOAD_TOO_LARGE => {
            ApiError::new(StatusCode::PAYLOAD_TOO_LARGE, "The form is larger than forms may be here")
        }
        None => ApiError::bad_request("The form broke off or can't be read; send it again"),
    }
}

/// The parts of a form as the fields of a row. A part that no feature has the name of is null.
pub(crate) fn part_fields(schema: &Schema, parts: &[Part]) -> Vec<RawField> {
    let field = |part: &Part| {
        let value = schema.feature(&part.name).map(|feature| part_value(feature, part));
        (part.name.clone(), value.unwrap_or(RawValue::Null))
    };
    parts.iter().map(field).collect()
}

/// The value of a part: a file as it is, other parts as JSON if they parse, and otherwise as text.
pub(crate) fn part_value(feature: &Feature, part: &Part) -> RawValue {
    if part.file.is_some() {
        return raw_bytes::file_value(&feature.kind, &part.bytes);
    }
    let part = &part.bytes;
    let json = serde_json::from_slice::<Value>(part).ok();
    let typed = matches!(feature.kind, Kind::Number { .. } | Kind::Bool | Kind::Choices { .. });
    match (json, std::str::from_utf8(part)) {
        (Some(value), _) if typed || value.is_string() => rows::raw_value_of(feature, &value),
        (_, Ok(text)) if !matches!(feature.kind, Kind::Media { .. }) => RawValue::Text(text.to_owned()),
        _ => raw_bytes::raw_value(&feature.kind, part),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_is_json_if_it_parses() {
        let check = |kind: Kind, part: &'static str, expected: RawValue| {
            let bytes = Bytes::from_static(part.as_bytes());
            let given = Part { name: "x".to_owned(), file: None, bytes };
            assert_eq!(part_value(&Feature::new("x", "X", kind), &given), expected, "{part}");
        };
        let number = Feature::number("x", "X", "", 0.0..=9.0, 1.0).kind;
        let text = Kind::Text { max_len: 9, long: false };
        check(number.clone(), "1.5", RawValue::Number(1.5));
        check(number.clone(), "null", RawValue::Null);
        check(number, "1,5", RawValue::Text("1,5".to_owned()));
        check(Kind::Bool, "true", RawValue::Bool(true));
        check(text.clone(), "\"a\"", RawValue::String("a".to_owned()));
        check(text.clone(), "12", RawValue::Text("12".to_owned()));
        check(text, "a b", RawValue::Text("a b".to_owned()));
        let photo = Kind::Media { media: maquette_contract::Media::Image, least: 1, most: 1 };
        check(photo, "GIF89a\x01", RawValue::String("data:image/gif;base64,R0lGODlhAQ==".to_owned()));
    }
}
