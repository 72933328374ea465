//! JSON as the raw fields of a row: an object in one pass, or a value that has been read already.

use maquette_contract::{RawField, RawValue};
use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::Value;
use std::fmt;

/// The keys and values of a JSON object, in their order.
#[derive(Debug, PartialEq)]
pub(crate) struct Fields(pub(crate) Vec<RawField>);

impl<'de> Deserialize<'de> for Fields {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Object;
        impl<'de> Visitor<'de> for Object {
            type Value = Fields;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a JSON object, with a key for each input")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Fields, A::Error> {
                let mut fields = Vec::with_capacity(8);
                while let Some((name, Raw(value))) = map.next_entry()? {
                    fields.push((name, value));
                }
                Ok(Fields(fields))
            }
        }
        deserializer.deserialize_map(Object)
    }
}

/// A JSON value, before the schema is known.
pub(crate) fn raw_value(value: &Value) -> RawValue {
    // A parsed value always deserializes.
    Raw::deserialize(value).map_or(RawValue::Unsupported("something that can't be read"), |Raw(value)| value)
}

/// One value, before the schema is known.
struct Raw(RawValue);

impl<'de> Deserialize<'de> for Raw {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Any;
        impl<'de> Visitor<'de> for Any {
            type Value = Raw;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a value")
            }

            fn visit_unit<E>(self) -> Result<Raw, E> {
                Ok(Raw(RawValue::Null))
            }

            fn visit_bool<E>(self, truth: bool) -> Result<Raw, E> {
                Ok(Raw(RawValue::Bool(truth)))
            }

            fn visit_i64<E>(self, number: i64) -> Result<Raw, E> {
                Ok(Raw(RawValue::Number(number as f64)))
            }

            fn visit_u64<E>(self, number: u64) -> Result<Raw, E> {
                Ok(Raw(RawValue::Number(number as f64)))
            }

            fn visit_f64<E>(self, number: f64) -> Result<Raw, E> {
                Ok(Raw(RawValue::Number(number)))
            }

            fn visit_str<E>(self, text: &str) -> Result<Raw, E> {
                Ok(Raw(RawValue::String(text.to_owned())))
            }

            fn visit_string<E>(self, text: String) -> Result<Raw, E> {
                Ok(Raw(RawValue::String(text)))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Raw, A::Error> {
                let mut texts = Some(Vec::new());
                while let Some(Raw(item)) = items.next_element()? {
                    match (item, &mut texts) {
                        (RawValue::String(text), Some(texts)) => texts.push(text),
                        _ => texts = None,
                    }
                }
                let other = RawValue::Unsupported("a list of other things than strings");
                Ok(Raw(texts.map_or(other, RawValue::Strings)))
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Raw, A::Error> {
                while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
                Ok(Raw(RawValue::Unsupported("an object")))
            }
        }
        deserializer.deserialize_any(Any)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::json::predict::raw_fields;
    use serde_json::{Map, json};

    /// In one pass it is read as it is by way of a value, but for the order of its keys.
    fn check(json: &str) {
        let object: Map<String, Value> = serde_json::from_str(json).expect("an object");
        let mut fields = serde_json::from_str::<Fields>(json).expect("fields").0;
        fields.sort_by(|a, b| a.0.cmp(&b.0));
        let mut expected = raw_fields(&object);
        expected.sort_by(|a, b| a.0.cmp(&b.0));
        assert_eq!(fields, expected, "{json}");
    }

    #[test]
    fn every_kind_of_value() {
        check("{}");
        check(r#"{"a": 1, "b": -2, "c": 1.5, "d": 1e300, "e": 18446744073709551615}"#);
        check(r#"{"a": "x", "b": "\u00e9\n", "c": null, "d": true}"#);
        check(r#"{"a": [], "b": ["x", "y"], "c": ["x", 1], "d": [[1]], "e": {"f": {"g": []}}}"#);
    }

    #[test]
    fn json_values_become_raw_values() {
        let check = |value: Value, expected: RawValue| assert_eq!(raw_value(&value), expected, "{value}");
        check(json!(null), RawValue::Null);
        check(json!(true), RawValue::Bool(true));
        check(json!(-2), RawValue::Number(-2.0));
        check(json!(u64::MAX), RawValue::Number(u64::MAX as f64));
        check(json!(1.5), RawValue::Number(1.5));
        check(json!("é"), RawValue::String("é".to_owned()));
        check(json!(["x", "y"]), RawValue::Strings(vec!["x".to_owned(), "y".to_owned()]));
        check(json!(["x", 1]), RawValue::Unsupported("a list of other things than strings"));
        check(json!({ "a": [{}] }), RawValue::Unsupported("an object"));
    }

    #[test]
    fn what_is_no_object_is_none() {
        for json in ["[1]", "1", "null", "{", ""] {
            assert!(serde_json::from_str::<Fields>(json).is_err(), "{json}");
        }
    }
}
