//! Vertex AI's containers: `{"instances": [...]}` in, `{"predictions": [...]}` out, at addresses that the service chooses;
//! and the addresses that its own clients ask at.

use super::body::batch;
use super::fault::Fault;
use super::plain::{self, predictions};
use crate::demo::Description;
use crate::gallery::Gallery;
use crate::predict::Caller;
use axum::extract::{Request, State};
use axum::http::{Method, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use percent_encoding::percent_decode_str;
use serde_json::{Map, Value, json};
use std::sync::Arc;

pub(super) const DOOR: &str = "Vertex AI";
pub(super) const ADDRESSES: &[&str] = &["/v1/projects", "/v1/endpoints"];

/// Where a container is asked that was told no other address.
const CONTAINER: &str = "/v1/endpoints/-/deployedModels/-:predict";

/// Addresses that the service tells a container to answer at.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Aliases {
    pub health: Option<String>,
    pub predict: Option<String>,
}

impl Aliases {
    /// Leads a request for one of them to where it is answered.
    pub(super) fn lead(&self, request: &mut Request) {
        let path = Some(request.uri().path());
        let led = match *request.method() {
            Method::GET | Method::HEAD => path == self.health.as_deref(),
            Method::POST => path == self.predict.as_deref(),
            _ => false,
        };
        if led {
            *request.uri_mut() = Uri::from_static(CONTAINER);
        }
    }
}

pub(super) fn routes() -> Router<Arc<Gallery>> {
    // What stands behind a parameter within one part of an address no route can say.
    Router::new()
        .route("/v1/endpoints/{*rest}", get(check).post(ask_container))
        .route("/v1/projects/{*rest}", post(ask_endpoint))
}

/// An error as the service's clients read it, and as a container's own server writes it.
pub(super) fn says(fault: &Fault) -> Response {
    let status = fault.bad_request();
    let called = match status {
        StatusCode::NOT_FOUND => "NOT_FOUND",
        StatusCode::SERVICE_UNAVAILABLE => "UNAVAILABLE",
        StatusCode::GATEWAY_TIMEOUT | StatusCode::REQUEST_TIMEOUT => "DEADLINE_EXCEEDED",
        StatusCode::UNAUTHORIZED => "UNAUTHENTICATED",
        StatusCode::FORBIDDEN => "PERMISSION_DENIED",
        StatusCode::TOO_MANY_REQUESTS => "RESOURCE_EXHAUSTED",
        status if status.is_client_error() => "INVALID_ARGUMENT",
        _ => "INTERNAL",
    };
    let error = json!({ "code": status.as_u16(), "message": fault.text, "status": called });
    (status, Json(json!({ "error": error, "detail": fault.text }))).into_response()
}

async fn check(State(gallery): State<Arc<Gallery>>) -> Result<Json<Value>, Fault> {
    match gallery.ready() {
        true => Ok(Json(json!({}))),
        false => Err(Fault::new(StatusCode::SERVICE_UNAVAILABLE, "A model is not loaded")),
    }
}

/// The address of a container bears numbers that name no demo.
async fn ask_container(State(gallery): State<Arc<Gallery>>, request: Request) -> Result<Response, Fault> {
    let (head, body) = batch(request).await?;
    if endpoint(head.uri.path(), "/v1/endpoints/").is_none() {
        return Err(Fault::missing(format!("There is nothing at {}", head.uri.path())));
    }
    answer(&gallery, &gallery.named(None)?.demo, &body).await
}

/// An endpoint is named like a demo.
async fn ask_endpoint(State(gallery): State<Arc<Gallery>>, request: Request) -> Result<Response, Fault> {
    let (head, body) = batch(request).await?;
    let name = endpoint(head.uri.path(), "/v1/projects/");
    let name = name.ok_or_else(|| Fault::missing(format!("There is nothing at {}", head.uri.path())))?;
    answer(&gallery, &gallery.named(Some(&name))?.demo, &body).await
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

async fn answer(gallery: &Gallery, demo: &Description, body: &[u8]) -> Result<Response, Fault> {
    match plain::read(body)? {
        Value::Object(asked) => instances(gallery, demo, &asked, DOOR).await,
        _ => Err(Fault::bad("The body is to be a JSON object with the key instances")),
    }
}

/// The predictions for a body that has `instances`.
pub(super) async fn instances(
    gallery: &Gallery,
    demo: &Description,
    asked: &Map<String, Value>,
    door: &'static str,
) -> Result<Response, Fault> {
    let instances = asked.get("instances").and_then(Value::as_array);
    let instances = instances.ok_or_else(|| Fault::bad("instances is to be a list of rows"))?;
    let rows = plain::rows(&demo.schema, instances)?;
    let around =
        |said| json!({ "predictions": said, "modelDisplayName": demo.name, "modelVersionId": demo.version });
    predictions(gallery, demo, &rows, Caller::program(door), around).await
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::body::Body;

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
        check(CONTAINER, "/v1/endpoints/", Some("-"));
        check("/v1/endpoints/7:predict", "/v1/endpoints/", None);
    }

    #[test]
    fn an_alias_leads_to_where_it_is_answered() {
        let aliases = Aliases { health: Some("/alive".to_owned()), predict: Some("/go:predict".to_owned()) };
        let check = |method: Method, path: &str, expected: &str| {
            let request = Request::builder().method(method).uri(path).body(Body::empty());
            let mut request = request.expect("a request");
            aliases.lead(&mut request);
            assert_eq!(request.uri().path(), expected);
        };
        check(Method::GET, "/alive", CONTAINER);
        check(Method::POST, "/go:predict", CONTAINER);
        check(Method::POST, "/alive", "/alive");
        check(Method::GET, "/penguins", "/penguins");
    }
}
