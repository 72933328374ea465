//! Every demo is a tool that takes and gives what it says, and gives what the walk gave.

use super::doors::{examples, is_same};
use super::{Verdict, law};
use crate::mcp::ask;
use crate::server::{GALLERY, get};
use maquette::predict::{Caller, predict};
use serde_json::{Value, json};

/// Whether a value is what a JSON Schema says, as far as ours say anything.
pub(super) fn fits(schema: &Value, value: &Value) -> Verdict {
    let about = |what: &str| format!("{value} is not what it should be by {what} of {schema}");
    for (key, said) in schema.as_object().ok_or_else(|| format!("{schema} is no schema"))? {
        let number = |holds: fn(f64, f64) -> bool| {
            value.as_f64().zip(said.as_f64()).is_none_or(|(value, said)| holds(value, said))
        };
        let list = || value.as_array().map(Vec::as_slice).unwrap_or_default();
        let holds = match key.as_str() {
            "type" => match said {
                Value::Array(types) => types.iter().any(|kind| is_a(kind, value)),
                kind => is_a(kind, value),
            },
            "properties" => {
                for (name, schema) in said.as_object().into_iter().flatten() {
                    value.get(name).map_or(Ok(()), |value| fits(schema, value))?;
                }
                true
            }
            "required" => said.as_array().into_iter().flatten().all(|name| {
                !value.is_object() || name.as_str().is_some_and(|name| value.get(name).is_some())
            }),
            "additionalProperties" => value
                .as_object()
                .into_iter()
                .flatten()
                .all(|(name, _)| *said != json!(false) || schema["properties"].get(name).is_some()),
            "items" => list().iter().try_for_each(|item| fits(said, item)).map(|()| true)?,
            "prefixItems" => {
                let items = std::iter::zip(said.as_array().into_iter().flatten(), list());
                items.map(|(schema, item)| fits(schema, item)).collect::<Result<Vec<_>, _>>().map(|_| true)?
            }
            "oneOf" => {
                said.as_array().into_iter().flatten().filter(|schema| fits(schema, value).is_ok()).count()
                    == 1
            }
            "enum" => said.as_array().is_some_and(|values| values.contains(value)),
            "minimum" => number(|value, least| value >= least),
            "maximum" => number(|value, most| value <= most),
            "minItems" => !value.is_array() || list().len() as u64 >= said.as_u64().unwrap_or(0),
            "maxItems" => !value.is_array() || list().len() as u64 <= said.as_u64().unwrap_or(0),
            "minLength" | "maxLength" | "pattern" => true,
            "title" | "description" | "default" | "format" | "contentEncoding" => true,
            other => return Err(format!("{other} is a new word: give the law its meaning")),
        };
        law(holds, about(key))?;
    }
    Ok(())
}

fn is_a(kind: &Value, value: &Value) -> bool {
    match kind.as_str() {
        Some("object") => value.is_object(),
        Some("array") => value.is_array(),
        Some("string") => value.is_string(),
        Some("number") => value.is_number(),
        Some("integer") => value.as_f64().is_some_and(|number| number.fract() == 0.0),
        Some("boolean") => value.is_boolean(),
        Some("null") => value.is_null(),
        _ => false,
    }
}

#[tokio::test]
async fn every_tool_takes_and_gives_what_it_says() {
    let list = ask("tools/list", json!({})).await.json();
    for (demo, tool) in std::iter::zip(GALLERY.demos(), list["result"]["tools"].as_array().expect("tools")) {
        let described = get(&format!("/api/{}", demo.name)).await.json();
        for (place, example) in examples(demo).iter().enumerate() {
            let about = format!("“{}” of {}", example.title, demo.name);
            let raw = demo.schema.raw_fields(&example.texts);
            let walked =
                predict(&GALLERY, &demo.name, &raw, Caller::program("test")).await.expect("an answer");
            let inputs = &described["examples"][place]["inputs"];
            assert_eq!(fits(&tool["inputSchema"], inputs), Ok(()), "{about}");
            let said = ask("tools/call", json!({ "name": demo.name, "arguments": inputs })).await.json();
            let structured = &said["result"]["structuredContent"];
            assert_eq!(fits(&tool["outputSchema"], structured), Ok(()), "{about}");
            let tagged = serde_json::to_value(&walked.prediction).expect("JSON");
            let kind = tagged.as_object().and_then(|tagged| tagged.keys().next()).expect("a kind");
            let sent = json!({ kind: structured["prediction"] });
            assert_eq!(is_same(&walked.prediction, &sent), Ok(()), "{about}");
            assert_eq!(structured["notes"], json!(walked.notes), "{about}");
        }
    }
}
