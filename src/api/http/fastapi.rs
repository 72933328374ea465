//! The entries of FastAPI's `{"detail": [{"type", "loc", "msg", "input", "ctx"}]}`, which clients of JSON APIs already read.

use crate::predict::RowError;
use maquette_contract::{FieldError, PredictError, Problem};
use serde_json::{Map, Value, json};

/// The mistakes in one of several rows; `rows` is what was sent.
pub(crate) fn row_detail(error: &RowError, rows: &[Value]) -> Vec<Value> {
    let RowError { row, error } = error;
    let empty = Map::new();
    let inputs = rows.get(*row).and_then(Value::as_object).unwrap_or(&empty);
    match error {
        PredictError::Invalid { errors } => {
            let detail = |error: &FieldError| {
                let mut detail = field_detail(error, inputs);
                detail["loc"] = json!(["body", "rows", row, error.field]);
                detail
            };
            errors.iter().map(detail).collect()
        }
        other => {
            vec![json!({ "type": "value_error", "loc": ["body", "rows", row], "msg": other.to_string() })]
        }
    }
}

/// A mistake in a field: pydantic's name for it, its bounds, and what was sent if that is short.
pub(crate) fn field_detail(error: &FieldError, inputs: &Map<String, Value>) -> Value {
    let (kind, context) = match &error.problem {
        Problem::Missing => ("missing", None),
        Problem::NotANumber { .. } | Problem::Ambiguous { .. } => ("float_type", None),
        Problem::NotWhole { .. } => ("int_from_float", None),
        Problem::OutOfRange { range, got } if *got < range.low => {
            ("greater_than_equal", Some(json!({ "ge": range.low })))
        }
        Problem::OutOfRange { range, .. } => ("less_than_equal", Some(json!({ "le": range.high }))),
        Problem::UnknownChoice { choices, .. } => ("literal_error", Some(json!({ "expected": choices }))),
        Problem::NotYesOrNo { .. } => ("bool_type", None),
        Problem::NotAList { .. } => ("list_type", None),
        Problem::NotAText { .. } => ("string_type", None),
        Problem::TooLong { max_len, .. } => ("string_too_long", Some(json!({ "max_length": max_len }))),
        Problem::NotADate { .. } => ("date_type", None),
        Problem::DateOutOfRange { first, got, .. } if got < first => {
            ("greater_than_equal", Some(json!({ "ge": first })))
        }
        Problem::DateOutOfRange { last, .. } => ("less_than_equal", Some(json!({ "le": last }))),
        Problem::Unusable { .. } => ("value_error", None),
        Problem::UnknownField { .. } => ("extra_forbidden", None),
    };
    let mut detail = json!({ "type": kind, "loc": ["body", error.field], "msg": error.problem.to_string() });
    if let Some(input) = inputs.get(&error.field).filter(|input| short(input)) {
        detail["input"] = input.clone();
    }
    if let Some(context) = context {
        detail["ctx"] = context;
    }
    detail
}

/// An error quotes what was sent, but does not send a large thing back.
fn short(input: &Value) -> bool {
    match input {
        Value::Null | Value::Bool(_) | Value::Number(_) => true,
        Value::String(text) => text.len() <= 100,
        Value::Array(_) | Value::Object(_) => false,
    }
}
