//! Vertex AI: `{"instances": [...]}` in, `{"predictions": [...]}` out, at the address that the service chooses for a
//! container and at those of its own clients.

use crate::api::door::Door;
use crate::api::http::body::read_batch;
use crate::api::http::error::ApiError;
use crate::api::http::rows;
use crate::api::http::rows::predict_rows_untagged;
use crate::demo::Description;
use crate::gallery::Gallery;
use crate::predict::Caller;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use percent_encoding::percent_decode_str;
use serde_json::{Map, Value, json};
use std::sync::Arc;

pub(crate) static DOOR: Door = Door {
    name: "Vertex AI",
    routes,
    prefixes: &["/v1/endpoints", "/v1/projects"],
    render_error: Some(render_error),
    ..Door::PROGRAMS
};

fn routes() -> Router<Arc<Gallery>> {
    // Axum has no route with text after a parameter in one segment.
    Router::new()
        .route("/v1/endpoints/{*rest}", get(check).post(predict_container))
        .route("/v1/projects/{*rest}", post(predict_endpoint))
}

/// An error as the service's clients read it, with FastAPI's `detail` as containers send it.
fn render_error(error: &ApiError) -> Response {
    let status = error.status_without_422();
    let name = match status {
        StatusCode::NOT_FOUND => "NOT_FOUND",
        StatusCode::SERVICE_UNAVAILABLE => "UNAVAILABLE",
        StatusCode::GATEWAY_TIMEOUT | StatusCode::REQUEST_TIMEOUT => "DEADLINE_EXCEEDED",
        StatusCode::UNAUTHORIZED => "UNAUTHENTICATED",
        StatusCode::FORBIDDEN => "PERMISSION_DENIED",
        StatusCode::TOO_MANY_REQUESTS => "RESOURCE_EXHAUSTED",
        status if status.is_client_error() => "INVALID_ARGUMENT",
        _ => "INTERNAL",
    };
    let body = json!({ "code": status.as_u16(), "message": error.message, "status": name });
    (status, Json(json!({ "error": body, "detail": error.message }))).into_response()
}

async fn check(State(gallery): State<Arc<Gallery>>) -> Result<Json<Value>, ApiError> {
    match gallery.ready() {
        true => Ok(Json(json!({}))),
        false => Err(ApiError::new(StatusCode::SERVICE_UNAVAILABLE, "A model is not loaded")),
    }
}

/// The address of a container holds ids that name no demo.
async fn predict_container(
    State(gallery): State<Arc<Gallery>>,
    request: Request,
) -> Result<Response, ApiError> {
    let (head, body) = read_batch(request).await?;
    if endpoint(head.uri.path(), "/v1/endpoints/").is_none() {
        return Err(ApiError::not_found(format!("There is nothing at {}", head.uri.path())));
    }
    answer(&gallery, &gallery.find_or_default(None)?.demo, &body).await
}

/// The name of an endpoint is that of a demo.
async fn predict_endpoint(
    State(gallery): State<Arc<Gallery>>,
    request: Request,
) -> Result<Response, ApiError> {
    let (head, body) = read_batch(request).await?;
    let name = endpoint(head.uri.path(), "/v1/projects/");
    let name = name.ok_or_else(|| ApiError::not_found(format!("There is nothing at {}", head.uri.path())))?;
    answer(&gallery, &gallery.find_or_default(Some(&name))?.demo, &body).await
}

/// The last part of an address that ends in a verb to predict.
fn endpoint(path: &str, below: &str) -> Option<String> {
    let rest = percent_decode_str(path.strip_prefix(below)?).decode_utf8_lossy();
    let (rest, verb) = rest.rsplit_once(':')?;
    let parts: Vec<&str> = rest.split('/').collect();
    let name = match (below, &parts[..]) {
        ("/v1/projects/", [_, "locations", _, "endpoints", name]) => name,
        ("/v1/endpoints/", [_, "deployedModels", name]) => name,
        _ => return None,
    };
    matches!(verb, "predict" | "rawPredict").then(|| (*name).to_owned())
}

async fn answer(gallery: &Gallery, demo: &Description, body: &[u8]) -> Result<Response, ApiError> {
    match rows::parse_json(body)? {
        Value::Object(body) => instances(gallery, demo, &body, DOOR.name).await,
        _ => Err(ApiError::bad_request("The body is to be a JSON object with the key instances")),
    }
}

/// The predictions for a body that has `instances`.
pub(crate) async fn instances(
    gallery: &Gallery,
    demo: &Description,
    body: &Map<String, Value>,
    door: &'static str,
) -> Result<Response, ApiError> {
    let instances = body.get("instances").and_then(Value::as_array);
    let instances = instances.ok_or_else(|| ApiError::bad_request("instances is to be a list of rows"))?;
    let rows = rows::rows(&demo.schema, instances)?;
    let around = |predictions| json!({ "predictions": predictions, "modelDisplayName": demo.name, "modelVersionId": demo.version });
    predict_rows_untagged(gallery, demo, &rows, Caller::program(door), around).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_names_an_endpoint() {
        let check = |path: &str, below: &str, expected: Option<&str>| {
            assert_eq!(endpoint(path, below).as_deref(), expected, "{path}");
        };
        let project = "/v1/projects/";
        check("/v1/projects/p/locations/us/endpoints/iris:predict", project, Some("iris"));
        check("/v1/projects/p/locations/us/endpoints/i%72is:rawPredict", project, Some("iris"));
        check("/v1/projects/p/locations/us/endpoints/iris", project, None);
        check("/v1/projects/p/locations/us/endpoints/iris:explain", project, None);
        check("/v1/projects/p/endpoints/iris:predict", project, None);
        check("/v1/endpoints/-/deployedModels/-:predict", "/v1/endpoints/", Some("-"));
        check("/v1/endpoints/7:predict", "/v1/endpoints/", None);
    }
}
