//! The bytes of a table as text, in any of the encodings that spreadsheets write.

use encoding_rs::{Encoding, UTF_16BE, UTF_16LE, WINDOWS_1252};
use std::borrow::Cow;

/// A table's text.
pub(super) struct Decoded<'a> {
    /// Each line ends with `\n`, whichever of the three ends it has in the file.
    pub(super) text: Cow<'a, str>,
    /// The encoding that a part of the bytes is not in; a replacement character stands for that part.
    pub(super) broken: Option<&'static str>,
}

/// Why bytes are no table.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("this is not a text; give the table itself, as CSV")]
pub(crate) struct NotText;

/// Decodes a table. A byte order mark says which encoding it is in; without one it is UTF-8 where it can be, and
/// otherwise Windows-1252, which older spreadsheets write.
///
/// # Errors
/// Bytes that are no text in any of them.
pub(super) fn decode(bytes: &[u8]) -> Result<Decoded<'_>, NotText> {
    let decoded = match bytes {
        [0xef, 0xbb, 0xbf, rest @ ..] => utf8(rest, true)?,
        [0xff, 0xfe, rest @ ..] => utf16(UTF_16LE, rest),
        [0xfe, 0xff, rest @ ..] => utf16(UTF_16BE, rest),
        // A workbook may be small enough to read as a text.
        [b'P', b'K', 3, 4, ..] => return Err(NotText),
        _ => utf8(bytes, false)?,
    };
    let forbidden = |letter: char| if decoded.broken.is_some() { is_control(letter) } else { letter == '\0' };
    if decoded.text.contains(forbidden) {
        return Err(NotText);
    }
    Ok(Decoded { text: with_line_feeds(decoded.text), ..decoded })
}

fn utf16(encoding: &'static Encoding, bytes: &[u8]) -> Decoded<'static> {
    let (text, broken) = encoding.decode_without_bom_handling(bytes);
    Decoded { text: Cow::Owned(text.into_owned()), broken: broken.then_some("UTF-16") }
}

fn utf8(bytes: &[u8], marked: bool) -> Result<Decoded<'_>, NotText> {
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Ok(Decoded { text: text.into(), broken: None });
    }
    let text = String::from_utf8_lossy(bytes);
    let beyond_ascii = text.chars().filter(|letter| !letter.is_ascii()).count();
    let wrong = text.matches(char::REPLACEMENT_CHARACTER).count();
    // In Windows-1252 hardly two letters in a row happen to be one in UTF-8. Where most are, a file in UTF-8 is damaged.
    if marked || wrong <= beyond_ascii - wrong {
        return Ok(Decoded { text, broken: Some("UTF-8") });
    }
    let undefined =
        |byte: &u8| matches!(byte, 0x81 | 0x8d | 0x8f | 0x90 | 0x9d) || is_control(char::from(*byte));
    if bytes.iter().any(undefined) {
        return Err(NotText);
    }
    Ok(Decoded { text: WINDOWS_1252.decode_without_bom_handling(bytes).0, broken: None })
}

/// A control character that no table has: any but a tab, a form feed and the ends of lines.
fn is_control(letter: char) -> bool {
    letter.is_ascii_control() && !matches!(letter, '\t' | '\n' | '\r' | '\x0c')
}

fn with_line_feeds(text: Cow<'_, str>) -> Cow<'_, str> {
    if text.contains('\r') { text.replace("\r\n", "\n").replace('\r', "\n").into() } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_is_in_one_of_four_encodings() {
        let check = |bytes: &[u8], expected: &str| {
            let shown = match decode(bytes) {
                Ok(Decoded { text, broken: None }) => text.into_owned(),
                Ok(Decoded { text, broken: Some(encoding) }) => format!("{text} is not {encoding}"),
                Err(NotText) => "no text".to_owned(),
            };
            assert_eq!(shown, expected, "{}", bytes.escape_ascii());
        };
        check("Zoë\x1b".as_bytes(), "Zoë\x1b");
        check(b"\xef\xbb\xbfa", "a");
        check(b"\xff\xfeZ\0\xeb\0", "Zë");
        check(b"\xfe\xff\0Z\0\xeb", "Zë");
        check(b"Zo\xeb, \x8030", "Zoë, €30");
        // Two words in capitals and in typographic quotation marks: one letter and its mark could be UTF-8.
        check(b"\x93CAF\xc9\x94, \x93BLANC\x94", "“CAFÉ”, “BLANC”");
        check(b"Zo\xc3\xab, Ren\xe9", "Zoë, Ren\u{fffd} is not UTF-8");
        check(b"\xef\xbb\xbfRen\xe9", "Ren\u{fffd} is not UTF-8");
        check(b"\xff\xfea\0b", "a\u{fffd} is not UTF-16");
        check(b"\xfe\xff\0a\xd8\0\0b", "a\u{fffd}b is not UTF-16");
        check(b"a\0b", "no text");
        check(b"PK\x03\x04a", "no text");
        check(b"\xff\xfea\0\0\0", "no text");
        check(b"\xff\xfea\0\x01\0b", "no text");
        check(b"\x89PNG\r\n\x1a\n", "no text");
        check(b"\xe4\x81", "no text");
        check(b"a\r\nb\rc\n\r\n", "a\nb\nc\n\n");
        check(b"", "");
    }
}
