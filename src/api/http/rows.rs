//! Rows and predictions in plain JSON, for the protocols that have no types of their own.

use super::blocking::run_blocking;
use super::error::ApiError;
use super::json_fields::raw_value;
use super::json_limits::JSON_MARKS;
use super::lenient_json::without_nan;
use super::respond::json_response;
use super::{json_limits, raw_bytes};
use crate::demo::Description;
use crate::gallery::Gallery;
use crate::predict::{Caller, predict_rows};
use axum::http::StatusCode;
use axum::response::Response;
use maquette_contract::{Answer, Blob, Feature, Image, Kind, Media, Prediction, RawField, RawValue, Schema};
use serde_json::{Map, Value, json};

/// The most rows of one request: as many as may wait for a model.
pub(crate) const MAX_ROWS: usize = 16 * 1024;

/// A body as JSON.
///
/// # Errors
/// What is no JSON, or holds too much.
pub(crate) fn parse_json(body: &[u8]) -> Result<Value, ApiError> {
    let body = json_limits::json_text(body)?;
    json_limits::check_count(body, JSON_MARKS)?;
    let read = || {
        serde_json::from_slice(body).or_else(|error| match without_nan(body) {
            Some(body) => serde_json::from_slice(&body),
            None => Err(error),
        })
    };
    run_blocking(body.len(), read)
        .map_err(|error| ApiError::bad_request(format!("This is not JSON: {error}")))
}

/// A prediction without its tag: the value below the one key that the JSON door writes around it.
pub(crate) fn untagged(prediction: &Prediction) -> Value {
    match json!(prediction) {
        Value::Object(tagged) => tagged.into_iter().next().map_or(Value::Null, |(_, value)| value),
        other => other,
    }
}

/// A response with an untagged prediction for each row, in the object that `around` makes of them.
///
/// # Errors
/// The rows that have no answer, or why there is none at all.
pub(crate) async fn predict_rows_untagged(
    gallery: &Gallery,
    demo: &Description,
    rows: &[Vec<RawField>],
    caller: Caller,
    around: impl FnOnce(Vec<Value>) -> Value,
) -> Result<Response, ApiError> {
    let answers = predict_all(gallery, demo, rows, caller).await?;
    let predictions = || answers.iter().map(|answer| untagged(&answer.prediction)).collect();
    Ok(json_response(rows.len(), || around(predictions())))
}

/// The answers to rows.
///
/// # Errors
/// As [`predictions`].
pub(crate) async fn predict_all(
    gallery: &Gallery,
    demo: &Description,
    rows: &[Vec<RawField>],
    caller: Caller,
) -> Result<Vec<Answer>, ApiError> {
    let answers = predict_rows(gallery, &demo.name, rows, caller).await;
    answers.map_err(|errors| ApiError::joined(&errors, rows.len()))
}

/// Reads a list of rows, each as [`row`] does.
///
/// # Errors
/// The first row that can't be read, or too many or none.
pub(crate) fn rows(schema: &Schema, rows: &[Value]) -> Result<Vec<Vec<RawField>>, ApiError> {
    check_row_count(rows.len())?;
    let numbered = rows.iter().enumerate();
    numbered.map(|(index, value)| row(schema, value).map_err(|error| row_error(index, &error))).collect()
}

/// Reads rows in a list, rows as columns, or a single row.
///
/// # Errors
/// As [`rows`] and [`columns`].
pub(crate) fn inputs(schema: &Schema, inputs: &Value) -> Result<Vec<Vec<RawField>>, ApiError> {
    match inputs {
        Value::Object(by_name) if base64_of(inputs).is_none() => columns(schema, by_name),
        Value::Array(list) => rows(schema, list),
        alone => rows(schema, std::slice::from_ref(alone)),
    }
}

/// Checks how many rows are sent at once.
///
/// # Errors
/// None, or too many.
pub(crate) fn check_row_count(rows: usize) -> Result<(), ApiError> {
    match rows {
        0 => Err(ApiError::bad_request("There are no rows; give at least one")),
        1..=MAX_ROWS => Ok(()),
        _ => {
            let text = format!("{rows} rows are too many; send at most {MAX_ROWS} at once");
            Err(ApiError::new(StatusCode::PAYLOAD_TOO_LARGE, text))
        }
    }
}

fn row_error(index: usize, error: &str) -> ApiError {
    ApiError::bad_request(format!("row {index}: {error}"))
}

