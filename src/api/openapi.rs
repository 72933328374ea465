//! The document of the JSON door: every demo's inputs with their bounds, and every answer.

use super::native::inputs_from_texts;
use crate::demo::Demo;
use crate::gallery::Gallery;
use axum::extract::State;
use axum::routing::get;
use axum::{Json, Router};
use maquette_contract::{Feature, Kind};
use serde_json::{Map, Value, json};
use std::sync::Arc;

pub(super) fn routes() -> Router<Arc<Gallery>> {
    Router::new().route("/openapi.json", get(describe_api))
}

async fn describe_api(State(gallery): State<Arc<Gallery>>) -> Json<Value> {
    Json(document(&gallery))
}

fn document(gallery: &Gallery) -> Value {
    let mut paths = Map::new();
    let mut schemas = shared_schemas();
    for demo in gallery.demos() {
        let inputs = format!("{}_inputs", demo.name);
        schemas.insert(inputs.clone(), inputs_schema(demo));
        paths.insert(format!("/api/{}", demo.name), json!({ "get": find_demo(demo) }));
        paths.insert(
            format!("/api/{}/predict", demo.name),
            json!({ "post": create_prediction(demo, &inputs) }),
        );
    }
    let reading = |id: &str, summary: &str| {
        let ok = json!({ "description": summary, "content": json_content(&json!({ "type": "object" })) });
        json!({ "get": { "operationId": id, "summary": summary, "responses": { "200": ok } } })
    };
    paths.insert("/api".to_owned(), reading("list_demos", "The demos that are served"));
    paths.insert("/health/live".to_owned(), reading("check_live", "The process is there"));
    let mut ready = reading("check_ready", "Every model can answer");
    ready["get"]["responses"]["503"] = failed("A model is not loaded");
    paths.insert("/health/ready".to_owned(), ready);
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Maquette",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "Predictions with calibrated probabilities and prediction sets of stated coverage",
            "license": { "name": "MIT OR Apache-2.0", "identifier": "MIT OR Apache-2.0" },
        },
        "servers": [{ "url": "/" }],
        "paths": paths,
        "components": { "schemas": schemas },
    })
}

fn find_demo(demo: &Demo) -> Value {
    let described = json!({ "description": "Its features, classes, examples and card", "content": json_content(&json!({ "type": "object" })) });
    json!({
        "operationId": format!("find_{}", demo.name),
        "summary": format!("What {} takes and gives", demo.name),
        "responses": { "200": described },
    })
}

fn create_prediction(demo: &Demo, inputs: &str) -> Value {
    let examples = demo.examples.iter().enumerate().map(|(place, example)| {
        let value = inputs_from_texts(&demo.schema, &example.texts);
        (format!("example_{}", place + 1), json!({ "summary": example.title, "value": value }))
    });
    let examples: Map<String, Value> = examples.collect();
    let content = json!({ "application/json": {
        "schema": { "$ref": format!("#/components/schemas/{inputs}") },
        "examples": examples,
    } });
    json!({
        "operationId": format!("predict_{}", demo.name),
        "summary": demo.title,
        "description": demo.summary,
        "requestBody": { "required": true, "content": content },
        "responses": {
            "200": { "description": "The answer", "content": json_content(&reference("Answer")) },
            "400": failed("The body broke off"),
            "403": failed("Sent by a page of another site"),
            "408": failed("The body took too long to arrive"),
            "413": failed("The body is too large"),
            "415": failed("The body is not JSON by its Content-Type"),
            "422": { "description": "Every fault of the inputs", "content": json_content(&reference("InputError")) },
            "500": failed("A mistake of the server"),
            "503": failed("Too many are asking; Retry-After says when to try again"),
        },
    })
}

fn inputs_schema(demo: &Demo) -> Value {
    let features = &demo.schema.features;
    let properties: Map<String, Value> =
        features.iter().map(|feature| (feature.name.clone(), property(feature))).collect();
    let required: Vec<_> =
        features.iter().filter(|feature| feature.required).map(|feature| &feature.name).collect();
    json!({ "type": "object", "properties": properties, "required": required, "additionalProperties": false })
}

fn property(feature: &Feature) -> Value {
    let mut property = match &feature.kind {
        Kind::Number { unit, range, .. } => json!({
            "title": format!("{} ({unit})", feature.label),
            "type": "number",
            "minimum": range.low,
            "maximum": range.high,
        }),
        Kind::Choice { choices } => json!({
            "title": feature.label,
            "type": "string",
            "enum": choices.iter().map(|choice| &choice.value).collect::<Vec<_>>(),
        }),
    };
    if !feature.help.is_empty() {
        property["description"] = Value::from(feature.help.as_str());
    }
    if !feature.required {
        property["type"] = json!([property["type"], "null"]);
        if let Some(values) = property.get_mut("enum").and_then(Value::as_array_mut) {
            values.push(Value::Null);
        }
    }
    property
}

fn shared_schemas() -> Map<String, Value> {
    let share = json!({ "type": "number", "minimum": 0, "maximum": 1 });
    let text = json!({ "type": "string" });
    let secs = json!({ "type": "number", "minimum": 0 });
    let list = |items: &Value| json!({ "type": "array", "items": items });
    let class = object(&[("label", &text), ("probability", &share)]);
    let set = object(&[("labels", &list(&text)), ("coverage", &share)]);
    let prediction =
        object(&[("label", &text), ("probability", &share), ("classes", &list(&class)), ("set", &set)]);
    let note = object(&[("field", &text), ("code", &text), ("message", &text)]);
    let timing = object(&[("queue_secs", &secs), ("forward_secs", &secs), ("total_secs", &secs)]);
    let answer = object(&[
        ("id", &json!({ "type": "string", "format": "uuid" })),
        ("demo", &text),
        ("version", &text),
        ("prediction", &prediction),
        ("notes", &list(&note)),
        ("timing", &timing),
    ]);
    let fault = json!({
        "type": "object",
        "properties": {
            "type": text,
            "loc": { "type": "array", "items": { "type": ["string", "integer"] } },
            "msg": text,
            "input": {},
            "ctx": { "type": "object" },
        },
        "required": ["type", "loc", "msg"],
    });
    Map::from_iter([
        ("Answer".to_owned(), answer),
        ("InputError".to_owned(), object(&[("detail", &list(&fault))])),
        ("Error".to_owned(), object(&[("detail", &text)])),
    ])
}

/// An object that always has these properties.
fn object(properties: &[(&str, &Value)]) -> Value {
    let names: Vec<_> = properties.iter().map(|(name, _)| *name).collect();
    let properties: Map<String, Value> =
        properties.iter().map(|(name, schema)| ((*name).to_owned(), (*schema).clone())).collect();
    json!({ "type": "object", "properties": properties, "required": names })
}

fn reference(name: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{name}") })
}

fn json_content(schema: &Value) -> Value {
    json!({ "application/json": { "schema": schema } })
}

fn failed(description: &str) -> Value {
    json!({ "description": description, "content": json_content(&reference("Error")) })
}
