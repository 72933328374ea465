//! The mark at the end of a PNG or a GIF, which some programs leave out and no pixel depends on.

use std::borrow::Cow;

const PNG_END: [u8; 12] = [0, 0, 0, 0, b'I', b'E', b'N', b'D', 0xAE, 0x42, 0x60, 0x82];
const GIF_END: u8 = 0x3B;

/// A picture with its end mark, if that is all it lacks; a file that is cut short elsewhere stays so.
pub(super) fn with_end_mark<'a>(kind: &str, bytes: &'a [u8]) -> Cow<'a, [u8]> {
    match kind {
        "image/png" if !bytes.ends_with(&PNG_END) && ends_with_a_chunk(bytes) => {
            [bytes, &PNG_END].concat().into()
        }
        "image/gif" if !bytes.ends_with(&[GIF_END]) => [bytes, &[GIF_END]].concat().into(),
        _ => bytes.into(),
    }
}

/// Whether a PNG ends where a chunk does: its length, its name, its data and a checksum.
fn ends_with_a_chunk(png: &[u8]) -> bool {
    let mut place = 8;
    while let Some(&[a, b, c, d]) = png.get(place..place + 4) {
        let length = u32::from_be_bytes([a, b, c, d]) as usize;
        let Some(end) = place.checked_add(12).and_then(|place| place.checked_add(length)) else {
            return false;
        };
        place = end;
    }
    place == png.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_mark_is_added() {
        let check = |kind: &str, bytes: &[u8], added: usize| {
            assert_eq!(with_end_mark(kind, bytes).len(), bytes.len() + added, "{bytes:?}");
        };
        let chunk = b"\x89PNG\r\n\x1a\n\0\0\0\x02IDATab\x01\x02\x03\x04";
        check("image/png", chunk, 12);
        check("image/png", &chunk[..chunk.len() - 1], 0);
        check("image/png", &[chunk, &PNG_END[..]].concat(), 0);
        check("image/png", b"\x89PNG\r\n\x1a\n\xff\xff\xff\xffIDAT", 0);
        check("image/gif", b"GIF89a\x01", 1);
        check("image/gif", b"GIF89a;", 0);
        check("image/webp", b"RIFF", 0);
    }
}