/// Reads one row: an object by the names of the features, a list in their order, or the bare value of an only feature.
///
/// # Errors
/// A list of another length, or a bare value where there are several features, in words.
pub(crate) fn row(schema: &Schema, row: &Value) -> Result<Vec<RawField>, String> {
    let features = &schema.features;
    match (row, &features[..]) {
        (Value::Object(_), [only]) if base64_of(row).is_some() => {
            Ok(vec![(only.name.clone(), raw_value_of(only, row))])
        }
        (Value::Object(fields), _) => Ok(self::fields(schema, fields)),
        (Value::Array(values), _) if values.len() == features.len() => {
            let named = features.iter().zip(values);
            Ok(named.map(|(feature, value)| (feature.name.clone(), raw_value_of(feature, value))).collect())
        }
        (value, [only]) => Ok(vec![(only.name.clone(), raw_value_of(only, value))]),
        (Value::Array(values), _) => Err(format!(
            "a row of {} values; give {} in this order: {}",
            values.len(),
            features.len(),
            feature_names(schema)
        )),
        _ => Err(format!("a row is an object with the keys {}", feature_names(schema))),
    }
}

/// Reads rows as columns: below the name of each feature a list of values, each bare or in a list of its own.
///
/// # Errors
/// Columns that no feature has the name of, or of different lengths.
pub(crate) fn columns(schema: &Schema, columns: &Map<String, Value>) -> Result<Vec<Vec<RawField>>, ApiError> {
    let mut rows: Vec<Vec<RawField>> = Vec::new();
    for (index, (name, column)) in columns.iter().enumerate() {
        let values = match column {
            Value::Array(values) => &values[..],
            alone => std::slice::from_ref(alone),
        };
        check_row_count(values.len())?;
        if index == 0 {
            rows.resize_with(values.len(), Vec::new);
        }
        if values.len() != rows.len() {
            let (got, first) = (values.len(), rows.len());
            return Err(ApiError::bad_request(format!(
                "{name} has {got} values, and the first column {first}"
            )));
        }
        let feature = feature(schema, name)?;
        for (row, value) in rows.iter_mut().zip(values) {
            let value = match value {
                // A column of the shape [n, 1].
                Value::Array(inner) if inner.len() == 1 && !takes_lists(feature) => &inner[0],
                value => value,
            };
            row.push((name.clone(), raw_value_of(feature, value)));
        }
    }
    check_row_count(rows.len())?;
    Ok(rows)
}

/// The feature of a column.
///
/// # Errors
/// There is none.
pub(crate) fn feature<'a>(schema: &'a Schema, name: &str) -> Result<&'a Feature, ApiError> {
    schema.feature(name).ok_or_else(|| {
        let name: String = name.chars().take(40).collect();
        ApiError::bad_request(format!("There is no input {name}; the inputs are {}", feature_names(schema)))
    })
}

/// Whether the value of a feature is a list by itself.
fn takes_lists(feature: &Feature) -> bool {
    matches!(feature.kind, Kind::Choices { .. } | Kind::Media { .. })
}

/// The fields of a row, by their names.
pub(crate) fn fields(schema: &Schema, fields: &Map<String, Value>) -> Vec<RawField> {
    let field = |(name, value): (&String, &Value)| {
        let value =
            schema.feature(name).map_or_else(|| raw_value(value), |feature| raw_value_of(feature, value));
        (name.clone(), value)
    };
    fields.iter().map(field).collect()
}

pub(crate) fn feature_names(schema: &Schema) -> String {
    schema.features.iter().map(|feature| feature.name.as_str()).collect::<Vec<_>>().join(", ")
}

/// A value for a feature. Beside what the JSON door accepts: bytes as TensorFlow Serving writes them, `{"b64": "..."}`,
/// and pictures as nested lists of pixels.
pub(crate) fn raw_value_of(feature: &Feature, value: &Value) -> RawValue {
    match (&feature.kind, value) {
        (kind, Value::Object(_)) if let Some(given) = base64_of(value) => {
            let bytes = Blob::from_address(&format!("data:;base64,{given}"));
            bytes.map_or(RawValue::Unsupported("something that is no base64"), |blob| {
                raw_bytes::file_value(kind, &blob.data)
            })
        }
        (Kind::Media { media: Media::Image | Media::Sketch, .. }, Value::Array(lines)) => {
            pixels(lines).map_or_else(|| raw_value(value), |image| RawValue::Images(vec![image]))
        }
        _ => raw_value(value),
    }
}

fn base64_of(value: &Value) -> Option<&str> {
    let object = value.as_object().filter(|object| object.len() == 1)?;
    object.get("b64")?.as_str()
}

