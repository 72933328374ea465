//! Headers that are lists, some of whose parts others have written.

use axum::http::HeaderValue;

/// The parts of a value between `separator`s. One that is not UTF-8 is empty, so that it does not spoil the others: a
/// cookie of another site on this host, or what a client wrote before a proxy added to it.
pub(crate) fn header_list(value: &HeaderValue, separator: u8) -> impl DoubleEndedIterator<Item = &str> {
    let parts = value.as_bytes().split(move |byte| *byte == separator);
    parts.map(|part| std::str::from_utf8(part).unwrap_or_default().trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unreadable_part_is_empty() {
        let check = |value: &[u8], expected: &[&str]| {
            let value = HeaderValue::from_bytes(value).expect("a value");
            assert_eq!(header_list(&value, b';').collect::<Vec<_>>(), expected, "{value:?}");
        };
        check(b"a=b; c=d", &["a=b", "c=d"]);
        check("a=b; city=Köln".as_bytes(), &["a=b", "city=Köln"]);
        check(b"city=K\xf6ln; a=b", &["", "a=b"]);
        check(b"", &[""]);
    }
}
