//! What a WebP file claims (RFC 9649), looked at before any of it is unpacked: its decoder makes room for whatever a
//! chunk claims, and compares the size of a frame with that of its place only once it has unpacked the frame.

/// The file without what follows it, if its chunks lie within it and its lossy frames are as large as they should be.
pub(super) fn consistent(bytes: &[u8]) -> Option<&[u8]> {
    let end = 8_usize.saturating_add(number(bytes.get(4..8)?));
    let file = &bytes[..bytes.len().min(end)];
    // Only the extended format has several chunks, and a size that is said twice.
    if file.get(12..16)? != b"VP8X" {
        return Some(file);
    }
    chunks_fit(&file[12..], size(file.get(24..30)?), true).then_some(file)
}

/// Width and height.
type Size = [usize; 2];

/// Whether chunks lie within the bytes that hold them, and what they draw is as large as its place.
fn chunks_fit(mut bytes: &[u8], place: Size, outside: bool) -> bool {
    let mut after_alpha = false;
    while let Some((head, rest)) = bytes.split_at_checked(8) {
        let (name, length) = (&head[..4], number(&head[4..]));
        let Some((data, rest)) = rest.split_at_checked(length) else { return false };
        let fits = match name {
            b"ANMF" if outside => {
                let frame = data.get(6..12).map(size);
                frame.is_some_and(|frame| data.get(16..).is_some_and(|data| chunks_fit(data, frame, false)))
            }
            b"VP8 " => lossy(data) == Some(place),
            // Within a frame, what stands behind its opacity is taken for a lossy picture, by whatever name.
            _ => outside || !after_alpha || lossy(data) == Some(place),
        };
        if !fits {
            return false;
        }
        after_alpha = name == b"ALPH";
        // A chunk of an odd length is followed by one more byte, which the last may lack.
        bytes = rest.get(length % 2..).unwrap_or_default();
    }
    true
}

/// The size of a lossy picture, as its head says it in 14 bits each (RFC 6386, section 9.1).
fn lossy(data: &[u8]) -> Option<Size> {
    let side = |bytes: &[u8]| number(bytes) & 0x3fff;
    data.get(6..10).map(|sides| [side(&sides[..2]), side(&sides[2..])])
}

/// A size in 24 bits each, less one.
fn size(bytes: &[u8]) -> Size {
    [number(&bytes[..3]) + 1, number(&bytes[3..]) + 1]
}

/// A number of at most four bytes, the lowest first.
fn number(bytes: &[u8]) -> usize {
    bytes.iter().rev().fold(0, |number, byte| number << 8 | usize::from(*byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chunk(name: &str, data: &[u8]) -> Vec<u8> {
        let padding = &[0][..data.len() % 2];
        [name.as_bytes(), &(data.len() as u32).to_le_bytes(), data, padding].concat()
    }

    /// The extended format with a canvas of 7 x 5.
    fn file(chunks: &[Vec<u8>]) -> Vec<u8> {
        let canvas = chunk("VP8X", &[0, 0, 0, 0, 6, 0, 0, 4, 0, 0]);
        chunk("RIFF", &[b"WEBP".as_slice(), &canvas, &chunks.concat()].concat())
    }

    fn lossy(width: u16, height: u16) -> Vec<u8> {
        let begins = b"\xb0\x01\0\x9d\x01\x2a".as_slice();
        [begins, &width.to_le_bytes(), &height.to_le_bytes(), b"and so on"].concat()
    }

    /// A frame of 3 x 2 with such chunks.
    fn frame(chunks: &[Vec<u8>]) -> Vec<u8> {
        let place = [0, 0, 0, 0, 0, 0, 2, 0, 0, 1, 0, 0, 0, 0, 0, 0].as_slice();
        chunk("ANMF", &[place, &chunks.concat()].concat())
    }

    fn check(chunks: &[Vec<u8>], expected: bool) {
        assert_eq!(consistent(&file(chunks)).is_some(), expected, "{chunks:?}");
    }

    #[test]
    fn a_picture_is_as_large_as_its_place() {
        check(&[chunk("VP8 ", &lossy(7, 5)), chunk("EXIF", b"odd")], true);
        // The upper two bits are no part of it.
        check(&[chunk("ALPH", &[0]), chunk("VP8 ", &lossy(7 | 1 << 14, 5))], true);
        check(&[chunk("VP8L", b"\x2f and so on")], true);
        check(&[chunk("VP8 ", &lossy(16_383, 16_383))], false);
        check(&[chunk("VP8 ", b"short")], false);
        check(&[frame(&[chunk("VP8 ", &lossy(3, 2))]), frame(&[chunk("VP8L", b"\x2f")])], true);
        check(&[frame(&[chunk("VP8 ", &lossy(7, 5))])], false);
        check(&[frame(&[chunk("ALPH", &[0]), chunk("VP8 ", &lossy(3, 2))])], true);
        check(&[frame(&[chunk("ALPH", &[0]), chunk("NAME", &lossy(16_383, 16_383))])], false);
        check(&[chunk("ANMF", b"short")], false);
    }

    #[test]
    fn a_chunk_lies_within_its_file() {
        let mut whole = file(&[chunk("VP8 ", &lossy(7, 5)), chunk("EXIF", b"whole")]);
        assert_eq!(consistent(&whole), Some(whole.as_slice()));
        let more = [whole.as_slice(), b"EXIF\xff\xff\xff\xff"].concat();
        assert_eq!(consistent(&more), Some(whole.as_slice()));
        let length = whole.len() - 10;
        whole[length..length + 4].fill(0xff);
        assert_eq!(consistent(&whole), None);
        assert_eq!(consistent(b"RIFF"), None);
        let plain = chunk("RIFF", &[b"WEBP".as_slice(), &chunk("VP8 ", &lossy(7, 5))].concat());
        assert_eq!(consistent(&plain), Some(plain.as_slice()));
    }
}
