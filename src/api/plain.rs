//! Rows and predictions in plain JSON, for the protocols that have no types of their own.

use super::native::raw_fields;
use maquette_contract::{Prediction, RawField, Schema};
use serde_json::{Map, Value, json};

/// A prediction without the name of its kind: the value of the one key that the native door writes around it.
pub(super) fn plain(prediction: &Prediction) -> Value {
    match json!(prediction) {
        Value::Object(tagged) => tagged.into_iter().next().map_or(Value::Null, |(_, value)| value),
        other => other,
    }
}

/// One row: an object by the features' names, a list in their order, or the bare value of an only feature.
///
/// # Errors
/// A list of another length, or a bare value where there are several features, in words.
pub(super) fn row(schema: &Schema, row: &Value) -> Result<Vec<RawField>, String> {
    let features = &schema.features;
    let names = || features.iter().map(|feature| feature.name.as_str()).collect::<Vec<_>>().join(", ");
    match (row, &features[..]) {
        (Value::Object(fields), _) => Ok(raw_fields(fields)),
        (Value::Array(values), _) if values.len() == features.len() => {
            let named = features.iter().zip(values);
            let fields: Map<String, Value> =
                named.map(|(feature, value)| (feature.name.clone(), value.clone())).collect();
            Ok(raw_fields(&fields))
        }
        (value, [only]) => Ok(raw_fields(&Map::from_iter([(only.name.clone(), value.clone())]))),
        (Value::Array(values), _) => Err(format!(
            "a row of {} values; give {} in this order: {}",
            values.len(),
            features.len(),
            names()
        )),
        _ => Err(format!("a row is an object with the keys {}", names())),
    }
}
