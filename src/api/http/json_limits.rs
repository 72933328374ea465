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

/// Parses JSON that does not hold too many values, without holding up other requests.
///
/// # Errors
/// Too many values.
pub(crate) fn from_slice<T: DeserializeOwned>(body: &[u8]) -> Result<serde_json::Result<T>, ApiError> {
    check_count(body, JSON_MARKS)?;
    Ok(run_blocking(body.len(), || serde_json::from_slice(body)))
}

#[cfg(test)]
mod tests {
    use super::*;

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
