//! The queue: a call joins it, and its session's stream tells what becomes of it.

use super::AppState;
use super::app::{Address, App, At, Endpoint, address, root};
use super::errors::{invalid, invalid_inputs, overloaded};
use super::event::{Asked, Event};
use super::inputs::positional;
use super::outputs::Keeping;
use super::session::{Joined, LONGEST};
use super::stream::{LINGER, follow};
use super::work::start;
use crate::access::upload_owner;
use crate::api::http::body::{max_body_bytes, read_json_object};
use crate::api::http::error::ApiError;
use crate::api::http::sse;
use crate::gallery::Gallery;
use axum::extract::{Query, Request, State};
use axum::response::Response;
use axum::{Extension, Json};
use maquette_contract::{PredictError, RawField, RawValue, Schema};
use serde::Deserialize;
use serde_json::{Map, Value, json};
use std::sync::Arc;
use std::time::Duration;

/// How long a client waits to hear whether a streaming demo takes its call; its own patience is five seconds.
const BEGINS: Duration = Duration::from_secs(1);
/// What a request takes that only names things.
const NAMES: usize = 4 * 1024;

pub(crate) async fn join(
    State(gallery): State<Arc<Gallery>>,
    Extension(state): Extension<Arc<AppState>>,
    at: At,
    request: Request,
) -> Result<Json<Value>, Response> {
    let address = address(at)?;
    let app = App::at(&gallery, &address)?;
    let (keeping, request) = asker(request, &address);
    // Which demo is meant stands in the body.
    let room =
        app.endpoints.iter().map(|endpoint| max_body_bytes(&endpoint.demo.schema)).max().unwrap_or(NAMES);
    let (_head, body) = read_json_object(request, room).await?;
    let session =
        session(body.get("session_hash"))?.ok_or_else(|| ApiError::bad_request("Session hash not found."))?;
    let Some(Value::Number(number)) = body.get("fn_index") else {
        return Err(invalid("give the index of an endpoint as fn_index").into());
    };
    let endpoint = number.as_u64().and_then(|id| app.by_id(id));
    let endpoint = endpoint.ok_or_else(|| app.unknown(&format!("with the index {number}")))?;
    let raw = listed(&endpoint.demo.schema, &body)?;
    let event = enter(&gallery, &state, endpoint, Some(&session), keeping, raw).await?;
    Ok(Json(json!({ "event_id": event.id })))
}

/// Who asks, and how they have reached us.
pub(crate) fn asker(request: Request, address: &Address) -> (Keeping, Request) {
    let root = root(&request, address);
    let (head, body) = request.into_parts();
    (Keeping { visitor: upload_owner(&head), root }, Request::from_parts(head, body))
}

/// The inputs of a body that lists them in `data`.
pub(crate) fn listed(schema: &Schema, body: &Map<String, Value>) -> Result<Vec<RawField>, ApiError> {
    let values = match body.get("data") {
        Some(Value::Array(values)) => values.as_slice(),
        None | Some(Value::Null) => &[],
        Some(_) => return Err(invalid("give the values of the inputs as a list, in `data`")),
    };
    positional(schema, values).map_err(|text| invalid(&text))
}

/// The name of a session, if there is one.
pub(crate) fn session(name: Option<&Value>) -> Result<Option<String>, ApiError> {
    match name {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(name)) if name.is_empty() => Ok(None),
        Some(Value::String(name)) if name.len() <= LONGEST => Ok(Some(name.clone())),
        Some(_) => Err(ApiError::bad_request("A session is named by a short text.")),
    }
}

/// Makes an event of a call and starts its work, once its inputs were looked at.
pub(crate) async fn enter(
    gallery: &Arc<Gallery>,
    state: &Arc<AppState>,
    endpoint: &Endpoint<'_>,
    session: Option<&str>,
    keeping: Keeping,
    raw: Vec<RawField>,
) -> Result<Arc<Event>, ApiError> {
    let schema = &endpoint.demo.schema;
    schema.parse(&raw).map_err(|errors| invalid_inputs(&errors, schema))?;
    let asked = Asked { demo: endpoint.demo.name.clone(), keeping, weight: weight(&raw) };
    let Joined { event, closing } = state.sessions.join(session, asked).map_err(|_| overloaded())?;
    let refused = start(gallery.clone(), state.clone(), event.clone(), raw);
    if endpoint.demo.streams
        && let Ok(Ok(error)) = tokio::time::timeout(BEGINS, refused).await
    {
        let refused = match &error {
            PredictError::Invalid { errors } => invalid_inputs(errors, schema),
            PredictError::Overloaded { .. } => overloaded(),
            // Only the stream can tell its reason to every client.
            _ => return Ok(event),
        };
        state.sessions.withdraw(&event);
        return Err(refused);
    }
    if let Some(mut closing) = closing {
        // It never changes: it ends.
        tokio::time::timeout(LINGER, closing.changed()).await.ok();
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
pub(crate) struct Listening {
    #[serde(default)]
    session_hash: String,
}

/// Everything about the events of a session.
pub(crate) async fn data(
    State(gallery): State<Arc<Gallery>>,
    Extension(state): Extension<Arc<AppState>>,
    Query(Listening { session_hash }): Query<Listening>,
) -> Result<Response, ApiError> {
    let name = session(Some(&Value::String(session_hash)))?;
    let name = name.ok_or_else(|| ApiError::bad_request("Session hash not found."))?;
    let following = state.sessions.follow(&name).map_err(|_| overloaded())?;
    Ok(sse::response(follow(gallery, state, name, following)))
}

/// Stops an event of one's own session. That it is not there any more is as good.
pub(crate) async fn cancel(
    Extension(state): Extension<Arc<AppState>>,
    request: Request,
) -> Result<Json<Value>, Response> {
    let (_, body) = read_json_object(request, NAMES).await?;
    let text = |key: &str| body.get(key).and_then(Value::as_str).filter(|text| !text.is_empty());
    if let Some(id) = text("event_id") {
        // A call without a session is one of its own.
        let event = state.sessions.find(text("session_hash").unwrap_or(id), id);
        event.iter().for_each(|event| event.cancel());
    }
    Ok(reset().await)
}

/// What the clients say after they have cancelled; there is nothing left to do.
pub(crate) async fn reset() -> Json<Value> {
    Json(json!({ "success": true }))
}

pub(crate) async fn status(Extension(state): Extension<Arc<AppState>>) -> Json<Value> {
    Json(json!({
        "msg": "estimation",
        "event_id": null,
        "rank": null,
        "queue_size": state.sessions.live(),
        "rank_eta": null,
    }))
}
