//! The doors of the serving protocols give the same prediction as every other, for each example of each demo.

use super::doors::{examples, is_same};
use crate::server::{GALLERY, Reply, get, post_json};
use maquette::predict::{Caller, predict};
use maquette_contract::{Kind, Prediction};
use serde_json::{Value, json};

/// An example's inputs as one tensor each.
fn tensors(features: &[maquette_contract::Feature], inputs: &Value) -> Value {
    let tensor = |feature: &maquette_contract::Feature| {
        let given = inputs.get(&feature.name)?;
        let (datatype, data) = match (&feature.kind, given) {
            (Kind::Number { whole, .. }, _) => (if *whole { "INT64" } else { "FP64" }, given.clone()),
            (Kind::Bool, _) => ("BOOL", given.clone()),
            (_, Value::Array(list)) => {
                ("BYTES", json!(list.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(",")))
            }
            _ => ("BYTES", given.clone()),
        };
        Some(json!({ "name": feature.name, "shape": [1], "datatype": datatype, "data": [data] }))
    };
    features.iter().filter_map(tensor).collect()
}

/// A prediction as the protocols without types of their own write it, with the name of its kind again.
fn tagged(walked: &Prediction, plain: &Value) -> Value {
    let kind = serde_json::to_value(walked).expect("JSON");
    let kind = kind.as_object().and_then(|kind| kind.keys().next()).expect("a kind").clone();
    json!({ kind: plain })
}

/// What is left of a value where only what a schema names is taken, as BentoML's client takes it.
pub(super) fn named(value: &Value, schema: &Value) -> Value {
    if let Some(either) = schema["oneOf"].as_array() {
        let fits = |schema: &&Value| named(value, schema) == *value;
        return either.iter().find(fits).map_or(Value::Null, |_| value.clone());
    }
    match (value, &schema["properties"], &schema["items"]) {
        (Value::Object(fields), Value::Object(properties), _) => {
            let field =
                |(name, schema): (&String, &Value)| Some((name.clone(), named(fields.get(name)?, schema)));
            Value::Object(properties.iter().filter_map(field).collect())
        }
        (Value::Array(items), _, Value::Object(_)) => {
            items.iter().map(|item| named(item, &schema["items"])).collect()
        }
        _ => value.clone(),
    }
}

/// What was sent: JSON, or a text as it is.
fn said(reply: &Reply) -> Value {
    serde_json::from_str(&reply.body).unwrap_or_else(|_| json!(reply.body))
}

#[tokio::test]
async fn every_serving_door_gives_the_same_prediction() {
    let methods = get("/schema.json").await.json()["routes"].clone();
    for (place, demo) in GALLERY.demos().enumerate() {
        let name = &demo.name;
        let output = &methods[place]["output"];
        let described = get(&format!("/api/{name}")).await.json();
        for (place, example) in examples(demo).iter().enumerate() {
            let raw = demo.schema.raw_fields(&example.texts);
            let walked =
                predict(&GALLERY, name, &raw, Caller::program("test")).await.expect("an answer").prediction;
            let inputs = &described["examples"][place]["inputs"];
            let about = |door: &str| format!("“{}” of {name} by {door}", example.title);

            let tensors = tensors(&demo.schema.features, inputs);
            let body = json!({ "inputs": tensors, "outputs": [{ "name": "prediction" }] }).to_string();
            let reply = post_json(&format!("/v2/models/{name}/infer"), body).await.json();
            let whole = reply["outputs"][0]["data"][0].as_str().unwrap_or_default();
            let whole = serde_json::from_str(whole).unwrap_or_else(|error| panic!("{error}: {reply}"));
            assert_eq!(is_same(&walked, &whole), Ok(()), "{}", about("version 2"));

            let rows = json!({ "instances": [inputs] }).to_string();
            let paths = [
                format!("/v1/models/{name}:predict"),
                format!("/invocations?model_name={name}"),
                format!("/v1/projects/p/locations/l/endpoints/{name}:predict"),
            ];
            for path in paths {
                let reply = post_json(&path, rows.clone()).await.json();
                assert_eq!(
                    is_same(&walked, &tagged(&walked, &reply["predictions"][0])),
                    Ok(()),
                    "{}",
                    about(&path)
                );
            }
            for path in [format!("/predictions/{name}"), format!("/bento/{name}")] {
                let reply = said(&post_json(&path, inputs.to_string()).await);
                assert_eq!(named(&reply, output), reply, "the schema of {name} lacks what its answers have");
                assert_eq!(is_same(&walked, &tagged(&walked, &reply)), Ok(()), "{}", about(&path));
            }
        }
    }
}
