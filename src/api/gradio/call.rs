//! Calls as Gradio's guides make them with curl: one request starts it, a second reads it.

use super::AppState;
use super::app::{App, PathResult, address};
use super::event::End;
use super::inputs::by_name;
use super::queue::{enter, positional_inputs, scope_of, session};
use super::subscription::{Subscription, Update};
use crate::api::http::body::{max_body_bytes, read_json_object};
use crate::api::http::error::ApiError;
use crate::api::http::sse::{self, KEEP_ALIVE, write_event};
use crate::gallery::Gallery;
use axum::extract::{Query, Request, State};
use axum::response::Response;
use axum::{Extension, Json};
use futures_util::stream::unfold;
use serde::Deserialize;
use serde_json::{Value, json};
use std::sync::Arc;
use tokio::sync::watch;
use tokio::time::timeout;

/// The inputs as a list in `data`.
pub(crate) async fn create_call(
    State(gallery): State<Arc<Gallery>>,
    Extension(state): Extension<Arc<AppState>>,
    path: PathResult,
    request: Request,
) -> Result<Json<Value>, Response> {
    create(&gallery, &state, path, request, false).await
}

/// The inputs by their names, the body itself.
pub(crate) async fn create_named_call(
    State(gallery): State<Arc<Gallery>>,
    Extension(state): Extension<Arc<AppState>>,
    path: PathResult,
    request: Request,
) -> Result<Json<Value>, Response> {
    create(&gallery, &state, path, request, true).await
}

async fn create(
    gallery: &Arc<Gallery>,
    state: &Arc<AppState>,
    path: PathResult,
    request: Request,
    names_inputs: bool,
) -> Result<Json<Value>, Response> {
    let address = address(path)?;
    let app = App::at(gallery, &address)?;
    let endpoint = app.find(&address.name)?;
    let schema = &endpoint.demo.schema;
    let (scope, request) = scope_of(request, &address);
    let (_head, mut body) = read_json_object(request, max_body_bytes(schema)).await?;
    // An input may have that name.
    let own = names_inputs && schema.feature(SESSION).is_some();
    let session = if own { None } else { session(body.remove(SESSION).as_ref())? };
    let raw = if names_inputs { by_name(schema, &body) } else { positional_inputs(schema, &body)? };
    let event = enter(gallery, state, endpoint, session.as_deref(), scope, raw).await?;
    Ok(Json(json!({ "event_id": event.id })))
}

const SESSION: &str = "session_hash";

#[derive(Deserialize)]
pub(crate) struct Params {
    session_hash: Option<String>,
}

/// Streams a call until its end. A client that has lost its connection may ask again.
pub(crate) async fn follow_call(
    State(gallery): State<Arc<Gallery>>,
    Extension(state): Extension<Arc<AppState>>,
    Query(Params { session_hash }): Query<Params>,
    path: PathResult,
) -> Result<Response, ApiError> {
    let id = address(path)?.id;
    let found = state.sessions.find(session_hash.as_deref().unwrap_or(&id), &id);
    let gone = "There is no such call; answers are kept for ten minutes after they were given";
    let event = found.ok_or_else(|| ApiError::not_found(gone))?;
    let changed = event.watch();
    let stream = CallStream { gallery, changed, subscription: Subscription::new(event) };
    Ok(sse::response(unfold(stream, async |mut stream| {
        let text = stream.next().await?;
        Some((text, stream))
    })))
}

struct CallStream {
    gallery: Arc<Gallery>,
    changed: watch::Receiver<()>,
    subscription: Subscription,
}

impl CallStream {
    async fn next(&mut self) -> Option<String> {
        while !self.subscription.over {
            self.changed.mark_unchanged();
            let mut text = String::new();
            for update in self.subscription.updates(&self.gallery).await {
                write(&mut text, update);
            }
            if !text.is_empty() {
                return Some(text);
            }
            if timeout(KEEP_ALIVE, self.changed.changed()).await.is_err() {
                write_event(&mut text, "heartbeat", None, "null");
                return Some(text);
            }
        }
        None
    }
}

/// The whole values each time. This protocol has no message for the other updates.
fn write(text: &mut String, update: Update) {
    match update {
        Update::Outputs(values) => write_event(text, "generating", None, &Value::Array(values).to_string()),
        Update::End(end) => match &*end {
            End::Done { data, .. } => write_event(text, "complete", None, data),
            End::Failed { title, message } => {
                write_event(text, "error", None, &json!({ "error": message, "title": title }).to_string());
            }
        },
        Update::Waiting(_) | Update::Started | Update::Progress(_) | Update::Note(_) => {}
    }
}
