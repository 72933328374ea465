//! A text as the network reads it: bytes, and the short runs of bytes that end at each.

/// The most bytes that are read of a text.
pub(super) const LONGEST: usize = 512;
/// At each byte there are so many runs: of the byte alone, of it and the one before, and so on.
pub(super) const ORDERS: usize = 4;
/// How many numbers a gram may have. Runs of two bytes and more are hashed, and different ones may share a number.
pub(super) const GRAMS: usize = 1 + 256 + HASHED;
/// Where there is no gram.
pub(super) const NONE: u32 = 0;

const HASHED: usize = 6144;

/// A text in plain letters, as UTF-8 between two spaces, at most [`LONGEST`] bytes of it.
pub(super) struct Bytes {
    bytes: Vec<u8>,
    chars: Vec<Option<usize>>,
}

impl Bytes {
    pub(super) fn read(text: &str) -> Self {
        let mut read = Self { bytes: vec![b' '], chars: vec![None] };
        'text: for (place, char) in text.chars().enumerate() {
            for char in plain(char).to_lowercase() {
                let length = char.len_utf8();
                if read.bytes.len() + length >= LONGEST {
                    break 'text;
                }
                if char != ' ' || !read.bytes.ends_with(b" ") {
                    read.bytes.extend_from_slice(char.encode_utf8(&mut [0; 4]).as_bytes());
                    read.chars.extend(std::iter::repeat_n(Some(place), length));
                }
            }
        }
        if !read.bytes.ends_with(b" ") {
            read.bytes.push(b' ');
            read.chars.push(None);
        }
        read
    }

    pub(super) fn len(&self) -> usize {
        self.bytes.len()
    }

    /// What is the same for texts that are read alike.
    pub(super) fn plain(&self) -> &[u8] {
        &self.bytes
    }

    /// The places in the text of the first and the last character that are read.
    pub(super) fn ends(&self) -> Option<(usize, usize)> {
        let mut chars = self.chars.iter().filter_map(|char| *char);
        let first = chars.next()?;
        Some((first, chars.next_back().unwrap_or(first)))
    }

    /// The place in the text of the character that each byte comes from; of the spaces around it there is none.
    pub(super) fn chars(&self) -> &[Option<usize>] {
        &self.chars
    }

    /// The numbers of the grams that end at each byte, the shortest first.
    pub(super) fn grams(&self) -> impl Iterator<Item = [u32; ORDERS]> {
        (1..=self.bytes.len()).map(|end| {
            std::array::from_fn(|longer| {
                end.checked_sub(1 + longer).map_or(NONE, |start| gram(&self.bytes[start..end]))
            })
        })
    }
}

/// The number of a run of bytes: 1 to 256 for one alone, FNV-1a for more (Fowler, Noll and Vo 1991).
fn gram(run: &[u8]) -> u32 {
    if let [byte] = run {
        return 1 + u32::from(*byte);
    }
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for byte in run {
        hash = (hash ^ u64::from(*byte)).wrapping_mul(0x100_0000_01b3);
    }
    // The low bits of FNV are its worst.
    let folded = (hash ^ (hash >> 32)) % HASHED as u64;
    257 + folded as u32
}

/// What is no trait of a language is made alike: digits, and how quotes, dashes and spaces are drawn.
fn plain(char: char) -> char {
    match char {
        '0'..='9' => '0',
        '‘' | '’' | '´' | '`' => '\'',
        '“' | '”' | '„' | '«' | '»' => '"',
        '‐'..='―' => '-',
        other if other.is_whitespace() || other.is_control() => ' ',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str, chars: &[usize]) {
        let read = Bytes::read(text);
        assert_eq!(String::from_utf8(read.bytes).as_deref(), Ok(expected));
        assert_eq!(read.chars.iter().filter_map(|char| *char).collect::<Vec<_>>(), chars, "{text:?}");
    }

    #[test]
    fn a_text_is_read_in_plain_letters_and_every_byte_knows_its_character() {
        check("Né", " né ", &[0, 1, 1]);
        check("  “A\t\n 42”", " \"a 00\" ", &[2, 3, 4, 7, 8, 9]);
        check("한글", " 한글 ", &[0, 0, 0, 1, 1, 1]);
        check("a b ", " a b ", &[0, 1, 2, 3]);
        check(" ", " ", &[]);
        check("", " ", &[]);
    }

    #[test]
    fn a_long_text_is_cut_between_characters() {
        for text in ["한".repeat(400), format!("a{}", "한".repeat(400)), "ß".repeat(400), "a ".repeat(400)]
        {
            let read = Bytes::read(&text);
            let room = LONGEST - read.len();
            assert!(room < 3, "{room} bytes are left");
            assert_eq!(read.chars.len(), read.len());
            assert!(String::from_utf8(read.bytes).is_ok(), "{text}");
        }
    }

    #[test]
    fn grams_end_at_their_byte() {
        let grams = |text| Bytes::read(text).grams().collect::<Vec<_>>();
        let (cat, hat) = (grams("cat"), grams("hat"));
        assert_eq!(cat.len(), 5);
        assert_eq!(cat[0], [1 + 32, NONE, NONE, NONE]);
        assert_eq!(cat[1][0], 1 + u32::from(b'c'));
        let shared = std::iter::zip(cat[4], hat[4]).map(|(a, b)| a == b).collect::<Vec<_>>();
        assert_eq!(shared, [true, true, true, false]);
        assert!(cat.iter().flatten().all(|gram| (*gram as usize) < GRAMS));
    }
}
