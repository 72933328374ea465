//! Bounds on how many values a body holds, before it is parsed.

use super::blocking::run_blocking;
use super::error::ApiError;
use axum::http::StatusCode;
use serde::de::DeserializeOwned;

/// The most values in one body: in memory each takes many times its digits.
const MAX_VALUES: usize = 2 * 1024 * 1024;
/// How many values an object counts as, however few it holds.
const OBJECT_VALUES: usize = 16;

/// The bytes that stand before values in JSON.
pub(crate) const JSON_MARKS: &[u8] = b",:[{";
/// The bytes that stand before values in CSV.
pub(crate) const CSV_MARKS: &[u8] = b",;\t|\n\r";

/// Checks that a body does not hold too many values, by counting `marks`, one of which stands before each value but the
/// first. Those within strings only make the estimate higher.
///
/// # Errors
/// Too many.
pub(crate) fn check_count(body: &[u8], marks: &[u8]) -> Result<(), ApiError> {
    let values = |mark: &u8| {
        let count = body.iter().filter(|byte| *byte == mark).count();
        count * if *mark == b'{' { OBJECT_VALUES } else { 1 }
    };
    if marks.iter().map(values).sum::<usize>() <= MAX_VALUES {
        return Ok(());
    }
    let text = format!("The body holds more than {MAX_VALUES} values; send fewer rows at once");
    Err(ApiError::new(StatusCode::PAYLOAD_TOO_LARGE, text))
}

/// The text of JSON: without the byte order mark that some programs of Windows write before it.
///
/// # Errors
/// UTF-16, which JSON is not sent in (RFC 8259, section 8.1).
pub(crate) fn json_text(body: &[u8]) -> Result<&[u8], ApiError> {
    if body.starts_with(b"\xff\xfe") || body.starts_with(b"\xfe\xff") {
        return Err(ApiError::bad_request("This is JSON in UTF-16; send it in UTF-8"));
    }
    Ok(body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body))
}

/// Parses JSON that does not hold too many values, without holding up other requests.
///
/// # Errors
/// Too many values.
pub(crate) fn from_slice<T: DeserializeOwned>(body: &[u8]) -> Result<serde_json::Result<T>, ApiError> {
    let body = json_text(body)?;
    check_count(body, JSON_MARKS)?;
    Ok(run_blocking(body.len(), || serde_json::from_slice(body)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_byte_order_mark_is_no_part_of_json() {
        let check = |body: &[u8], expected: Option<&[u8]>| assert_eq!(json_text(body).ok(), expected);
        check(b"\xef\xbb\xbf{}", Some(b"{}"));
        check(b"{}", Some(b"{}"));
        check(b"", Some(b""));
        check(b"\xff\xfe{\0}\0", None);
        check(b"\xfe\xff\0{\0}", None);
    }

    #[test]
    fn a_body_with_too_many_values_is_refused() {
        let check = |unit: &str, times: usize, marks: &[u8], expected: bool| {
            let body = unit.repeat(times);
            assert_eq!(check_count(body.as_bytes(), marks).is_ok(), expected, "{times} times {unit}");
        };
        check("1,", MAX_VALUES, JSON_MARKS, true);
        check("1,", MAX_VALUES + 1, JSON_MARKS, false);
        check("[0],", MAX_VALUES / 2 + 1, JSON_MARKS, false);
        check("{},", MAX_VALUES / OBJECT_VALUES, JSON_MARKS, false);
        check("{", 10_000, CSV_MARKS, true);
        check("1\n", MAX_VALUES + 1, CSV_MARKS, false);
    }
}
