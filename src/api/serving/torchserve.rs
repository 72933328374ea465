//! TorchServe's inference API: one row as bytes, as a form or as JSON. Its management API is read-only.

use crate::access::base_path;
use crate::api::door::Door;
use crate::api::http::body::{MULTIPART, media_type, read_batch};
use crate::api::http::error::ApiError;
use crate::api::http::model_version::{ModelPath, ModelPathResult, is_version_of, version_of};
use crate::api::http::multipart::{Part, part_fields, part_value, read_parts};
use crate::api::http::rows;
use crate::api::http::rows::untagged;
use crate::api::json::openapi::document;
use crate::gallery::{Gallery, ServedDemo};
use crate::predict::{Caller, predict};
use axum::body::Bytes;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query, Request, State};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use axum::routing::{any, get, options, post};
use axum::{Json, Router};
use maquette_contract::{RawField, Schema};
use serde::Deserialize;
use serde_json::{Value, json};
use std::sync::Arc;

pub(crate) static DOOR: Door = Door {
    name: "TorchServe",
    routes,
    prefixes: &["/api-description", "/explanations", "/models", "/ping", "/predictions"],
    render_error: Some(render_error),
    open: &["/ping"],
    probes: &["/ping"],
    ..Door::PROGRAMS
};

/// The version that TorchServe gives to a model without one.
const DEFAULT_VERSION: &str = "1.0";
/// The names of the only part of a form.
const WHOLE_PARTS: [&str; 2] = ["data", "body"];

fn routes() -> Router<Arc<Gallery>> {
    let mut router = Router::new()
        .route("/", options(describe))
        .route("/api-description", get(describe))
        .route("/ping", get(ping))
        .route("/models", get(list))
        .route("/models/{model}/{version}", get(find_model))
        .route("/models/{model}", get(find_model));
    for model in ["{model}", "{model}/{version}"] {
        router = router
            .route(&format!("/predictions/{model}"), post(predict_model).put(predict_model))
            .route(&format!("/explanations/{model}"), any(explain));
    }
    router
}

/// An error as TorchServe writes it.
fn render_error(error: &ApiError) -> Response {
    let status = error.status_without_422();
    let kind = error.code.unwrap_or(match status {
        StatusCode::UNAUTHORIZED => "InvalidKeyException",
        StatusCode::NOT_FOUND => "ResourceNotFoundException",
        StatusCode::METHOD_NOT_ALLOWED => "MethodNotAllowedException",
        StatusCode::PAYLOAD_TOO_LARGE => "RequestEntityTooLargeException",
        StatusCode::REQUEST_TIMEOUT => "RequestTimeoutException",
        StatusCode::SERVICE_UNAVAILABLE => "ServiceUnavailableException",
        status if status.is_client_error() => "BadRequestException",
        _ => "InternalServerException",
    });
    (status, Json(json!({ "code": status.as_u16(), "type": kind, "message": error.message }))).into_response()
}

fn find(gallery: &Gallery, model: ModelPathResult) -> Result<&ServedDemo, ApiError> {
    let unknown = |model: &str| {
        ApiError::not_found(format!("Model not found: {model}")).with_code("ModelNotFoundException")
    };
    let ModelPath { model, version } = model.map_err(|_| unknown(""))?.0;
    let served = gallery.find(&model).ok_or_else(|| unknown(&model))?;
    match version {
        Some(version) if !is_version_of(&served.demo, &version) && version != DEFAULT_VERSION => {
            let text = format!("Model version: {version} does not exist for model: {model}");
            Err(ApiError::not_found(text).with_code("ModelVersionNotFoundException"))
        }
        _ => Ok(served),
    }
}

/// The OpenAPI document of the whole server.
async fn describe(State(gallery): State<Arc<Gallery>>, request: Request) -> Json<Value> {
    Json(document(&gallery, &base_path(&request)))
}

async fn ping(State(gallery): State<Arc<Gallery>>) -> Response {
    let ready = gallery.all().filter(|served| served.ready()).count();
    let (status, health) = match ready {
        all if all == gallery.demos().count() => (StatusCode::OK, "Healthy"),
        0 => (StatusCode::INTERNAL_SERVER_ERROR, "Unhealthy"),
        _ => (StatusCode::OK, "Partial Healthy"),
    };
    (status, Json(json!({ "status": health }))).into_response()
}

async fn predict_model(
    State(gallery): State<Arc<Gallery>>,
    model: ModelPathResult,
    request: Request,
) -> Result<Response, ApiError> {
    let (head, body) = read_batch(request).await?;
    let demo = &find(&gallery, model)?.demo;
    let fields = fields(&demo.schema, &head, &body.into()).await?;
    let answer = predict(&gallery, &demo.name, &fields, Caller::program(DOOR.name)).await?;
    let id = [("x-request-id", &*answer.id)];
    Ok(match untagged(&answer.prediction) {
        Value::String(text) => (id, text).into_response(),
        value => (id, Json(value)).into_response(),
    })
}

