//! What a part of a form is called as a file.

use super::parameters::parameters;
use axum::extract::multipart::Field;
use axum::http::header::CONTENT_DISPOSITION;
use percent_encoding::percent_decode;

/// The name of the file that a part is, if it is one. Beside what multer reads, names that are not UTF-8, and
/// `filename*` of RFC 5987, which Python's urllib3 1 sends for names beyond ASCII.
pub(crate) fn file_name(field: &Field<'_>) -> Option<String> {
    let read = || read(field.headers().get(CONTENT_DISPOSITION)?.as_bytes());
    field.file_name().map(str::to_owned).or_else(read)
}

fn read(disposition: &[u8]) -> Option<String> {
    let value = |wanted: &str| {
        parameters(disposition).into_iter().find_map(|parameter| {
            let end = parameter.iter().position(|byte| *byte == b'=')?;
            let (name, value) = (parameter[..end].trim_ascii(), parameter[end + 1..].trim_ascii());
            name.eq_ignore_ascii_case(wanted.as_bytes()).then_some(value)
        })
    };
    if let Some(extended) = value("filename*") {
        // The charset and the language come first, between apostrophes.
        let encoded = extended.splitn(3, |byte| *byte == b'\'').last().unwrap_or_default();
        return Some(percent_decode(encoded).decode_utf8_lossy().into_owned());
    }
    let name = value("filename")?;
    let name = name.strip_prefix(b"\"").and_then(|name| name.strip_suffix(b"\"")).unwrap_or(name);
    Some(String::from_utf8_lossy(name).replace("\\\"", "\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_has_a_name_whatever_its_letters() {
        let check = |disposition: &[u8], expected: Option<&str>| {
            assert_eq!(read(disposition).as_deref(), expected, "{}", String::from_utf8_lossy(disposition));
        };
        check(b"form-data; name=\"file\"; filename=\"K\xf6ln.png\"", Some("K\u{fffd}ln.png"));
        check("form-data; name=\"file\"; filename=\"Kö\\\"ln;.png\"".as_bytes(), Some("Kö\"ln;.png"));
        check(b"form-data; name=\"file\"; filename*=utf-8''K%C3%B6ln.png", Some("Köln.png"));
        check(b"form-data; FileName = a.png", Some("a.png"));
        check(b"form-data; name=\"filename\"", None);
        check(b"form-data", None);
    }
}
