//! `Content-Type` without the parameters that nobody can read.

use super::parameters::parameters;
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, HeaderValue};

/// Removes parameters with letters beyond ASCII. axum and multer would not read the others beside them.
pub(crate) fn drop_unreadable_parameters(headers: &mut HeaderMap) {
    let is_readable = |part: &&[u8]| HeaderValue::from_bytes(part).is_ok_and(|part| part.to_str().is_ok());
    let Some(value) = headers.get(CONTENT_TYPE).filter(|value| value.to_str().is_err()) else { return };
    let parts = parameters(value.as_bytes());
    if !parts.first().is_some_and(is_readable) {
        return;
    }
    let readable = parts.into_iter().filter(is_readable).collect::<Vec<_>>().join(&b"; "[..]);
    if let Ok(readable) = HeaderValue::from_bytes(&readable) {
        headers.insert(CONTENT_TYPE, readable);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_can_not_be_read_is_dropped() {
        let check = |value: &[u8], expected: &[u8]| {
            let value = HeaderValue::from_bytes(value).expect("a value");
            let mut headers = HeaderMap::from_iter([(CONTENT_TYPE, value)]);
            drop_unreadable_parameters(&mut headers);
            assert_eq!(headers[CONTENT_TYPE].as_bytes(), expected);
        };
        check(b"multipart/form-data;boundary=a", b"multipart/form-data;boundary=a");
        check("multipart/form-data; name=Köln; boundary=a".as_bytes(), b"multipart/form-data; boundary=a");
        check(b"multipart/form-data; boundary=a; name=\"K\xf6ln;b\"", b"multipart/form-data; boundary=a");
        check(b"K\xf6ln/a; boundary=a", b"K\xf6ln/a; boundary=a");
    }
}