/// The inputs in a body: a form with a part for each or for all of them, JSON, or the one input itself.
async fn fields(schema: &Schema, head: &Parts, body: &Bytes) -> Result<Vec<RawField>, ApiError> {
    // `curl -d` sends JSON with the content type of a form.
    if let Some(fields) = json(schema, body)? {
        return Ok(fields);
    }
    let is_known =
        |part: &Part| schema.feature(&part.name).is_some() || WHOLE_PARTS.contains(&part.name.as_str());
    match read_parts(head, body).await? {
        Some(parts) if parts.iter().any(is_known) => {
            if let [only] = &parts[..]
                && schema.feature(&only.name).is_none()
            {
                return all_inputs(schema, only);
            }
            Ok(part_fields(schema, &parts))
        }
        Some(parts) if media_type(head) == MULTIPART => match &parts[..] {
            [only] => all_inputs(schema, only),
            _ => Err(ApiError::bad_request(format!(
                "The form has none of the parts {}",
                rows::feature_names(schema)
            ))),
        },
        _ => all_inputs(schema, &Part { name: String::new(), file: None, bytes: body.clone() }),
    }
}

/// All inputs from one part: JSON, or the one input itself.
fn all_inputs(schema: &Schema, part: &Part) -> Result<Vec<RawField>, ApiError> {
    match (json(schema, &part.bytes)?, &schema.features[..]) {
        (Some(fields), _) => Ok(fields),
        (None, [only]) => Ok(vec![(only.name.clone(), part_value(only, part))]),
        (None, _) => {
            let keys = rows::feature_names(schema);
            Err(ApiError::bad_request(format!("The body is no JSON; send an object with the keys {keys}")))
        }
    }
}

/// The inputs, if the bytes are a JSON object, list or string.
fn json(schema: &Schema, bytes: &[u8]) -> Result<Option<Vec<RawField>>, ApiError> {
    let begins = bytes.trim_ascii_start().first();
    if !begins.is_some_and(|byte| b"{[\"".contains(byte)) {
        return Ok(None);
    }
    match rows::parse_json(bytes) {
        Ok(value) => rows::row(schema, &value)
            .map(Some)
            .map_err(|error| ApiError::bad_request(format!("The body is {error}"))),
        Err(error) if error.status == StatusCode::BAD_REQUEST => Ok(None),
        Err(error) => Err(error),
    }
}

async fn explain(State(gallery): State<Arc<Gallery>>, model: ModelPathResult) -> Result<Response, ApiError> {
    let name = &find(&gallery, model)?.demo.name;
    let text = format!("{name} does not explain its predictions");
    Err(ApiError::new(StatusCode::NOT_IMPLEMENTED, text).with_code("NotImplementedException"))
}

/// The page of the list.
#[derive(Deserialize)]
struct Page {
    limit: Option<usize>,
    next_page_token: Option<usize>,
}

async fn list(
    State(gallery): State<Arc<Gallery>>,
    query: Result<Query<Page>, QueryRejection>,
) -> Result<Json<Value>, ApiError> {
    let Query(Page { limit, next_page_token }) =
        query.map_err(|_| ApiError::bad_request("limit and next_page_token are numbers"))?;
    let (limit, from) = (limit.unwrap_or(100).clamp(1, 100), next_page_token.unwrap_or(0));
    let model = |served: &ServedDemo| json!({ "modelName": served.demo.name, "modelUrl": served.demo.name });
    let models: Vec<_> = gallery.all().skip(from).take(limit).map(model).collect();
    let next = from.saturating_add(limit);
    let mut body = json!({ "models": models });
    if next < gallery.demos().count() {
        body["nextPageToken"] = json!(next.to_string());
    }
    Ok(Json(body))
}

async fn find_model(
    State(gallery): State<Arc<Gallery>>,
    model: ModelPathResult,
) -> Result<Json<Value>, ApiError> {
    let model = model.map(|Path(named)| {
        // There is one version, so all of them are that one.
        let version = named.version.filter(|version| version != "all");
        Path(ModelPath { version, ..named })
    });
    let served = find(&gallery, model)?;
    let (workers, waiting) = (served.concurrency(), served.waiting());
    let status = if served.ready() { "READY" } else { "UNLOADING" };
    let worker = |index: usize| json!({ "id": index.to_string(), "status": status, "gpu": false });
    Ok(Json(json!([{
        "modelName": served.demo.name,
        "modelVersion": version_of(&served.demo),
        "modelUrl": served.demo.name,
        "runtime": "candle",
        "minWorkers": workers,
        "maxWorkers": workers,
        "loadedAtStartup": true,
        "workers": (0..workers).map(worker).collect::<Vec<_>>(),
        "jobQueueStatus": { "pendingRequests": waiting },
    }])))
}
