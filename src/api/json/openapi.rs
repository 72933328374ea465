//! The document of the JSON door: every demo's inputs with their bounds, and every answer.

use super::predict::{MAX_ROWS, inputs_from_texts};
use super::schemas;
use super::schemas::object;
use crate::access::{Identity, base_path};
use crate::api::door::Door;
use crate::demo::Description;
use crate::gallery::Gallery;
use axum::extract::{Request, State};
use axum::routing::get;
use axum::{Json, Router};
use serde_json::{Map, Value, json};
use std::sync::Arc;

pub(crate) static DOOR: Door = Door { name: "OpenAPI", routes, prefixes: &["/openapi.json"], ..Door::PAGES };

fn routes() -> Router<Arc<Gallery>> {
    Router::new().route("/openapi.json", get(describe_api))
}

async fn describe_api(State(gallery): State<Arc<Gallery>>, request: Request) -> Json<Value> {
    let mut document = document(&gallery, &base_path(&request));
    // Whose standing was looked at met a lock.
    if request.extensions().get::<Identity>().is_some() {
        say_who(&mut document);
    }
    Json(document)
}

/// How programs say who they are. Nothing is a way too: some demos may be open.
fn say_who(document: &mut Value) {
    document["components"]["securitySchemes"] = json!({
        "token": { "type": "http", "scheme": "bearer" },
        "password": { "type": "http", "scheme": "basic" },
    });
    document["security"] = json!([{ "token": [] }, { "password": [] }, {}]);
}

pub(crate) fn document(gallery: &Gallery, base: &str) -> Value {
    let mut paths = Map::new();
    let mut components = shared_schemas();
    for demo in gallery.demos() {
        let inputs = format!("{}_inputs", demo.name);
        components.insert(inputs.clone(), schemas::inputs(&demo.schema));
        components.insert(format!("{}_answer", demo.name), answer(demo));
        paths.insert(format!("/api/{}", demo.name), json!({ "get": find_demo(demo) }));
        paths.insert(
            format!("/api/{}/predict", demo.name),
            json!({ "post": create_prediction(demo, &inputs) }),
        );
        paths.insert(
            format!("/api/{}/batch", demo.name),
            json!({ "post": create_predictions(demo, &inputs) }),
        );
    }
    for demo in gallery.demos().filter(|demo| demo.streams) {
        paths.extend(work(demo));
    }
    paths.insert("/uploads".to_owned(), json!({ "post": create_upload() }));
    paths.insert("/uploads/{token}".to_owned(), json!({ "get": find_upload() }));
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
        "servers": [{ "url": if base.is_empty() { "/" } else { base } }],
        "paths": paths,
        "components": { "schemas": components, "responses": shared_responses() },
    })
}

fn find_demo(demo: &Description) -> Value {
    let described = json!({ "description": "Its features, output, examples and card", "content": json_content(&json!({ "type": "object" })) });
    json!({
        "operationId": format!("find_{}", demo.name),
        "summary": format!("What {} takes and gives", demo.name),
        "responses": { "200": described },
    })
}

fn create_prediction(demo: &Description, inputs: &str) -> Value {
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
        "responses": answered("The answer", &reference(&format!("{}_answer", demo.name))),
    })
}

/// Many rows in one call.
fn create_predictions(demo: &Description, inputs: &str) -> Value {
    let features = demo.schema.features.len();
    let listed = json!({
        "type": "array",
        "description": "The values in the order of the features",
        "minItems": features,
        "maxItems": features,
    });
    let row = json!({ "anyOf": [reference(inputs), listed] });
    let rows = json!({ "type": "array", "maxItems": MAX_ROWS, "items": row });
    let answers = json!({ "type": "array", "items": reference(&format!("{}_answer", demo.name)) });
    json!({
        "operationId": format!("predict_{}_rows", demo.name),
        "summary": format!("{} For many at once", demo.title),
        "requestBody": { "required": true, "content": json_content(&object(&[("rows", rows)])) },
        "responses": answered("The answers, in the order of the rows", &object(&[("predictions", answers)])),
    })
}

/// What a request for predictions may get.
fn answered(description: &str, schema: &Value) -> Value {
    let mut responses = refusals();
    responses
        .insert("200".to_owned(), json!({ "description": description, "content": json_content(schema) }));
    Value::Object(responses)
}

/// Why a request that brings inputs may be refused, by status.
const REFUSALS: [(&str, &str); 12] = [
    ("400", "The body broke off"),
    ("401", "Locked: a token, or a name and a password, is wanted in the header Authorization"),
    ("403", "Sent by a page of another site"),
    ("408", "The body took too long to arrive"),
    ("413", "The body is too large"),
    ("415", "The body is not JSON by its Content-Type"),
    ("421", "This server does not answer to this host name"),
    ("422", "Every fault of the inputs"),
    ("429", "More often than this server answers one visitor; Retry-After says when to try again"),
    ("500", "A mistake of the server"),
    ("503", "Too many are asking, or the model is loading; Retry-After says when to try again"),
    ("504", "The demo did not answer within its time"),
];

