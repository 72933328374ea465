//! Calls as Gradio's guides make them with curl: begun by one request, and read by a second.

use super::AppState;
use super::app::{App, At, address};
use super::event::End;
use super::follow::{Follower, News};
use super::inputs::named;
use super::queue::{asker, enter, listed, session};
use crate::api::http::body::{max_body_bytes, read_json_object};
use crate::api::http::error::ApiError;
use crate::api::http::sse;
use crate::api::http::sse::KEEP_ALIVE;
use crate::api::http::sse::write_event as block;
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
    at: At,
    request: Request,
) -> Result<Json<Value>, Response> {
    called(&gallery, &state, at, request, false).await
}

/// The inputs by their names, the body itself.
pub(crate) async fn create_named_call(
    State(gallery): State<Arc<Gallery>>,
    Extension(state): Extension<Arc<AppState>>,
    at: At,
    request: Request,
) -> Result<Json<Value>, Response> {
    called(&gallery, &state, at, request, true).await
}

async fn called(
    gallery: &Arc<Gallery>,
    state: &Arc<AppState>,
    at: At,
    request: Request,
    by_name: bool,
) -> Result<Json<Value>, Response> {
    let address = address(at)?;
    let app = App::at(gallery, &address)?;
    let endpoint = app.named(&address.name)?;
    let schema = &endpoint.demo.schema;
    let (keeping, request) = asker(request, &address);
    let (_head, mut body) = read_json_object(request, max_body_bytes(schema)).await?;
    // An input may bear that name itself.
    let own = by_name && schema.feature(SESSION).is_some();
    let session = if own { None } else { session(body.remove(SESSION).as_ref())? };
    let raw = if by_name { named(schema, &body) } else { listed(schema, &body)? };
    let event = enter(gallery, state, endpoint, session.as_deref(), keeping, raw).await?;
    Ok(Json(json!({ "event_id": event.id })))
}

const SESSION: &str = "session_hash";

#[derive(Deserialize)]
pub(crate) struct Asked {
    session_hash: Option<String>,
}

/// What becomes of a call, until its end. Whoever lost the connection asks again.
pub(crate) async fn follow_call(
    State(gallery): State<Arc<Gallery>>,
    Extension(state): Extension<Arc<AppState>>,
    Query(Asked { session_hash }): Query<Asked>,
    at: At,
) -> Result<Response, ApiError> {
    let id = address(at)?.id;
    let found = state.sessions.find(session_hash.as_deref().unwrap_or(&id), &id);
    let gone = "There is no such call; answers are kept for ten minutes after they were given";
    let event = found.ok_or_else(|| ApiError::not_found(gone))?;
    let changed = event.watch();
    let told = Told { gallery, changed, follower: Follower::new(event) };
    Ok(sse::response(unfold(told, async |mut told| {
        let text = told.next().await?;
        Some((text, told))
    })))
}

struct Told {
    gallery: Arc<Gallery>,
    changed: watch::Receiver<()>,
    follower: Follower,
}

impl Told {
    async fn next(&mut self) -> Option<String> {
        while !self.follower.over {
            self.changed.mark_unchanged();
            let mut text = String::new();
            for news in self.follower.news(&self.gallery).await {
                write(&mut text, news);
            }
            if !text.is_empty() {
                return Some(text);
            }
            if timeout(KEEP_ALIVE, self.changed.changed()).await.is_err() {
                block(&mut text, "heartbeat", None, "null");
                return Some(text);
            }
        }
        None
    }
}

/// The values whole, each time; of what else there is to be told this protocol has no word.
fn write(text: &mut String, news: News) {
    match news {
        News::Piece(values) => block(text, "generating", None, &Value::Array(values).to_string()),
        News::End(end) => match &*end {
            End::Done { data, .. } => block(text, "complete", None, data),
            End::Failed { title, message } => {
                block(text, "error", None, &json!({ "error": message, "title": title }).to_string());
            }
        },
        News::Waiting(_) | News::Started | News::Progress(_) | News::Note(_) => {}
    }
}
