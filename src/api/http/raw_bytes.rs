//! The bytes that a program sends for a feature, as raw values.

use crate::media;
use crate::uploads::is_token;
use maquette_contract::{Blob, Kind, Media, RawValue};

/// A file for a feature that takes files, and text for any other.
pub(crate) fn raw_value(kind: &Kind, bytes: &[u8]) -> RawValue {
    match (kind, std::str::from_utf8(bytes)) {
        (Kind::Media { media, .. }, Ok(text)) if is_reference(*media, text.trim()) => {
            RawValue::String(text.trim().to_owned())
        }
        (Kind::Media { .. }, _) => file_value(kind, bytes),
        (Kind::Choices { .. }, Ok(text)) => RawValue::Strings(split_list(text, ',')),
        (_, Ok(text)) => RawValue::String(text.to_owned()),
        (_, Err(_)) => RawValue::Unsupported("something that is no text in UTF-8"),
    }
}

/// The value of a part that is a file.
pub(crate) fn file_value(kind: &Kind, bytes: &[u8]) -> RawValue {
    match kind {
        Kind::Media { .. } => RawValue::String(Blob::new("", media::kind(bytes), bytes).address()),
        _ => raw_value(kind, bytes),
    }
}

/// Splits a text, and leaves out empty parts.
pub(crate) fn split_list(text: &str, by: char) -> Vec<String> {
    text.split(by).map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned).collect()
}

/// Whether a text stands for a file: upload tokens, a data URL or the strokes of a drawing.
fn is_reference(media: Media, text: &str) -> bool {
    let is_stroke = |byte: u8| byte.is_ascii_digit() || b"-_.*".contains(&byte);
    text.starts_with("data:")
        || text.split(' ').all(is_token)
        || (media == Media::Sketch && text.bytes().all(is_stroke))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_a_file_or_its_name() {
        let check = |media, bytes: &[u8], expected: &str| {
            let given = raw_value(&Kind::Media { media, least: 1, most: 1 }, bytes);
            assert_eq!(given, RawValue::String(expected.to_owned()));
        };
        let token = "u0123456789abcdef0123456789abcdef";
        check(Media::Image, format!("{token}\n").as_bytes(), token);
        check(Media::File, b"hello world", "data:text/plain;base64,aGVsbG8gd29ybGQ=");
        check(Media::Image, b"data:image/png;base64,AA", "data:image/png;base64,AA");
        check(Media::Image, b"\x89PNG\r\n\x1a\n", "data:image/png;base64,iVBORw0KGgo=");
        check(Media::Image, b"<svg>", "data:image/svg+xml;base64,PHN2Zz4=");
        check(Media::Sketch, b"12*80.62-112.44", "12*80.62-112.44");
        check(Media::Image, b"12*80.62", "data:text/plain;base64,MTIqODAuNjI=");
        check(Media::File, b"a,b\n", "data:text/plain;base64,YSxiCg==");
    }

    #[test]
    fn bytes_are_a_text_elsewhere() {
        let text = Kind::Text { max_len: 9, long: false };
        assert_eq!(raw_value(&text, "ä ".as_bytes()), RawValue::String("ä ".to_owned()));
        assert!(matches!(raw_value(&text, b"\xff"), RawValue::Unsupported(_)));
        let choices = Kind::Choices { choices: vec![] };
        assert_eq!(
            raw_value(&choices, b"rain, fog"),
            RawValue::Strings(vec!["rain".to_owned(), "fog".to_owned()])
        );
        assert_eq!(raw_value(&choices, b""), RawValue::Strings(vec![]));
    }
}