/// References to [`shared_responses`].
fn refusals() -> Map<String, Value> {
    let refusal = |(status, _): (&str, &str)| {
        (status.to_owned(), json!({ "$ref": format!("#/components/responses/{status}") }))
    };
    REFUSALS.into_iter().map(refusal).collect()
}

fn shared_responses() -> Map<String, Value> {
    let response = |(status, about): (&str, &str)| {
        let schema = reference(if status == "422" { "InputError" } else { "Error" });
        (status.to_owned(), json!({ "description": about, "content": json_content(&schema) }))
    };
    REFUSALS.into_iter().map(response).collect()
}

/// Long work: followed at once, or begun and come back to.
fn work(demo: &Description) -> [(String, Value); 4] {
    let name = &demo.name;
    let inputs = json!({ "$ref": format!("#/components/schemas/{name}_inputs") });
    let body = json!({ "required": true, "content": json_content(&inputs) });
    let id = json!([{ "name": "id", "in": "path", "required": true, "schema": { "type": "string" } }]);
    let events = "Server-sent events: `state`, `output` with what is new of the answer, and `end`";
    let events = json!({ "description": events, "content": { "text/event-stream": { "schema": { "type": "string" } } } });
    let standing =
        |text: &str| json!({ "description": text, "content": json_content(&json!({ "type": "object" })) });
    let refused = |responses: Value| {
        let mut all = refusals();
        all.extend(responses.as_object().cloned().unwrap_or_default());
        Value::Object(all)
    };
    let gone = |mut responses: Value| {
        responses["404"] = failed("No such job, or none any more");
        responses
    };
    let operation = |verb: &str, summary: &str, responses: Value| json!({ "operationId": format!("{verb}_{name}"), "summary": summary, "responses": responses });
    let mut stream = operation("stream", "The answer, piece by piece", refused(json!({ "200": events })));
    stream["requestBody"] = body.clone();
    let mut create =
        operation("create_job", "Begin the work", refused(json!({ "202": standing("It is on its way") })));
    create["requestBody"] = body;
    let find = operation("find_job", "How the work stands", gone(json!({ "200": standing("As it is now") })));
    let cancel =
        operation("cancel_job", "Stop the work", gone(json!({ "202": standing("It is being stopped") })));
    let follow = operation(
        "follow_job",
        "The answer from the piece after Last-Event-ID on",
        gone(json!({ "200": events })),
    );
    [
        (format!("/api/{name}/stream"), json!({ "post": stream })),
        (format!("/api/{name}/jobs"), json!({ "post": create })),
        (format!("/api/{name}/jobs/{{id}}"), json!({ "parameters": id, "get": find, "delete": cancel })),
        (format!("/api/{name}/jobs/{{id}}/events"), json!({ "parameters": id, "get": follow })),
    ]
}

fn create_upload() -> Value {
    let bytes = json!({ "type": "string", "format": "binary" });
    let form = object(&[("file", bytes.clone())]);
    let bytes = json!({ "*/*": { "schema": bytes }, "multipart/form-data": { "schema": form } });
    let text = json!({ "type": "string" });
    let kept =
        object(&[("token", text.clone()), ("name", text.clone()), ("kind", text.clone()), ("url", text)]);
    json!({
        "operationId": "create_upload",
        "summary": "Bring a file of at most 10 MB; its token is an input",
        "requestBody": { "required": true, "content": bytes },
        "responses": {
            "201": { "description": "Kept for an hour after it was last used", "content": json_content(&kept) },
            "400": failed("A form that does not bring one file"),
            "408": failed("The file took too long to arrive"),
            "413": failed("The file is too large"),
            "422": failed("The file is not what it says, or damaged"),
            "503": failed("No more can be kept at the moment; Retry-After says when to try again"),
        },
    })
}

fn find_upload() -> Value {
    let bytes = json!({ "*/*": { "schema": { "type": "string", "format": "binary" } } });
    json!({
        "operationId": "find_upload",
        "summary": "An uploaded file",
        "parameters": [{ "name": "token", "in": "path", "required": true, "schema": { "type": "string" } }],
        "responses": {
            "200": { "description": "Its bytes", "content": bytes },
            "404": failed("Nothing is kept under this name"),
        },
    })
}

/// What a demo answers.
fn answer(demo: &Description) -> Value {
    let text = json!({ "type": "string" });
    let secs = json!({ "type": "number", "minimum": 0 });
    let rows = json!({ "type": "integer", "minimum": 1 });
    let timing = object(&[
        ("queue_secs", secs.clone()),
        ("forward_secs", secs.clone()),
        ("batch_rows", rows),
        ("total_secs", secs),
    ]);
    object(&[
        ("id", json!({ "type": "string", "format": "uuid" })),
        ("demo", text.clone()),
        ("version", text),
        ("prediction", schemas::output(&demo.output)),
        ("notes", json!({ "type": "array", "items": schemas::note() })),
        ("timing", timing),
    ])
}

fn shared_schemas() -> Map<String, Value> {
    let text = json!({ "type": "string" });
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
        (
            "InputError".to_owned(),
            object(&[("detail", json!({ "oneOf": [{ "type": "array", "items": fault }, text] }))]),
        ),
        ("Error".to_owned(), object(&[("detail", text)])),
    ])
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
