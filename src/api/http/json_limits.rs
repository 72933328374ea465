use super::blocking::apart;
use super::error::ApiError;
use axum::http::StatusCode;
use serde::de::DeserializeOwned;

/// The most values in one body, each of which takes many times the room of its digits.
const MOST: usize = 2 * 1024 * 1024;
/// An object takes the room of so many, however few it holds.
const OBJECT: usize = 16;

/// What values stand behind in JSON.
pub(crate) const JSON: &[u8] = b",:[{";
/// And in CSV.
pub(crate) const CSV: &[u8] = b",;\t\n\r";

/// Whether a body unpacks to not too many values: each but the first stands behind one of `marks`. Within texts these
/// only make the guess a careful one.
///
/// # Errors
/// Too many.
pub(crate) fn few(body: &[u8], marks: &[u8]) -> Result<(), ApiError> {
    let values = |mark: &u8| {
        let count = body.iter().filter(|byte| *byte == mark).count();
        count * if *mark == b'{' { OBJECT } else { 1 }
    };
    if marks.iter().map(values).sum::<usize>() <= MOST {
        return Ok(());
    }
    let text = format!("The body holds more than {MOST} values; send fewer rows at once");
    Err(ApiError::new(StatusCode::PAYLOAD_TOO_LARGE, text))
}

/// What serde makes of a body in JSON; a large one is read apart from those who wait.
///
/// # Errors
/// Too many values.
pub(crate) fn read<T: DeserializeOwned>(body: &[u8]) -> Result<serde_json::Result<T>, ApiError> {
    few(body, JSON)?;
    Ok(apart(body.len(), || serde_json::from_slice(body)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_without_end_is_not_unpacked() {
        let check = |unit: &str, times: usize, marks: &[u8], expected: bool| {
            let body = unit.repeat(times);
            assert_eq!(few(body.as_bytes(), marks).is_ok(), expected, "{times} times {unit}");
        };
        check("1,", MOST, JSON, true);
        check("1,", MOST + 1, JSON, false);
        check("[0],", MOST / 2 + 1, JSON, false);
        check("{},", MOST / OBJECT, JSON, false);
        check("{", 10_000, CSV, true);
        check("1\n", MOST + 1, CSV, false);
    }
}
