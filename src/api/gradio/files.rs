//! Uploads by Gradio's paths, `token/name`: the token alone identifies the file, so no other path leads anywhere.

use super::app::{PathResult, address};
use super::inputs::token;
use crate::api::http::error::ApiError;
use crate::gallery::Gallery;
use crate::uploads::Upload;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};
use std::ops::Range;
use std::sync::Arc;

/// A file as the clients describe it, with its address as they reach this server.
pub(crate) fn file_data(upload: &Upload, root: &str) -> Value {
    let path = path(upload);
    let url = path.split('/').map(|part| utf8_percent_encode(part, NON_ALPHANUMERIC).to_string());
    json!({
        "path": path,
        "url": format!("{root}/file={}", url.collect::<Vec<_>>().join("/")),
        "orig_name": upload.name,
        "size": upload.bytes.len(),
        "mime_type": upload.kind,
        "is_stream": false,
        "meta": { "_type": "gradio.FileData" },
    })
}

/// The path of an upload: the clients save it under the last part.
pub(crate) fn path(upload: &Upload) -> String {
    format!("{}/{}", upload.token, portable_name(&upload.name))
}

/// A file name that is valid on every system.
fn portable_name(name: &str) -> String {
    const FORBIDDEN: &[char] = &['<', '>', ':', '"', '/', '\\', '|', '?', '*', '`', '$', '!', '{', '}'];
    let kept: String =
        name.chars().filter(|letter| !letter.is_control() && !FORBIDDEN.contains(letter)).collect();
    let kept = kept.trim_end_matches([' ', '.']);
    if kept.is_empty() { "file".to_owned() } else { kept.to_owned() }
}

pub(crate) async fn find_file(
    State(gallery): State<Arc<Gallery>>,
    path: PathResult,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let path = address(path)?.path;
    let name = token(&path).to_owned();
    let found = tokio::task::spawn_blocking(move || gallery.uploads.find(&name)).await;
    match found {
        Ok(Some(upload)) => Ok(served(&upload, headers.get(header::RANGE))),
        // The same for what is not there and for what nobody may have.
        _ => Err(ApiError::new(
            StatusCode::FORBIDDEN,
            format!("File not allowed: {}", path.chars().take(200).collect::<String>()),
        )),
    }
}

fn served(upload: &Upload, range: Option<&HeaderValue>) -> Response {
    let (kind, placed) = if harmless(upload.kind) {
        (upload.kind, "inline")
    } else {
        ("application/octet-stream", "attachment")
    };
    // RFC 6266: the name as its owner's bytes, none of which can end the header.
    let placed =
        format!("{placed}; filename*=UTF-8''{}", utf8_percent_encode(&upload.name, NON_ALPHANUMERIC));
    let headers = [
        (header::CONTENT_TYPE, kind),
        (header::CONTENT_DISPOSITION, placed.as_str()),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        // Whatever it is, it may do nothing, and no other site may show it.
        (header::CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox"),
        (header::CACHE_CONTROL, "private, max-age=3600"),
        (header::ACCEPT_RANGES, "bytes"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    ];
    let whole = upload.bytes.len();
    match range.and_then(|range| asked(range, whole)) {
        None => (headers, upload.bytes.to_vec()).into_response(),
        Some(Some(part)) => {
            let range = format!("bytes {}-{}/{whole}", part.start, part.end - 1);
            let part = upload.bytes[part].to_vec();
            (StatusCode::PARTIAL_CONTENT, headers, [(header::CONTENT_RANGE, range)], part).into_response()
        }
        Some(None) => {
            let range = [(header::CONTENT_RANGE, format!("bytes */{whole}"))];
            (StatusCode::RANGE_NOT_SATISFIABLE, range).into_response()
        }
    }
}

/// Kinds that a browser may show by itself. Anything else is saved, whatever its name or its owner says.
fn harmless(kind: &str) -> bool {
    const PICTURES: [&str; 4] = ["image/png", "image/jpeg", "image/gif", "image/webp"];
    PICTURES.contains(&kind)
        || kind == "text/plain"
        || kind.starts_with("audio/")
        || kind.starts_with("video/")
}

/// The part of a file that a header asks for; `Some(None)` where there is no such part, `None` where all is meant: a
/// header that can't be read, or that wants several parts, counts for nothing.
fn asked(range: &HeaderValue, whole: usize) -> Option<Option<Range<usize>>> {
    let (first, last) = range.to_str().ok()?.strip_prefix("bytes=")?.trim().split_once('-')?;
    let number = |text: &str| if text.is_empty() { Some(None) } else { text.parse::<usize>().ok().map(Some) };
    let (start, end) = match (number(first)?, number(last)?) {
        (None, None) => return None,
        (None, Some(length)) => (whole.saturating_sub(length), whole),
        (Some(first), None) => (first, whole),
        (Some(first), Some(last)) if first > last => return None,
        (Some(first), Some(last)) => (first, last.saturating_add(1).min(whole)),
    };
    Some((start < end).then_some(start..end))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_of_a_file_is_asked_for() {
        let check = |range: &str, expected: Option<Option<Range<usize>>>| {
            let header = HeaderValue::from_str(range).expect("a header");
            assert_eq!(asked(&header, 10), expected, "{range}");
        };
        check("bytes=0-3", Some(Some(0..4)));
        check("bytes=4-", Some(Some(4..10)));
        check("bytes=-3", Some(Some(7..10)));
        check("bytes=-30", Some(Some(0..10)));
        check("bytes=8-99999999999999", Some(Some(8..10)));
        check("bytes=0-18446744073709551615", Some(Some(0..10)));
        check("bytes=10-", Some(None));
        check("bytes=99-100", Some(None));
        check("bytes=-0", Some(None));
        check("bytes=3-1", None);
        check("bytes=0-1,4-5", None);
        check("bytes=-", None);
        check("bytes=a-b", None);
        check("lines=0-3", None);
    }

    #[test]
    fn a_name_can_be_saved_anywhere() {
        let check = |name: &str, expected: &str| assert_eq!(portable_name(name), expected);
        check("my report #1 (ü) 100%.png", "my report #1 (ü) 100%.png");
        check("../../etc/passwd", "....etcpasswd");
        check("a:b*c?.txt. ", "abc.txt");
        check("..", "file");
        check("", "file");
    }

    #[test]
    fn its_address_is_that_by_which_it_was_reached() {
        let bytes = vec![1, 2, 3].into();
        let upload =
            Upload { token: "u1".to_owned(), name: "a b#ü.png".to_owned(), kind: "image/png", bytes };
        let file = file_data(&upload, "/app/digits/gradio_api");
        assert_eq!(file["path"], "u1/a b#ü.png");
        assert_eq!(file["url"], "/app/digits/gradio_api/file=u1/a%20b%23%C3%BC%2Epng");
    }
}
