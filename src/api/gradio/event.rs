use super::outputs::Keeping;
use crate::jobs::Job;
use maquette_contract::Note;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::watch;

/// One call on its way, and what it came to.
pub(crate) struct Event {
    /// Nobody can guess it.
    pub(crate) id: String,
    /// Its session; that of a call which names none is the event itself.
    pub(crate) session: String,
    pub(crate) demo: String,
    pub(crate) keeping: Keeping,
    /// How many bytes its inputs take while it lives.
    pub(crate) weight: usize,
    /// Tells whoever follows the session that there is something new.
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

/// An event as it is now.
pub(crate) struct Standing {
    pub(crate) job: Option<Arc<Job>>,
    /// What is to be known of its inputs.
    pub(crate) notes: Vec<String>,
    pub(crate) end: Option<Arc<End>>,
}

impl End {
    /// What the clients make of it is clean, unlike what they make of Gradio's own.
    pub(crate) fn cancelled() -> Self {
        Self::Failed { title: "Cancelled", message: "Cancelled".to_owned() }
    }

    /// How much of it is kept, in bytes.
    pub(crate) fn bytes(&self) -> usize {
        match self {
            Self::Done { data, .. } => data.len(),
            Self::Failed { message, .. } => message.len(),
        }
    }
}

/// What an event begins with.
pub(crate) struct Asked {
    pub(crate) demo: String,
    pub(crate) keeping: Keeping,
    pub(crate) weight: usize,
}

impl Event {
    pub(crate) fn new(id: String, session: String, asked: Asked, changed: Arc<watch::Sender<()>>) -> Self {
        let Asked { demo, keeping, weight } = asked;
        let (cancelled, state) = (watch::Sender::new(false), Mutex::default());
        Self { id, session, demo, keeping, weight, changed, cancelled, state }
    }

    /// A streaming demo's job is what answers.
    pub(crate) fn begun(&self, job: Arc<Job>) {
        let mut state = self.state();
        state.notes = messages(&job.notes);
        state.job = Some(job);
        drop(state);
        self.tell();
    }

    pub(crate) fn note(&self, notes: Vec<String>) {
        self.state().notes = notes;
    }

    /// The end, once.
    pub(crate) fn end(&self, end: End) -> bool {
        let mut state = self.state();
        if state.end.is_some() {
            return false;
        }
        state.end = Some(Arc::new(end));
        drop(state);
        self.tell();
        true
    }

    pub(crate) fn is_over(&self) -> bool {
        self.state().end.is_some()
    }

    /// Asks the work to stop; whoever does it ends the event.
    pub(crate) fn cancel(&self) {
        self.cancelled.send_replace(true);
    }

    pub(crate) async fn cancelled(&self) {
        // The sender is this event's own.
        self.cancelled.subscribe().wait_for(|cancelled| *cancelled).await.ok();
    }

    pub(crate) fn now(&self) -> Standing {
        let State { job, notes, end } = self.state().clone();
        Standing { job, notes, end }
    }

    pub(crate) fn tell(&self) {
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
