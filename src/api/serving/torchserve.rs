//! TorchServe: one question by its bytes, as a form or as JSON; the models, to be read only.

use crate::access::base_path;
use crate::api::door::Door;
use crate::api::http::body::batch;
use crate::api::http::error::ApiError;
use crate::api::http::model_version::{Model, Named, is_version, version};
use crate::api::http::multipart::{Part, parts, value};
use crate::api::http::rows;
use crate::api::http::rows::plain;
use crate::api::json::openapi::document;
use crate::gallery::{Gallery, ServedDemo};
use crate::predict::{Caller, predict};
use axum::body::Bytes;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query, Request, State};
use axum::http::request::Parts;
use axum::http::{StatusCode, header};
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

/// What a model without a version of its own is called there.
const FIRST: &str = "1.0";
/// What the only part of a form is called.
const WHOLE: [&str; 2] = ["data", "body"];

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
            .route(&format!("/predictions/{model}"), post(ask).put(ask))
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

fn find(gallery: &Gallery, model: Model) -> Result<&ServedDemo, ApiError> {
    let unknown = |model: &str| {
        ApiError::not_found(format!("Model not found: {model}")).with_code("ModelNotFoundException")
    };
    let Named { model, version } = model.map_err(|_| unknown(""))?.0;
    let served = gallery.find(&model).ok_or_else(|| unknown(&model))?;
    match version {
        Some(version) if !is_version(&served.demo, &version) && version != FIRST => {
            let text = format!("Model version: {version} does not exist for model: {model}");
            Err(ApiError::not_found(text).with_code("ModelVersionNotFoundException"))
        }
        _ => Ok(served),
    }
}

/// OpenAPI, of everything that is served.
async fn describe(State(gallery): State<Arc<Gallery>>, request: Request) -> Json<Value> {
    Json(document(&gallery, &base_path(&request)))
}

async fn ping(State(gallery): State<Arc<Gallery>>) -> Response {
    let ready = gallery.all().filter(|served| served.ready()).count();
    let (status, said) = match ready {
        all if all == gallery.demos().count() => (StatusCode::OK, "Healthy"),
        0 => (StatusCode::INTERNAL_SERVER_ERROR, "Unhealthy"),
        _ => (StatusCode::OK, "Partial Healthy"),
    };
    (status, Json(json!({ "status": said }))).into_response()
}

async fn ask(
    State(gallery): State<Arc<Gallery>>,
    model: Model,
    request: Request,
) -> Result<Response, ApiError> {
    let (head, body) = batch(request).await?;
    let demo = &find(&gallery, model)?.demo;
    let fields = fields(&demo.schema, &head, &body.into()).await?;
    let answer = predict(&gallery, &demo.name, &fields, Caller::program(DOOR.name)).await?;
    let id = [("x-request-id", &*answer.id)];
    Ok(match plain(&answer.prediction) {
        Value::String(text) => (id, text).into_response(),
        value => (id, Json(value)).into_response(),
    })
}

/// The inputs in a body: a form with a part for each or for all of them, JSON, or the one input itself.
async fn fields(schema: &Schema, head: &Parts, body: &Bytes) -> Result<Vec<RawField>, ApiError> {
    // `curl -d` says that JSON is a form.
    if let Some(fields) = json(schema, body)? {
        return Ok(fields);
    }
    let named = |part: &Part| schema.feature(&part.name).is_some() || WHOLE.contains(&part.name.as_str());
    match parts(head, body).await? {
        Some(parts) if parts.iter().any(named) => {
            if let [only] = &parts[..]
                && schema.feature(&only.name).is_none()
            {
                return whole(schema, only);
            }
            let field = |part: &Part| {
                let value = schema.feature(&part.name).map(|feature| value(feature, part));
                (part.name.clone(), value.unwrap_or(maquette_contract::RawValue::Null))
            };
            Ok(parts.iter().map(field).collect())
        }
        Some(parts) if head.headers.get(header::CONTENT_TYPE).is_some_and(is_multipart) => match &parts[..] {
            [only] => whole(schema, only),
            _ => {
                Err(ApiError::bad_request(format!("The form has none of the parts {}", rows::names(schema))))
            }
        },
        _ => whole(schema, &Part { name: String::new(), file: None, bytes: body.clone() }),
    }
}

