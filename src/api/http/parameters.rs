//! The parameters of `Content-Type` and `Content-Disposition`.

/// What stands between the semicolons of a value, but for those in quotes. The first is the type itself.
pub(crate) fn parameters(value: &[u8]) -> Vec<&[u8]> {
    let (mut quoted, mut escaped) = (false, false);
    let is_separator = |byte: &u8| {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if quoted => escaped = true,
            b'"' => quoted = !quoted,
            _ => {}
        }
        *byte == b';' && !quoted
    };
    value.split(is_separator).map(<[u8]>::trim_ascii).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_semicolon_in_quotes_separates_nothing() {
        let check = |value: &str, expected: &[&str]| {
            let expected: Vec<_> = expected.iter().map(|part| part.as_bytes()).collect();
            assert_eq!(parameters(value.as_bytes()), expected, "{value}");
        };
        check("text/csv; charset=utf-8 ;header=present", &["text/csv", "charset=utf-8", "header=present"]);
        check(r#"a; b="c;d"; e=f"#, &["a", r#"b="c;d""#, "e=f"]);
        check(r#"a; b="c\";d"; e=f"#, &["a", r#"b="c\";d""#, "e=f"]);
        check(r#"a; b="c"#, &["a", r#"b="c"#]);
        check("", &[""]);
    }
}
