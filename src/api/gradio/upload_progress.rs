//! [`UploadProgresses`]: how far uploads are, for clients that have given them an id.

use super::AppState;
use super::session::MAX_NAME_BYTES;
use crate::api::http::sse;
use axum::Extension;
use axum::extract::Query;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use futures_util::stream::unfold;
use serde::Deserialize;
use serde_json::json;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::watch;

/// The most uploads whose progress is reported at the same time.
const MAX_UPLOADS: usize = 200;
/// How long a client that asks early waits for its upload.
const FIND_TIMEOUT: Duration = Duration::from_secs(3);

pub(crate) struct UploadProgresses {
    in_progress: Mutex<HashMap<String, watch::Receiver<Received>>>,
    started: watch::Sender<()>,
}

/// The current file, and the bytes of all files so far.
#[derive(Clone, Default)]
struct Received {
    name: String,
    bytes: usize,
}

/// One upload; dropped, it is over.
pub(crate) struct UploadProgress {
    id: String,
    all: Arc<UploadProgresses>,
    received: watch::Sender<Received>,
}

impl Default for UploadProgresses {
    fn default() -> Self {
        Self { in_progress: Mutex::default(), started: watch::Sender::new(()) }
    }
}

impl UploadProgresses {
    /// Begins an upload, unless its id is in use or there are too many.
    pub(crate) fn begin(self: &Arc<Self>, id: String) -> Option<UploadProgress> {
        let mut in_progress = self.in_progress();
        if in_progress.len() >= MAX_UPLOADS || in_progress.contains_key(&id) {
            return None;
        }
        let received = watch::Sender::new(Received::default());
        in_progress.insert(id.clone(), received.subscribe());
        drop(in_progress);
        self.started.send_replace(());
        Some(UploadProgress { id, all: self.clone(), received })
    }

    async fn find(&self, id: &str) -> Option<watch::Receiver<Received>> {
        let mut started = self.started.subscribe();
        let find = async {
            loop {
                started.mark_unchanged();
                let found = self.in_progress().get(id).cloned();
                if found.is_some() || started.changed().await.is_err() {
                    return found;
                }
            }
        };
        tokio::time::timeout(FIND_TIMEOUT, find).await.ok().flatten()
    }

    fn in_progress(&self) -> MutexGuard<'_, HashMap<String, watch::Receiver<Received>>> {
        self.in_progress.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl UploadProgress {
    pub(crate) fn received(&self, name: &str, bytes: usize) {
        self.received.send_modify(|received| {
            if received.name != name {
                name.clone_into(&mut received.name);
            }
            received.bytes += bytes;
        });
    }
}

impl Drop for UploadProgress {
    fn drop(&mut self) {
        self.all.in_progress().remove(&self.id);
    }
}

/// The id of an upload, unless it is empty or too long.
pub(crate) fn valid_id(id: Option<String>) -> Option<String> {
    id.filter(|id| !id.is_empty() && id.len() <= MAX_NAME_BYTES)
}

#[derive(Deserialize)]
pub(crate) struct Params {
    upload_id: Option<String>,
}

pub(crate) async fn follow_upload(
    Extension(state): Extension<Arc<AppState>>,
    Query(Params { upload_id }): Query<Params>,
) -> Response {
    let found = match valid_id(upload_id) {
        Some(id) => state.uploads_in_progress.find(&id).await,
        None => None,
    };
    let Some(received) = found else {
        return (StatusCode::NOT_FOUND, "Upload not found").into_response();
    };
    sse::response(unfold(Some((received, 0)), async |state| {
        let (mut received, seen): (watch::Receiver<Received>, usize) = state?;
        // The upload is over when its sender is dropped and all of it was reported.
        let over = received.borrow().bytes == seen && received.changed().await.is_err();
        let Received { name, bytes } = received.borrow_and_update().clone();
        if over && bytes == seen {
            return Some(("data: {\"msg\":\"done\"}\n\n".to_owned(), None));
        }
        let update = json!({ "msg": "update", "orig_name": name, "chunk_size": bytes - seen });
        Some((format!("data: {update}\n\n"), Some((received, bytes))))
    }))
}
