//! The endpoints as an OpenAPI document, for other clients.

use super::app::{App, Endpoint, PathResult, describe_app};
use super::components::{Component, parameter};
use super::info::value;
use crate::api::http::error::ApiError;
use crate::api::json::schemas::object;
use crate::gallery::Gallery;
use axum::Json;
use axum::extract::{Request, State};
use maquette_contract::Feature;
use serde_json::{Map, Value, json};
use std::sync::Arc;

pub(crate) async fn describe_api(
    State(gallery): State<Arc<Gallery>>,
    path: PathResult,
    request: Request,
) -> Result<Json<Value>, ApiError> {
    describe_app(&gallery, path, &request, document)
}

fn document(gallery: &Gallery, app: &App, root: &str) -> Value {
    let mut paths = Map::new();
    for endpoint in &app.endpoints {
        let name = endpoint.name;
        paths.insert(format!("/call/v2/{name}"), json!({ "post": create_call(gallery, endpoint, root) }));
        paths.insert(format!("/call/{name}/{{event_id}}"), json!({ "get": follow_call(name) }));
    }
    paths.insert("/upload".to_owned(), json!({ "post": create_uploads() }));
    json!({
        "openapi": "3.1.0",
        "info": { "title": app.title(), "version": env!("CARGO_PKG_VERSION") },
        "servers": [{ "url": root }],
        "paths": paths,
    })
}

fn create_call(gallery: &Gallery, endpoint: &Endpoint, root: &str) -> Value {
    let (mut properties, mut required, mut example) = (Map::new(), vec![], Map::new());
    let texts = endpoint.demo.initial_texts();
    let inputs = endpoint.demo.schema.features.iter().zip(&endpoint.inputs);
    for ((feature, component), text) in inputs.zip(&texts) {
        let name = parameter(feature);
        example.insert(name.clone(), value(gallery, feature, text, root));
        if feature.required && feature.default.is_none() {
            required.push(name.clone());
        }
        properties.insert(name, property(feature, component));
    }
    let mut inputs = json!({ "type": "object", "properties": properties });
    if !required.is_empty() {
        inputs["required"] = json!(required);
    }
    let event = object(&[("event_id", json!({ "type": "string" }))]);
    let fault =
        object(&[("parameter_name", json!({ "type": "string" })), ("message", json!({ "type": "string" }))]);
    let faults = object(&[("detail", json!({ "type": "array", "items": fault }))]);
    json!({
        "operationId": format!("create_call_{}", endpoint.name),
        "summary": endpoint.demo.title,
        "description": endpoint.demo.summary,
        "requestBody": {
            "required": true,
            "content": { "application/json": { "schema": inputs, "example": example } },
        },
        "responses": {
            "200": response("The call is on its way", &event),
            "422": response("Every fault of the inputs", &faults),
            "503": response("Too many are asking", &object(&[("detail", json!({ "type": "string" }))])),
        },
    })
}

fn property(feature: &Feature, component: &Component) -> Value {
    let mut property = match feature.required {
        true => component.schema.clone(),
        false => json!({ "anyOf": [component.schema, { "type": "null" }] }),
    };
    property["title"] = json!(feature.label);
    if !component.description.is_empty() {
        property["description"] = json!(component.description);
    }
    property
}

fn follow_call(name: &str) -> Value {
    let id = json!({ "name": "event_id", "in": "path", "required": true, "schema": { "type": "string" } });
    let events = "Server-sent events: `generating` and `complete` with the values of the outputs as a list, `error`, `heartbeat`";
    json!({
        "operationId": format!("follow_call_{name}"),
        "summary": "Follow a call",
        "parameters": [id],
        "responses": {
            "200": { "description": events, "content": { "text/event-stream": { "schema": { "type": "string" } } } },
            "404": response("No such call, or it is no longer kept", &object(&[("detail", json!({ "type": "string" }))])),
        },
    })
}

fn create_uploads() -> Value {
    let files = json!({ "type": "array", "items": { "type": "string", "format": "binary" } });
    let content = json!({ "multipart/form-data": { "schema": object(&[("files", files)]) } });
    let paths = json!({ "type": "array", "items": { "type": "string" } });
    json!({
        "operationId": "create_uploads",
        "summary": "Upload files; their paths are inputs",
        "requestBody": { "required": true, "content": content },
        "responses": { "200": response("Their paths", &paths) },
    })
}

fn response(description: &str, schema: &Value) -> Value {
    json!({ "description": description, "content": { "application/json": { "schema": schema } } })
}
