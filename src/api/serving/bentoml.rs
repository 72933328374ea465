//! BentoML: a service whose methods are the demos, listed in `/schema.json` and called by their names.

use super::vertex;
use crate::access::base_path;
use crate::api::door::Door;
use crate::api::http::body::read_batch;
use crate::api::http::error::ApiError;
use crate::api::http::fastapi::field_detail;
use crate::api::http::multipart::{part_fields, read_parts};
use crate::api::http::rows;
use crate::api::http::rows::untagged;
use crate::api::json::openapi::document;
use crate::api::json::schemas;
use crate::demo::Description;
use crate::gallery::Gallery;
use crate::predict::{Caller, predict};
use axum::body::Bytes;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, Request, State};
use axum::http::request::Parts;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use maquette_contract::{Feature, Kind, Media, Prediction, RawField};
use serde_json::{Map, Value, json};
use std::sync::Arc;

pub(crate) static DOOR: Door = Door {
    name: "BentoML",
    routes,
    prefixes: &["/bento", "/docs.json", "/healthz", "/livez", "/predict", "/readyz", "/schema.json"],
    render_error: Some(render_error),
    ..Door::PROGRAMS
};

fn routes() -> Router<Arc<Gallery>> {
    Router::new()
        .route("/livez", get(live))
        .route("/healthz", get(live))
        .route("/readyz", get(ready))
        .route("/schema.json", get(describe))
        .route("/docs.json", get(describe_api))
        .route("/bento/{demo}", post(call))
        .route("/predict", post(call_default))
}

/// An error as BentoML writes it, with every field that is wrong.
fn render_error(error: &ApiError) -> Response {
    let detail = |error| {
        let mut detail = field_detail(error, &Map::new());
        detail["loc"] = json!([error.field]);
        detail
    };
    let detail: Vec<_> = error.fields().iter().map(detail).collect();
    (error.status_without_422(), Json(json!({ "error": error.message, "detail": detail }))).into_response()
}

/// BentoML's answer to a health check: an empty line.
async fn live() -> Response {
    ([(header::CONTENT_TYPE, "text/plain")], "\n").into_response()
}

async fn ready(State(gallery): State<Arc<Gallery>>) -> Result<Response, ApiError> {
    if gallery.ready() {
        return Ok(live().await);
    }
    Err(ApiError::new(StatusCode::SERVICE_UNAVAILABLE, "A model is not loaded"))
}

async fn describe_api(State(gallery): State<Arc<Gallery>>, request: Request) -> Json<Value> {
    Json(document(&gallery, &base_path(&request)))
}

/// The methods: one for each demo, and `predict` if there is a default demo.
async fn describe(State(gallery): State<Arc<Gallery>>) -> Json<Value> {
    let method = |name: &str, route: String, demo: &Description| {
        json!({
            "name": name,
            "route": route,
            "batchable": false,
            "input": inputs(demo),
            "output": schemas::plain(&demo.output),
            "is_task": false,
            "doc": demo.title,
        })
    };
    let mut routes: Vec<_> =
        gallery.demos().map(|demo| method(&demo.name, format!("/bento/{}", demo.name), demo)).collect();
    if let Ok(default) = gallery.find_or_default(None)
        && gallery.find("predict").is_none()
    {
        routes.push(method("predict", "/predict".to_owned(), &default.demo));
    }
    let paths: Map<String, Value> = Map::new();
    Json(json!({ "name": "maquette", "type": "service", "routes": routes, "paths": paths }))
}

/// The inputs in JSON Schema; pictures, sound and files are of the type `file`.
fn inputs(demo: &Description) -> Value {
    let mut schema = schemas::inputs(&demo.schema);
    for feature in &demo.schema.features {
        if let Some(format) = file(feature) {
            let property = &mut schema["properties"][&feature.name];
            property["type"] = json!("file");
            property["format"] = json!(format);
        }
    }
    schema
}

fn file(feature: &Feature) -> Option<&'static str> {
    match feature.kind {
        Kind::Media { most: 2.., .. } => None,
        Kind::Media { media: Media::Image | Media::Sketch, .. } => Some("image"),
        Kind::Media { media: Media::Audio, .. } => Some("audio"),
        Kind::Media { media: Media::File, .. } => Some("binary"),
        _ => None,
    }
}

async fn call(
    State(gallery): State<Arc<Gallery>>,
    demo: Result<Path<String>, PathRejection>,
    request: Request,
) -> Result<Response, ApiError> {
    let name = demo.map(|Path(name)| name).unwrap_or_default();
    let (head, body) = read_batch(request).await?;
    let demo = &gallery.find_or_default(Some(&name))?.demo;
    answer(&gallery, demo, &read_inputs(demo, &head, &body.into()).await?).await
}

/// `predict` of the default demo: inputs by their names, as BentoML sends them, or rows, as Vertex AI does.
async fn call_default(State(gallery): State<Arc<Gallery>>, request: Request) -> Result<Response, ApiError> {
    let (head, body) = read_batch(request).await?;
    let demo = &gallery.find_or_default(None)?.demo;
    match read_inputs(demo, &head, &body.into()).await? {
        Inputs::Object(body)
            if body.contains_key("instances") && demo.schema.feature("instances").is_none() =>
        {
            vertex::instances(&gallery, demo, &body, vertex::DOOR.name).await
        }
        inputs => answer(&gallery, demo, &inputs).await,
    }
}

/// The inputs of a call: an object, or the parts of a form.
enum Inputs {
    Object(Map<String, Value>),
    Fields(Vec<RawField>),
}

async fn read_inputs(demo: &Description, head: &Parts, body: &Bytes) -> Result<Inputs, ApiError> {
    // `curl -d` sends JSON with the content type of a form.
    let begins = body.trim_ascii_start().first();
    if begins != Some(&b'{')
        && let Some(parts) = read_parts(head, body).await?
    {
        return Ok(Inputs::Fields(part_fields(&demo.schema, &parts)));
    }
    match rows::parse_json(body)? {
        Value::Object(inputs) => Ok(Inputs::Object(inputs)),
        _ => Err(ApiError::bad_request("The body is to be a JSON object with a key for each input")),
    }
}

async fn answer(gallery: &Gallery, demo: &Description, inputs: &Inputs) -> Result<Response, ApiError> {
    let fields = match inputs {
        Inputs::Object(inputs) => rows::fields(&demo.schema, inputs),
        Inputs::Fields(fields) => fields.clone(),
    };
    let answer = predict(gallery, &demo.name, &fields, Caller::program(DOOR.name)).await?;
    let id = [("x-bentoml-request-id", &*answer.id)];
    Ok(match &answer.prediction {
        Prediction::Text(text) | Prediction::Markup(text) => (id, text.clone()).into_response(),
        prediction => (id, Json(untagged(prediction))).into_response(),
    })
}
