//! The queue: a call joins it, and the stream of its session carries its updates.

use super::AppState;
use super::app::{Address, App, Endpoint, PathResult, address, root};
use super::errors::{invalid, invalid_inputs, overloaded};
use super::event::{Event, NewEvent};
use super::inputs::positional;
use super::outputs::FileScope;
use super::runner::start;
use super::session::{Joined, MAX_NAME_BYTES};
use super::stream::{LINGER, follow};
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

/// How long to wait whether a streaming demo refuses a call; the clients wait five seconds for the response.
const REFUSAL_TIMEOUT: Duration = Duration::from_secs(1);
/// The most bytes of a body that holds only ids.
const MAX_ID_BYTES: usize = 4 * 1024;

pub(crate) async fn join(
    State(gallery): State<Arc<Gallery>>,
    Extension(state): Extension<Arc<AppState>>,
    path: PathResult,
    request: Request,
) -> Result<Json<Value>, Response> {
    let address = address(path)?;
    let app = App::at(&gallery, &address)?;
    let (scope, request) = scope_of(request, &address);
    // Which demo is meant is in the body.
    let max_bytes = app
        .endpoints
        .iter()
        .map(|endpoint| max_body_bytes(&endpoint.demo.schema))
        .max()
        .unwrap_or(MAX_ID_BYTES);
    let (_head, body) = read_json_object(request, max_bytes).await?;
    let session =
        session(body.get("session_hash"))?.ok_or_else(|| ApiError::bad_request("Session hash not found."))?;
    let Some(Value::Number(number)) = body.get("fn_index") else {
        return Err(invalid("give the index of an endpoint as fn_index").into());
    };
    let endpoint = number.as_u64().and_then(|id| app.by_id(id));
    let endpoint = endpoint.ok_or_else(|| app.unknown_endpoint(&format!("with the index {number}")))?;
    let raw = positional_inputs(&endpoint.demo.schema, &body)?;
    let event = enter(&gallery, &state, endpoint, Some(&session), scope, raw).await?;
    Ok(Json(json!({ "event_id": event.id })))
}

/// Whose the files of a call are, and how the client has reached this server.
pub(crate) fn scope_of(request: Request, address: &Address) -> (FileScope, Request) {
    let root = root(&request, address);
    let (head, body) = request.into_parts();
    (FileScope { owner: upload_owner(&head), root }, Request::from_parts(head, body))
}

/// The inputs of a body that lists them in `data`.
pub(crate) fn positional_inputs(
    schema: &Schema,
    body: &Map<String, Value>,
) -> Result<Vec<RawField>, ApiError> {
    let values = match body.get("data") {
        Some(Value::Array(values)) => values.as_slice(),
        None | Some(Value::Null) => &[],
        Some(_) => return Err(invalid("give the values of the inputs as a list, in `data`")),
    };
    positional(schema, values).map_err(|text| invalid(&text))
}

/// The name of a session, if the body has one.
pub(crate) fn session(name: Option<&Value>) -> Result<Option<String>, ApiError> {
    match name {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(name)) if name.is_empty() => Ok(None),
        Some(Value::String(name)) if name.len() <= MAX_NAME_BYTES => Ok(Some(name.clone())),
        Some(_) => Err(ApiError::bad_request("A session is named by a short text.")),
    }
}

/// Checks the inputs of a call, makes an event of it and starts it.
pub(crate) async fn enter(
    gallery: &Arc<Gallery>,
    state: &Arc<AppState>,
    endpoint: &Endpoint<'_>,
    session: Option<&str>,
    scope: FileScope,
    raw: Vec<RawField>,
) -> Result<Arc<Event>, ApiError> {
    let schema = &endpoint.demo.schema;
    schema.parse(&raw).map_err(|errors| invalid_inputs(&errors, schema))?;
    let new = NewEvent { demo: endpoint.demo.name.clone(), scope, input_bytes: input_bytes(&raw) };
    let Joined { event, closing } = state.sessions.join(session, new).map_err(|_| overloaded())?;
    let refusal = start(gallery.clone(), state.clone(), event.clone(), raw);
    if endpoint.demo.streams
        && let Ok(Ok(error)) = tokio::time::timeout(REFUSAL_TIMEOUT, refusal).await
    {
        let refused = match &error {
            PredictError::Invalid { errors } => invalid_inputs(errors, schema),
            PredictError::Overloaded { .. } => overloaded(),
            // Every client reads the reason from the stream.
            _ => return Ok(event),
        };
        state.sessions.withdraw(&event);
        return Err(refused);
    }
    if let Some(mut closing) = closing {
        // It never changes, but ends.
        tokio::time::timeout(LINGER, closing.changed()).await.ok();
    }
    Ok(event)
}

/// The bytes of inputs that may be large.
fn input_bytes(raw: &[RawField]) -> usize {
    let bytes = |(name, value): &RawField| {
        let value = match value {
            RawValue::Text(text) | RawValue::String(text) => text.len(),
            RawValue::Strings(texts) => texts.iter().map(String::len).sum(),
            _ => 0,
        };
        name.len() + value
    };
    raw.iter().map(bytes).sum()
}

#[derive(Deserialize)]
pub(crate) struct SessionParams {
    #[serde(default)]
    session_hash: String,
}

/// The stream of a session.
pub(crate) async fn data(
    State(gallery): State<Arc<Gallery>>,
    Extension(state): Extension<Arc<AppState>>,
    Query(SessionParams { session_hash }): Query<SessionParams>,
) -> Result<Response, ApiError> {
    let name = session(Some(&Value::String(session_hash)))?;
    let name = name.ok_or_else(|| ApiError::bad_request("Session hash not found."))?;
    let following = state.sessions.follow(&name).map_err(|_| overloaded())?;
    Ok(sse::response(follow(gallery, state, name, following)))
}

/// Cancels an event of a session; one that is over is ignored.
pub(crate) async fn cancel(
    Extension(state): Extension<Arc<AppState>>,
    request: Request,
) -> Result<Json<Value>, Response> {
    let (_, body) = read_json_object(request, MAX_ID_BYTES).await?;
    let text = |key: &str| body.get(key).and_then(Value::as_str).filter(|text| !text.is_empty());
    if let Some(id) = text("event_id") {
        // A call without a session has its id as its session.
        let event = state.sessions.find(text("session_hash").unwrap_or(id), id);
        event.iter().for_each(|event| event.cancel());
    }
    Ok(reset().await)
}

/// The clients send this after cancelling; there is nothing left to do.
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
