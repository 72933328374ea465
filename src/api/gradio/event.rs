//! [`Event`]: a call and its result.

use super::outputs::FileScope;
use crate::jobs::Job;
use maquette_contract::Note;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::watch;

/// One call, and its result.
pub(crate) struct Event {
    /// Random, so that nobody can guess it.
    pub(crate) id: String,
    /// Its session; a call without one has the id of its event as its session.
    pub(crate) session: String,
    pub(crate) demo: String,
    pub(crate) scope: FileScope,
    /// The bytes of its inputs.
    pub(crate) input_bytes: usize,
    /// Wakes the streams of the session.
    changed: Arc<watch::Sender<()>>,
    cancelled: watch::Sender<bool>,
    state: Mutex<State>,
}

#[derive(Clone, Default)]
struct State {
    job: Option<Arc<Job>>,
    notes: Vec<String>,
    end: Option<Arc<End>>,
}

/// How a call ended.
#[derive(Debug, PartialEq)]
pub(crate) enum End {
    Done {
        /// The values of its outputs, as a JSON list.
        data: String,
        secs: f64,
    },
    Failed {
        title: &'static str,
        message: String,
    },
}

/// The state of an event at one moment.
pub(crate) struct EventSnapshot {
    pub(crate) job: Option<Arc<Job>>,
    /// Notes about its inputs.
    pub(crate) notes: Vec<String>,
    pub(crate) end: Option<Arc<End>>,
}

impl End {
    /// The clients handle this error well, unlike Gradio's own for a cancelled call.
    pub(crate) fn cancelled() -> Self {
        Self::Failed { title: "Cancelled", message: "Cancelled".to_owned() }
    }

    /// Its size in bytes.
    pub(crate) fn bytes(&self) -> usize {
        match self {
            Self::Done { data, .. } => data.len(),
            Self::Failed { message, .. } => message.len(),
        }
    }
}

/// A call before it is an event.
pub(crate) struct NewEvent {
    pub(crate) demo: String,
    pub(crate) scope: FileScope,
    pub(crate) input_bytes: usize,
}

impl Event {
    pub(crate) fn new(id: String, session: String, new: NewEvent, changed: Arc<watch::Sender<()>>) -> Self {
        let NewEvent { demo, scope, input_bytes } = new;
        let (cancelled, state) = (watch::Sender::new(false), Mutex::default());
        Self { id, session, demo, scope, input_bytes, changed, cancelled, state }
    }

    /// Sets the job of a streaming demo.
    pub(crate) fn set_job(&self, job: Arc<Job>) {
        let mut state = self.state();
        state.notes = messages(&job.notes);
        state.job = Some(job);
        drop(state);
        self.notify();
    }

    pub(crate) fn set_notes(&self, notes: Vec<String>) {
        self.state().notes = notes;
    }

    /// Ends the event, once.
    pub(crate) fn end(&self, end: End) -> bool {
        let mut state = self.state();
        if state.end.is_some() {
            return false;
        }
        state.end = Some(Arc::new(end));
        drop(state);
        self.notify();
        true
    }

    pub(crate) fn is_over(&self) -> bool {
        self.state().end.is_some()
    }

    /// Asks the work to stop, which then ends the event.
    pub(crate) fn cancel(&self) {
        self.cancelled.send_replace(true);
    }

    pub(crate) async fn cancelled(&self) {
        // The sender is this event's own.
        self.cancelled.subscribe().wait_for(|cancelled| *cancelled).await.ok();
    }

    pub(crate) fn snapshot(&self) -> EventSnapshot {
        let State { job, notes, end } = self.state().clone();
        EventSnapshot { job, notes, end }
    }

    pub(crate) fn notify(&self) {
        self.changed.send_replace(());
    }

    pub(crate) fn watch(&self) -> watch::Receiver<()> {
        self.changed.subscribe()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // Nothing that is done under this lock can leave it half changed.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Notes as the clients show them.
pub(crate) fn messages(notes: &[Note]) -> Vec<String> {
    notes.iter().map(|note| note.message.clone()).collect()
}
