//! What a program sends as bytes for a feature.

use crate::media;
use crate::uploads::is_token;
use maquette_contract::{Blob, Kind, Media, RawValue};

/// A file where files are brought, and otherwise a text.
pub(crate) fn raw(kind: &Kind, bytes: &[u8]) -> RawValue {
    match (kind, std::str::from_utf8(bytes)) {
        (Kind::Media { media, .. }, Ok(text)) if stands_for_a_file(*media, text.trim()) => {
            RawValue::String(text.trim().to_owned())
        }
        (Kind::Media { .. }, _) => file(kind, bytes),
        (Kind::Choices { .. }, Ok(text)) => RawValue::Strings(parted(text, ',')),
        (_, Ok(text)) => RawValue::String(text.to_owned()),
        (_, Err(_)) => RawValue::Other("something that is no text in UTF-8"),
    }
}

/// The same of what is a file itself, whatever is in it.
pub(crate) fn file(kind: &Kind, bytes: &[u8]) -> RawValue {
    match kind {
        Kind::Media { .. } => RawValue::String(Blob::new("", media::kind(bytes), bytes).address()),
        _ => raw(kind, bytes),
    }
}

/// The parts of a text; none are empty.
pub(crate) fn parted(text: &str, by: char) -> Vec<String> {
    text.split(by).map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned).collect()
}

/// Whether a text names uploads, is a data address or is a drawing's lines, and not a file itself.
fn stands_for_a_file(media: Media, text: &str) -> bool {
    let drawn = |byte: u8| byte.is_ascii_digit() || b"-_.*".contains(&byte);
    text.starts_with("data:")
        || text.split(' ').all(is_token)
        || (media == Media::Sketch && text.bytes().all(drawn))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_a_file_or_its_name() {
        let check = |media, bytes: &[u8], expected: &str| {
            let given = raw(&Kind::Media { media, least: 1, most: 1 }, bytes);
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
        assert_eq!(raw(&text, "ä ".as_bytes()), RawValue::String("ä ".to_owned()));
        assert!(matches!(raw(&text, b"\xff"), RawValue::Other(_)));
        let choices = Kind::Choices { choices: vec![] };
        assert_eq!(raw(&choices, b"rain, fog"), RawValue::Strings(vec!["rain".to_owned(), "fog".to_owned()]));
        assert_eq!(raw(&choices, b""), RawValue::Strings(vec![]));
    }
}
