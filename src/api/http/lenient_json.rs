//! JSON as Python writes it: with `NaN` and `Infinity`, which JSON has not.

/// Replaces `NaN` and `Infinity` by `null`; `None` if there are none outside of strings.
pub(crate) fn without_nan(json: &[u8]) -> Option<Vec<u8>> {
    const WORDS: [&[u8]; 3] = [b"NaN", b"-Infinity", b"Infinity"];
    let (mut written, mut rest) = (Vec::with_capacity(json.len()), json);
    let (mut within, mut found) = (false, false);
    while let Some(&byte) = rest.first() {
        let word = WORDS.into_iter().filter(|_| !within).find(|word| rest.starts_with(word));
        let length = match (byte, word) {
            (_, Some(word)) => {
                found = true;
                written.extend(b"null");
                rest = &rest[word.len()..];
                continue;
            }
            (b'\\', _) if within => 2.min(rest.len()),
            (b'"', _) => {
                within = !within;
                1
            }
            _ => 1,
        };
        written.extend(&rest[..length]);
        rest = &rest[length..];
    }
    found.then_some(written)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nan_and_infinity_are_null() {
        let check = |json: &str, expected: Option<&str>| {
            let written =
                without_nan(json.as_bytes()).map(|json| String::from_utf8_lossy(&json).into_owned());
            assert_eq!(written.as_deref(), expected, "{json}");
        };
        check("[1, NaN, -Infinity, Infinity]", Some("[1, null, null, null]"));
        check(r#"{"a": "NaN", "b": NaN}"#, Some(r#"{"a": "NaN", "b": null}"#));
        check(r#"["a\"NaN", "\\", NaN]"#, Some(r#"["a\"NaN", "\\", null]"#));
        check(r#"["NaN"]"#, None);
        check("\"\\", None);
        check("", None);
    }
}
