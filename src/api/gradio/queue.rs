//! The queue: a call joins it, and its session's stream tells what becomes of it.

use super::super::body::{json_object, room};
use super::super::sse;
use super::super::uploads::visitor;
use super::AppState;
use super::app::{App, At, Endpoint, address, root};
use super::event::{Asked, Event};
use super::inputs::positional;
use super::outputs::Keeping;
use super::problem::{full, invalid, missing, wrong};
use super::session::{Joined, LONGEST};
use super::stream::follow;
use super::work::start;
use crate::gallery::Gallery;
use axum::extract::{Query, Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use maquette_contract::{PredictError, RawField, RawValue};
use serde::Deserialize;
use serde_json::{Map, Value, json};
use std::sync::Arc;
use std::time::Duration;

/// How long a client waits to hear whether a streaming demo takes its call; its own patience is five seconds.
const BEGINS: Duration = Duration::from_secs(1);
/// What a request takes that only names things.
const NAMES: usize = 4 * 1024;

pub(super) async fn join(
    State(gallery): State<Arc<Gallery>>,
    Extension(state): Extension<Arc<AppState>>,
    at: At,
    request: Request,
) -> Response {
    joined(&gallery, &state, at, request).await.unwrap_or_else(|response| response)
}

async fn joined(
    gallery: &Arc<Gallery>,
    state: &Arc<AppState>,
    at: At,
    request: Request,
) -> Result<Response, Response> {
    let address = address(at)?;
    let app = App::at(gallery, &address)?;
    let (root, visitor, request) = asker(request, |request| root(request, &address));
    // Which demo is meant stands in the body.
    let room = app.endpoints.iter().map(|endpoint| room(&endpoint.demo.schema)).max().unwrap_or(NAMES);
    let body = json_object(request, room).await?;
    let session = session(body.get("session_hash"))?.ok_or_else(|| missing("Session hash not found."))?;
    let endpoint = match (body.get("fn_index"), body.get("api_name")) {
        (Some(Value::Number(number)), _) => number
            .as_u64()
            .and_then(|id| app.by_id(id))
            .ok_or_else(|| app.unknown(&format!("with the index {number}")))?,
        (_, Some(Value::String(name))) => app.named(name.trim_start_matches('/'))?,
        _ => return Err(wrong("give the index of an endpoint as fn_index")),
    };
    let raw = positional(&endpoint.demo.schema, values(&body)?).map_err(|text| wrong(&text))?;
    let keeping = Keeping { visitor, root };
    let event = enter(gallery, state, endpoint, Some(&session), keeping, raw).await?;
    Ok(Json(json!({ "event_id": event.id })).into_response())
}

/// Who asks, and how they have reached us.
pub(super) fn asker(request: Request, root: impl FnOnce(&Request) -> String) -> (String, String, Request) {
    let root = root(&request);
    let (head, body) = request.into_parts();
    (root, visitor(&head), Request::from_parts(head, body))
}

/// The values of a call.
pub(super) fn values(body: &Map<String, Value>) -> Result<&[Value], Response> {
    match body.get("data") {
        Some(Value::Array(values)) => Ok(values),
        None | Some(Value::Null) => Ok(&[]),
        Some(_) => Err(wrong("give the values of the inputs as a list, in `data`")),
    }
}

/// The name of a session, if there is one.
pub(super) fn session(name: Option<&Value>) -> Result<Option<String>, Response> {
    match name {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(name)) if name.is_empty() => Ok(None),
        Some(Value::String(name)) if name.len() <= LONGEST => Ok(Some(name.clone())),
        Some(_) => Err(missing("A session is named by a short text.")),
    }
}

/// Makes an event of a call and starts its work, once its inputs were looked at.
pub(super) async fn enter(
    gallery: &Arc<Gallery>,
    state: &Arc<AppState>,
    endpoint: &Endpoint<'_>,
    session: Option<&str>,
    keeping: Keeping,
    raw: Vec<RawField>,
) -> Result<Arc<Event>, Response> {
    let schema = &endpoint.demo.schema;
    schema.parse(&raw).map_err(|errors| invalid(&errors, schema))?;
    let asked = Asked { demo: endpoint.demo.name.clone(), keeping, weight: weight(&raw) };
    let Joined { event, pause } = state.sessions.join(session, asked).map_err(|_| full())?;
    let refused = start(gallery.clone(), state.clone(), event.clone(), raw);
    if endpoint.demo.streams
        && let Ok(Ok(error)) = tokio::time::timeout(BEGINS, refused).await
    {
        let response = match &error {
            PredictError::Invalid { errors } => invalid(errors, schema),
            PredictError::Overloaded { .. } => full(),
            // Only the stream can tell its reason to every client.
            _ => return Ok(event),
        };
        state.sessions.withdraw(&event);
        return Err(response);
    }
    if !pause.is_zero() {
        tokio::time::sleep(pause).await;
    }
    Ok(event)
}

/// The bytes that inputs take, as far as they may be many.
fn weight(raw: &[RawField]) -> usize {
    let weight = |(name, value): &RawField| {
        let value = match value {
            RawValue::Text(text) | RawValue::String(text) => text.len(),
            RawValue::Strings(texts) => texts.iter().map(String::len).sum(),
            _ => 0,
        };
        name.len() + value
    };
    raw.iter().map(weight).sum()
}

#[derive(Deserialize)]
pub(super) struct Listening {
    #[serde(default)]
    session_hash: String,
}

/// Everything about the events of a session.
pub(super) async fn data(
    State(gallery): State<Arc<Gallery>>,
    Extension(state): Extension<Arc<AppState>>,
    Query(Listening { session_hash }): Query<Listening>,
) -> Response {
    match session(Some(&Value::String(session_hash))) {
        Ok(Some(name)) => match state.sessions.follow(&name) {
            Ok(following) => sse::response(follow(gallery, state, name, following)),
            Err(_) => full(),
        },
        Ok(None) => missing("Session hash not found."),
        Err(response) => response,
    }
}

/// Stops an event of one's own session. That it is not there any more is as good.
pub(super) async fn cancel(Extension(state): Extension<Arc<AppState>>, request: Request) -> Response {
    let body = match json_object(request, NAMES).await {
        Ok(body) => body,
        Err(response) => return response,
    };
    let text = |key: &str| body.get(key).and_then(Value::as_str).filter(|text| !text.is_empty());
    if let Some(id) = text("event_id") {
        // A call without a session is one of its own.
        let event = state.sessions.find(text("session_hash").unwrap_or(id), id);
        event.iter().for_each(|event| event.cancel());
    }
    Json(json!({ "success": true })).into_response()
}

/// What the clients say after they have cancelled; there is nothing left to do.
pub(super) async fn reset() -> Response {
    Json(json!({ "success": true })).into_response()
}

pub(super) async fn status(Extension(state): Extension<Arc<AppState>>) -> Response {
    let estimation = json!({
        "msg": "estimation",
        "event_id": null,
        "rank": null,
        "queue_size": state.sessions.live(),
        "rank_eta": null,
    });
    (StatusCode::OK, Json(estimation)).into_response()
}
