//! Formats: what some bytes are, by what they begin with, and the ways from files to what a model takes and back.

mod end_mark;
mod image;
mod jpeg;
mod sound;
mod text;
mod webp;

pub use image::picture;
pub use sound::sound;

pub use image::decode as image;
pub(crate) use image::encode as png;
pub use sound::decode as audio;
pub(crate) use sound::encode as wav;

/// Why a file can't be used, in words for its owner.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Unusable(pub String);

/// The media type of some bytes. A name can claim anything, so nobody asks it. Bytes that read as a text are one,
/// whatever they begin with: many formats begin with letters, and so does a table whose first column is `BMI`.
pub fn kind(bytes: &[u8]) -> &'static str {
    const TEXT: &str = "text/plain";
    if bytes.is_empty() {
        return "application/x-empty";
    }
    if let Some(text) = text::text(bytes) {
        return text::markup(&text).unwrap_or(TEXT);
    }
    match (infer::get(bytes), std::str::from_utf8(bytes)) {
        (Some(found), _) => found.mime_type(),
        _ if bytes.contains(&0) => "application/octet-stream",
        (None, Ok(text)) => text::markup(text).unwrap_or(TEXT),
        // A text may be cut within a letter only at its end.
        (None, Err(error)) if error.error_len().is_none() => TEXT,
        (None, Err(_)) => "application/octet-stream",
    }
}

/// A media type in words, with its article: "a ZIP archive".
pub(crate) fn named(kind: &str) -> String {
    let known = match kind {
        "text/plain" => "a text",
        "text/html" => "a web page",
        "image/svg+xml" | "text/xml" => "a drawing in SVG or another XML",
        "application/zip" => "a ZIP archive",
        "application/gzip" => "a gzip archive",
        "application/x-7z-compressed" => "a 7-Zip archive",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" => "an Excel workbook",
        // The older ones are all alike from outside.
        "application/msword" => "an Excel workbook or another Office document",
        "application/pdf" => "a PDF",
        "image/png" => "a PNG picture",
        "image/jpeg" => "a JPEG picture",
        "image/gif" => "a GIF picture",
        "image/webp" => "a WebP picture",
        "audio/x-wav" => "a WAV recording",
        "audio/mpeg" => "an MP3 recording",
        "application/x-empty" => "an empty file",
        "application/octet-stream" => "something in an unknown format",
        other => return format!("a file of the kind {other}"),
    };
    known.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_what_they_begin_with() {
        let check = |bytes: &[u8], expected: &str| assert_eq!(kind(bytes), expected);
        check(b"\x89PNG\r\n\x1a\n....", "image/png");
        check(b"\xff\xd8\xff\xe0....", "image/jpeg");
        check(b"RIFF\x24\0\0\0WAVEfmt ", "audio/x-wav");
        check(b"PK\x03\x04....", "application/zip");
        check(b"\x1f\x8b\x08....", "application/gzip");
        check(b"<!DOCTYPE html><script>", "text/html");
        check(b" <svg xmlns='http://www.w3.org/2000/svg' onload='x'>", "image/svg+xml");
        check("a,b\n1,2\nä".as_bytes(), "text/plain");
        check(&"ä".as_bytes()[..1], "text/plain");
        check(b"\0\x01\x02", "application/octet-stream");
        check(b"\xff\xfe\xfd", "application/octet-stream");
        check(b"", "application/x-empty");
    }
}
