//! The Open Inference Protocol (version 2), for the clients of Triton, KServe and MLServer: tensors in, a tensor for each
//! feature, and tensors out, in JSON or as bytes.

mod data;
mod describe;
mod malformed;
mod outputs;
mod reply;
mod request;
mod rows;
mod stats;
mod tensor;

pub use malformed::Malformed;
pub use request::{Request, Wanted, parse_request};
pub use tensor::{Data, Tensor};

use crate::api::door::Door;
use crate::api::http;
use crate::api::http::blocking::run_blocking;
use crate::api::http::body::read_batch;
use crate::api::http::error::{ApiError, render_error_key};
use crate::api::http::model_version::{ModelPath, ModelPathResult, is_version_of, version_of};
use crate::api::http::respond::ANSWER_BYTES;
use crate::demo::Description;
use crate::gallery::{Gallery, ServedDemo};
use crate::predict::Caller;
use axum::extract::{Extension, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use maquette_contract::{Answer, Prediction, RawField};
use outputs::outputs;
use reply::{Head, reply};
use serde_json::{Value, json};
use stats::Stats;
use std::sync::Arc;
use std::time::Instant;

pub(crate) static DOOR: Door = Door {
    name: "Open Inference Protocol",
    routes,
    prefixes: &["/v2"],
    render_error: Some(render_error_key),
    request_headers: &["inference-header-content-length"],
    response_headers: &["inference-header-content-length"],
    ..Door::PROGRAMS
};

/// Says how long the JSON is in front of the bytes.
const HEADER: &str = "inference-header-content-length";

fn routes() -> Router<Arc<Gallery>> {
    let mut router = Router::new()
        .route("/v2", get(describe_server))
        .route("/v2/", get(describe_server))
        .route("/v2/health/live", get(live))
        .route("/v2/health/ready", get(ready))
        .route("/v2/models/stats", get(all_stats))
        .route("/v2/repository/index", post(index));
    for model in ["/v2/models/{model}", "/v2/models/{model}/versions/{version}"] {
        router = router
            .route(model, get(describe_model))
            .route(&format!("{model}/ready"), get(model_ready))
            .route(&format!("{model}/config"), get(configure_model))
            .route(&format!("{model}/stats"), get(model_stats))
            .route(&format!("{model}/infer"), post(infer));
    }
    router.layer(Extension(Arc::new(Stats::default())))
}

fn find(gallery: &Gallery, model: ModelPathResult) -> Result<&ServedDemo, ApiError> {
    let ModelPath { model, version } = model.map_err(|_| unknown("", None))?.0;
    let served = gallery.find(&model).ok_or_else(|| unknown(&model, None))?;
    match version {
        Some(version) if !is_version_of(&served.demo, &version) => Err(unknown(&model, Some(&version))),
        _ => Ok(served),
    }
}

fn unknown(model: &str, version: Option<&str>) -> ApiError {
    let version = version.map(|version| format!(" version {version}")).unwrap_or_default();
    ApiError::not_found(format!("Request for unknown model: '{model}'{version} is not found"))
}

async fn describe_server() -> Json<Value> {
    Json(describe::server())
}

async fn live() -> Json<Value> {
    Json(json!({ "live": true }))
}

async fn ready(State(gallery): State<Arc<Gallery>>) -> Response {
    let ready = gallery.ready();
    (standing(ready), Json(json!({ "ready": ready }))).into_response()
}

async fn model_ready(
    State(gallery): State<Arc<Gallery>>,
    model: ModelPathResult,
) -> Result<Response, ApiError> {
    let served = find(&gallery, model)?;
    let ready = served.ready();
    Ok((standing(ready), Json(json!({ "name": served.demo.name, "ready": ready }))).into_response())
}

fn standing(ready: bool) -> StatusCode {
    if ready { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE }
}

async fn describe_model(
    State(gallery): State<Arc<Gallery>>,
    model: ModelPathResult,
) -> Result<Json<Value>, ApiError> {
    find(&gallery, model).map(|served| Json(describe::model(&served.demo)))
}

async fn configure_model(
    State(gallery): State<Arc<Gallery>>,
    model: ModelPathResult,
) -> Result<Json<Value>, ApiError> {
    find(&gallery, model).map(|served| Json(describe::config(&served.demo)))
}

async fn index(State(gallery): State<Arc<Gallery>>) -> Json<Value> {
    let model = |served: &ServedDemo| {
        let state = if served.ready() { "READY" } else { "UNAVAILABLE" };
        json!({ "name": served.demo.name, "version": version_of(&served.demo), "state": state, "reason": "" })
    };
    Json(gallery.all().map(model).collect())
}

async fn all_stats(
    State(gallery): State<Arc<Gallery>>,
    Extension(stats): Extension<Arc<Stats>>,
) -> Json<Value> {
    Json(json!({ "model_stats": gallery.demos().map(|demo| stats.to_json(demo)).collect::<Vec<_>>() }))
}

async fn model_stats(
    State(gallery): State<Arc<Gallery>>,
    Extension(stats): Extension<Arc<Stats>>,
    model: ModelPathResult,
) -> Result<Json<Value>, ApiError> {
    let served = find(&gallery, model)?;
    Ok(Json(json!({ "model_stats": [stats.to_json(&served.demo)] })))
}

async fn infer(
    State(gallery): State<Arc<Gallery>>,
    Extension(stats): Extension<Arc<Stats>>,
    model: ModelPathResult,
    request: axum::extract::Request,
) -> Result<Response, ApiError> {
    let (head, body) = read_batch(request).await?;
    let demo = &find(&gallery, model)?.demo;
    let started = Instant::now();
    let answered = answer(&gallery, demo, &head.headers, body).await;
    match answered {
        Ok((request, answers)) => {
            stats.answered(&demo.name, &answers, started.elapsed());
            let room = answers.len() * ANSWER_BYTES;
            let predictions: Vec<Prediction> = answers.into_iter().map(|answer| answer.prediction).collect();
            let head =
                Head { model_name: &demo.name, model_version: version_of(demo), id: request.id.as_deref() };
            run_blocking(room, || Ok(reply(head, &outputs(&predictions, &request.outputs, request.binary)?)))
        }
        Err(fault) => {
            stats.failed(&demo.name, started.elapsed());
            Err(fault)
        }
    }
}

/// The request without its inputs, and the answers to their rows.
async fn answer(
    gallery: &Arc<Gallery>,
    demo: &Description,
    headers: &HeaderMap,
    body: Vec<u8>,
) -> Result<(Request, Vec<Answer>), ApiError> {
    let json = headers.get(HEADER).map(|length| length.to_str().ok().and_then(|length| length.parse().ok()));
    let json = match json {
        Some(None) => return Err(ApiError::bad_request(format!("{HEADER} is no number"))),
        json => json.flatten(),
    };
    let bytes = body.len();
    let read = || -> Result<(Request, Vec<Vec<RawField>>), ApiError> {
        let mut request = parse_request(&body, json)?;
        let rows = rows::rows(&demo.schema, std::mem::take(&mut request.inputs))?;
        Ok((request, rows))
    };
    let (request, rows) = run_blocking(bytes, read)?;
    let caller = Caller::program(DOOR.name);
    let caller = request.timeout.map_or(caller, |timeout| caller.with_timeout(timeout));
    let answers = http::rows::predict_all(gallery, demo, &rows, caller).await?;
    Ok((request, answers))
}

impl From<Malformed> for ApiError {
    fn from(malformed: Malformed) -> Self {
        Self::bad_request(maquette_contract::capitalize(&malformed.to_string()))
    }
}
