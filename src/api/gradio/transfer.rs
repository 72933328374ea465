//! How far uploads are, for whoever gave them a name and asks by it.

use super::AppState;
use super::session::LONGEST;
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

/// The most uploads that are told of at the same time; the others go on untold.
const MOST: usize = 200;
/// How long whoever asks before there is an upload waits for it.
const PATIENCE: Duration = Duration::from_secs(3);

pub(crate) struct Transfers {
    under_way: Mutex<HashMap<String, watch::Receiver<Arrived>>>,
    begun: watch::Sender<()>,
}

/// The file that is arriving, and how many bytes of all have.
#[derive(Clone, Default)]
struct Arrived {
    name: String,
    bytes: usize,
}

/// One upload; dropped, it is over.
pub(crate) struct Transfer {
    id: String,
    all: Arc<Transfers>,
    arrived: watch::Sender<Arrived>,
}

impl Default for Transfers {
    fn default() -> Self {
        Self { under_way: Mutex::default(), begun: watch::Sender::new(()) }
    }
}

impl Transfers {
    /// An upload under a name, if there is room and nobody else's bears it.
    pub(crate) fn begin(self: &Arc<Self>, id: String) -> Option<Transfer> {
        let mut under_way = self.under_way();
        if under_way.len() >= MOST || under_way.contains_key(&id) {
            return None;
        }
        let arrived = watch::Sender::new(Arrived::default());
        under_way.insert(id.clone(), arrived.subscribe());
        drop(under_way);
        self.begun.send_replace(());
        Some(Transfer { id, all: self.clone(), arrived })
    }

    async fn find(&self, id: &str) -> Option<watch::Receiver<Arrived>> {
        let mut begun = self.begun.subscribe();
        let looked = async {
            loop {
                begun.mark_unchanged();
                let found = self.under_way().get(id).cloned();
                if found.is_some() || begun.changed().await.is_err() {
                    return found;
                }
            }
        };
        tokio::time::timeout(PATIENCE, looked).await.ok().flatten()
    }

    fn under_way(&self) -> MutexGuard<'_, HashMap<String, watch::Receiver<Arrived>>> {
        self.under_way.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Transfer {
    pub(crate) fn arrived(&self, name: &str, bytes: usize) {
        self.arrived.send_modify(|arrived| {
            if arrived.name != name {
                name.clone_into(&mut arrived.name);
            }
            arrived.bytes += bytes;
        });
    }
}

impl Drop for Transfer {
    fn drop(&mut self) {
        self.all.under_way().remove(&self.id);
    }
}

/// The name of an upload, unless it is none or without end.
pub(crate) fn named(id: Option<String>) -> Option<String> {
    id.filter(|id| !id.is_empty() && id.len() <= LONGEST)
}

#[derive(Deserialize)]
pub(crate) struct Asked {
    upload_id: Option<String>,
}

pub(crate) async fn follow_upload(
    Extension(state): Extension<Arc<AppState>>,
    Query(Asked { upload_id }): Query<Asked>,
) -> Response {
    let found = match named(upload_id) {
        Some(id) => state.transfers.find(&id).await,
        None => None,
    };
    let Some(arrived) = found else {
        return (StatusCode::NOT_FOUND, "Upload not found").into_response();
    };
    sse::response(unfold(Some((arrived, 0)), async |told| {
        let (mut arrived, seen): (watch::Receiver<Arrived>, usize) = told?;
        // Dropped by its sender, it is over once the last of it was seen.
        let over = arrived.borrow().bytes == seen && arrived.changed().await.is_err();
        let Arrived { name, bytes } = arrived.borrow_and_update().clone();
        if over && bytes == seen {
            return Some(("data: {\"msg\":\"done\"}\n\n".to_owned(), None));
        }
        let update = json!({ "msg": "update", "orig_name": name, "chunk_size": bytes - seen });
        Some((format!("data: {update}\n\n"), Some((arrived, bytes))))
    }))
}
