//! Uploads by Gradio's paths, `token/name`: the token alone identifies the file, so no other path leads anywhere.

use super::app::{PathResult, address};
use super::inputs::token;
use crate::api::http::error::ApiError;
use crate::api::http::file_response::file_response;
use crate::gallery::Gallery;
use crate::uploads::Upload;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};
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
        Ok(Some(upload)) => Ok(file_response(&upload, &headers, is_harmless)),
        // One answer for what is not there and for what nobody may have.
        _ => Err(ApiError::new(
            StatusCode::FORBIDDEN,
            format!("File not allowed: {}", path.chars().take(200).collect::<String>()),
        )),
    }
}

/// Kinds that a browser may show by itself. Anything else is saved, whatever its name or its owner says.
fn is_harmless(kind: &str) -> bool {
    const PICTURES: [&str; 4] = ["image/png", "image/jpeg", "image/gif", "image/webp"];
    PICTURES.contains(&kind)
        || kind == "text/plain"
        || kind.starts_with("audio/")
        || kind.starts_with("video/")
}

#[cfg(test)]
mod tests {
    use super::*;

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