fn is_multipart(kind: &header::HeaderValue) -> bool {
    kind.as_bytes().starts_with(b"multipart/")
}

/// All inputs in one: JSON, or the one input itself.
fn whole(schema: &Schema, part: &Part) -> Result<Vec<RawField>, ApiError> {
    match (json(schema, &part.bytes)?, &schema.features[..]) {
        (Some(fields), _) => Ok(fields),
        (None, [only]) => Ok(vec![(only.name.clone(), value(only, part))]),
        (None, _) => {
            let keys = rows::names(schema);
            Err(ApiError::bad_request(format!("The body is no JSON; send an object with the keys {keys}")))
        }
    }
}

/// The inputs in an object, a list or a text, where that is what the bytes are.
fn json(schema: &Schema, bytes: &[u8]) -> Result<Option<Vec<RawField>>, ApiError> {
    let begins = bytes.trim_ascii_start().first();
    if !begins.is_some_and(|byte| b"{[\"".contains(byte)) {
        return Ok(None);
    }
    match rows::read(bytes) {
        Ok(value) => rows::row(schema, &value)
            .map(Some)
            .map_err(|error| ApiError::bad_request(format!("The body is {error}"))),
        Err(error) if error.status == StatusCode::BAD_REQUEST => Ok(None),
        Err(error) => Err(error),
    }
}

async fn explain(State(gallery): State<Arc<Gallery>>, model: Model) -> Result<Response, ApiError> {
    let name = &find(&gallery, model)?.demo.name;
    let text = format!("{name} does not explain its predictions");
    Err(ApiError::new(StatusCode::NOT_IMPLEMENTED, text).with_code("NotImplementedException"))
}

/// Which part of the list is wanted.
#[derive(Deserialize)]
struct Window {
    limit: Option<usize>,
    next_page_token: Option<usize>,
}

async fn list(
    State(gallery): State<Arc<Gallery>>,
    window: Result<Query<Window>, QueryRejection>,
) -> Result<Json<Value>, ApiError> {
    let Query(Window { limit, next_page_token }) =
        window.map_err(|_| ApiError::bad_request("limit and next_page_token are numbers"))?;
    let (limit, from) = (limit.unwrap_or(100).clamp(1, 100), next_page_token.unwrap_or(0));
    let model = |served: &ServedDemo| json!({ "modelName": served.demo.name, "modelUrl": served.demo.name });
    let models: Vec<_> = gallery.all().skip(from).take(limit).map(model).collect();
    let next = from.saturating_add(limit);
    let mut page = json!({ "models": models });
    if next < gallery.demos().count() {
        page["nextPageToken"] = json!(next.to_string());
    }
    Ok(Json(page))
}

async fn find_model(State(gallery): State<Arc<Gallery>>, model: Model) -> Result<Json<Value>, ApiError> {
    let model = model.map(|Path(named)| {
        // Of one version all are that one.
        let version = named.version.filter(|version| version != "all");
        Path(Named { version, ..named })
    });
    let served = find(&gallery, model)?;
    let (at_once, waiting) = (served.at_once(), served.waiting());
    let status = if served.ready() { "READY" } else { "UNLOADING" };
    let worker = |place: usize| json!({ "id": place.to_string(), "status": status, "gpu": false });
    Ok(Json(json!([{
        "modelName": served.demo.name,
        "modelVersion": version(&served.demo),
        "modelUrl": served.demo.name,
        "runtime": "candle",
        "minWorkers": at_once,
        "maxWorkers": at_once,
        "loadedAtStartup": true,
        "workers": (0..at_once).map(worker).collect::<Vec<_>>(),
        "jobQueueStatus": { "pendingRequests": waiting },
    }])))
}