/// A picture as rows of pixels: a brightness from 0 to 255, bare or in a list, or red, green and blue.
fn pixels(lines: &[Value]) -> Option<Image> {
    let (mut gray, mut rgb) = (Vec::new(), Vec::new());
    for line in lines {
        for pixel in line.as_array()? {
            match pixel.as_array().map(Vec::as_slice) {
                None => gray.push(channel(pixel)?),
                Some([one]) => gray.push(channel(one)?),
                Some(three @ [_, _, _]) => {
                    for one in three {
                        rgb.push(channel(one)?);
                    }
                }
                Some(_) => return None,
            }
        }
    }
    let (height, pixels) = (lines.len(), gray.len() + rgb.len() / 3);
    let width = pixels.checked_div(height).filter(|width| *width > 0)?;
    let even = lines.iter().all(|line| line.as_array().map(Vec::len) == Some(width));
    match (gray.is_empty(), rgb.is_empty()) {
        (false, true) if even => Some(Image::gray(width, height, &gray)),
        (true, false) if even => Some(Image::new(width, height, rgb)),
        _ => None,
    }
}

fn channel(value: &Value) -> Option<u8> {
    value.as_f64().filter(|channel| (0.0..=255.0).contains(channel)).map(|channel| channel.round() as u8)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn schema() -> Schema {
        let depth = Feature::number("depth", "Depth", "mm", 0.0..=20.0, 0.1);
        Schema { features: vec![depth, Feature::new("wet", "Wet", Kind::Bool).optional()] }
    }

    fn field(name: &str, value: RawValue) -> RawField {
        (name.to_owned(), value)
    }

    #[test]
    fn a_row_is_an_object_or_a_list() {
        let expected = vec![field("depth", RawValue::Number(2.0)), field("wet", RawValue::Bool(true))];
        assert_eq!(row(&schema(), &json!({ "depth": 2, "wet": true })), Ok(expected.clone()));
        assert_eq!(row(&schema(), &json!([2, true])), Ok(expected));
        let error = |value: Value| row(&schema(), &value).expect_err("no row");
        assert_eq!(error(json!([2])), "a row of 1 values; give 2 in this order: depth, wet");
        assert_eq!(error(json!(2)), "a row is an object with the keys depth, wet");
    }

    #[test]
    fn columns_are_rows() {
        let read = |value: Value| {
            let columns = columns(&schema(), value.as_object().expect("an object"));
            columns.map_err(|error| error.message)
        };
        let row =
            |depth, wet| vec![field("depth", RawValue::Number(depth)), field("wet", RawValue::Bool(wet))];
        let expected = Ok(vec![row(1.0, true), row(2.0, false)]);
        assert_eq!(read(json!({ "depth": [1, 2], "wet": [[true], [false]] })), expected);
        assert_eq!(read(json!({ "depth": 1, "wet": true })), Ok(vec![row(1.0, true)]));
        let uneven = "wet has 1 values, and the first column 2".to_owned();
        assert_eq!(read(json!({ "depth": [1, 2], "wet": [true] })), Err(uneven));
        assert_eq!(read(json!({})), Err("There are no rows; give at least one".to_owned()));
    }

    #[test]
    fn pictures_are_lists_of_pixels_or_base64() {
        let kind = Kind::Media { media: Media::Image, least: 1, most: 1 };
        let schema = Schema { features: vec![Feature::new("photo", "Photo", kind)] };
        let check = |value: Value, expected: RawValue| {
            assert_eq!(row(&schema, &value), Ok(vec![field("photo", expected)]), "{value}");
        };
        let image = || RawValue::Images(vec![Image::gray(2, 2, &[0, 9, 255, 7])]);
        check(json!([[0, 9], [255, 7]]), image());
        check(json!([[[0], [9]], [[255], [7.2]]]), image());
        check(json!({ "photo": [[[0, 0, 0], [9, 9, 9]], [[255, 255, 255], [7, 7, 7]]] }), image());
        check(json!([[0, 9], [255]]), RawValue::Unsupported("a list of other things than strings"));
        check(json!([[0, 256], [1, 1]]), RawValue::Unsupported("a list of other things than strings"));
        check(
            json!({ "b64": "iVBORw0KGgo=" }),
            RawValue::String("data:image/png;base64,iVBORw0KGgo=".into()),
        );
        check(json!({ "b64": "?" }), RawValue::Unsupported("something that is no base64"));
    }

    #[test]
    fn nan_is_null() {
        assert_eq!(parse_json(b"[NaN, 1]").ok(), Some(json!([null, 1])));
        assert!(parse_json(b"[NaN, 1").is_err());
    }

    #[test]
    fn an_error_in_json_has_its_position() {
        let expected = "This is not JSON: EOF while parsing an object at line 1 column 1";
        assert_eq!(parse_json(b"{").map_err(|error| error.message), Err(expected.to_owned()));
    }
}
