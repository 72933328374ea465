//! Formats: what some bytes are, by what they begin with, and the ways from files to what a model takes and back.

mod image;
mod sound;
mod text;
mod webp;

pub use image::picture;
pub use sound::sound;

pub use image::decode as image;
pub(crate) use image::encode as png;
pub use sound::decode as audio;
pub(crate) use sound::encode as wav;

/// Why a file can't be used, as its owner is told.
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

/// A table as text. Archives and workbooks are not looked into.
///
/// # Errors
/// Bytes that are no text, or too many.
pub(crate) fn table(bytes: &[u8], largest: usize) -> Result<String, Unusable> {
    let kind = kind(bytes);
    if kind != "text/plain" {
        return Err(Unusable(format!("this is {}; give the table itself, as CSV", named(kind))));
    }
    if bytes.len() > largest {
        return Err(Unusable(format!(
            "this table has {} KB; at most {} fit",
            bytes.len() / 1000,
            largest / 1000
        )));
    }
    String::from_utf8(bytes.to_vec())
        .map_err(|_| Unusable("this is no text in UTF-8; save it as UTF-8".to_owned()))
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

    #[test]
    fn a_table_is_a_text() {
        let check = |bytes: &[u8], expected: &str| {
            let table = table(bytes, 5).map_err(|error| error.to_string());
            assert_eq!(table.unwrap_or_else(|error| error), expected);
        };
        check(b"a\n1\n", "a\n1\n");
        check(b"PK\x03\x04....", "this is a ZIP archive; give the table itself, as CSV");
        check(b"\x1f\x8b\x08....", "this is a gzip archive; give the table itself, as CSV");
        check(b"a,b,c,d", "this table has 0 KB; at most 0 fit");
        check(b"a\xff\n", "this is something in an unknown format; give the table itself, as CSV");
    }
}
