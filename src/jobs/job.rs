//! One piece of long work: its stage, its progress, its answer so far, and those who watch it.

use crate::engine::Cause;
use crate::model::{Progress, Work};
use maquette_contract::{Delta, Note, PredictError, Prediction, Value};
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::watch;
use uuid::Uuid;

/// How many bytes and how many deltas are kept, so that a watcher who reconnects gets those it missed. One that missed
/// more gets the whole answer.
const MAX_HISTORY_BYTES: usize = 512 * 1024;
const MAX_HISTORY: usize = 1_024;
/// A job that is over keeps its deltas only if they are smaller than this, because there may be many such jobs.
const MAX_HISTORY_BYTES_AFTER_END: usize = 64 * 1024;

/// One piece of work.
pub struct Job {
    /// Cannot be guessed, so anyone who knows it may see the answer and cancel the work.
    pub id: String,
    pub demo: String,
    /// The inputs, in the order of the schema's features. An upload is its token.
    pub inputs: Vec<Value>,
    /// Notes about the inputs.
    pub notes: Vec<Note>,
    state: Mutex<State>,
    /// Sends with every change except that of the progress.
    changed: watch::Sender<()>,
    progress: Arc<watch::Sender<Progress>>,
    cancelled: watch::Sender<bool>,
    created: Instant,
}

struct State {
    stage: Stage,
    /// Its place in the queue, from 1; 0 once it runs.
    position: usize,
    latest: Option<Prediction>,
    /// How many outputs there have been, which is the number of the latest.
    count: u64,
    history: VecDeque<Update>,
    history_bytes: usize,
    started: Option<Instant>,
    ended: Option<Instant>,
    /// What its failure came from, which nobody but its author is shown.
    cause: Option<Cause>,
}

/// Where a job is between its start and its end.
#[derive(Clone, Debug, PartialEq)]
pub enum Stage {
    Waiting,
    Running,
    Done,
    Cancelled,
    Failed(PredictError),
}

/// The state of a job at one moment.
#[derive(Clone, Debug)]
pub struct Report {
    pub stage: Stage,
    /// Its place in the queue, from 1; 0 once it runs.
    pub ahead: usize,
    pub progress: Progress,
    /// How long it has run, or took in all. While it waits, how long it has waited.
    pub elapsed: Duration,
    /// How many outputs there have been, which is the number of the latest.
    pub count: u64,
}

/// The number of an output, from 1, and the JSON of the [`Delta`] that leads to it.
pub type Update = (u64, Arc<str>);

impl Report {
    /// Whether the job is done, cancelled or failed.
    pub fn is_over(&self) -> bool {
        !matches!(self.stage, Stage::Waiting | Stage::Running)
    }
}

impl Job {
    pub(crate) fn new(demo: &str, inputs: Vec<Value>, notes: Vec<Note>) -> Arc<Self> {
        Arc::new(Self {
            id: Uuid::new_v4().simple().to_string(),
            demo: demo.to_owned(),
            inputs,
            notes,
            state: Mutex::new(State {
                stage: Stage::Waiting,
                position: 0,
                latest: None,
                count: 0,
                history: VecDeque::new(),
                history_bytes: 0,
                started: None,
                ended: None,
                cause: None,
            }),
            changed: watch::Sender::new(()),
            progress: Arc::new(watch::Sender::new(Progress::default())),
            cancelled: watch::Sender::new(false),
            created: Instant::now(),
        })
    }

    /// The handle that the author's code gets.
    pub(super) fn work(&self) -> Work {
        Work::new(self.progress.clone(), self.cancelled.subscribe())
    }

    /// Asks the work to end. It does between two outputs, or where the author's code checks for this.
    pub fn cancel(&self) {
        self.cancelled.send_replace(true);
    }

    pub fn is_cancelled(&self) -> bool {
        *self.cancelled.borrow()
    }

    pub(super) fn set_position(&self, position: usize) {
        self.state().position = position;
        self.changed.send_replace(());
    }

    pub(super) fn start(&self) {
        let mut state = self.state();
        (state.stage, state.position, state.started) = (Stage::Running, 0, Some(Instant::now()));
        drop(state);
        self.changed.send_replace(());
    }

    /// Records the answer so far, and wakes the watchers. Returns whether the work goes on: `false` once it is cancelled.
    pub(super) fn push_output(&self, prediction: Prediction) -> bool {
        if self.is_cancelled() {
            return false;
        }
        let mut state = self.state();
        let delta = match &state.latest {
            Some(before) => Delta::between(before, &prediction),
            None => Delta::Whole(Box::new(prediction.clone())),
        };
        state.count += 1;
        // A delta is plain data, so writing it does not fail.
        let json: Arc<str> = serde_json::to_string(&delta).unwrap_or_default().into();
        state.history_bytes += json.len();
        let number = state.count;
        state.history.push_back((number, json));
        while state.history.len() > MAX_HISTORY
            || (state.history_bytes > MAX_HISTORY_BYTES && state.history.len() > 1)
        {
            let Some((_, oldest)) = state.history.pop_front() else { break };
            state.history_bytes -= oldest.len();
        }
        state.latest = Some(prediction);
        drop(state);
        self.changed.send_replace(());
        true
    }

    pub(super) fn set_cause(&self, cause: Option<Cause>) {
        self.state().cause = cause;
    }

    pub(super) fn cause(&self) -> Option<Cause> {
        self.state().cause.clone()
    }

    /// Ends the job. Its answer so far stays, even after a failure. Returns `false` if it was over already.
    pub(super) fn end(&self, stage: Stage) -> bool {
        let mut state = self.state();
        if state.ended.is_some() {
            return false;
        }
        (state.stage, state.position, state.ended) = (stage, 0, Some(Instant::now()));
        // New watchers get the whole answer.
        if state.history_bytes > MAX_HISTORY_BYTES_AFTER_END {
            (state.history, state.history_bytes) = (VecDeque::new(), 0);
        }
        drop(state);
        self.changed.send_replace(());
        true
    }

    /// The state of the job now.
    pub fn report(&self) -> Report {
        let state = self.state();
        let from = state.started.unwrap_or(self.created);
        Report {
            stage: state.stage.clone(),
            ahead: state.position,
            progress: self.progress.borrow().clone(),
            elapsed: state.ended.unwrap_or_else(Instant::now).saturating_duration_since(from),
            count: state.count,
        }
    }

    /// The latest output, which is the whole answer so far.
    pub fn latest(&self) -> Option<Prediction> {
        self.state().latest.clone()
    }

    /// The updates after the output with the number `seen`, 0 for none. If they are no longer kept, one update with the
    /// whole answer.
    pub fn updates_since(&self, seen: u64) -> Vec<Update> {
        let state = self.state();
        if seen == state.count {
            return vec![];
        }
        // The number may be higher than any of this job: a client may send whatever it likes.
        let kept = seen < state.count && state.history.front().is_some_and(|(first, _)| *first <= seen + 1);
        if kept {
            return state.history.iter().filter(|(number, _)| *number > seen).cloned().collect();
        }
        let whole = state.latest.clone().map(|latest| Delta::Whole(Box::new(latest)));
        let json = whole.and_then(|whole| serde_json::to_string(&whole).ok());
        json.into_iter().map(|json| (state.count, json.into())).collect()
    }

    /// Receivers that wake with each change from now on: of the job, and of its progress.
    pub fn watch(&self) -> (watch::Receiver<()>, watch::Receiver<Progress>) {
        (self.changed.subscribe(), self.progress.subscribe())
    }

    /// Waits until the job is done, cancelled or failed.
    pub async fn wait_until_over(&self) {
        let mut changed = self.changed.subscribe();
        while !self.is_over() {
            // The sender is this job's own, so it is not dropped here.
            changed.changed().await.ok();
        }
    }

    /// Whether the job is done, cancelled or failed.
    pub fn is_over(&self) -> bool {
        self.state().ended.is_some()
    }

    /// How long ago the job ended; `None` before.
    pub(super) fn time_since_end(&self) -> Option<Duration> {
        self.state().ended.map(|ended| ended.elapsed())
    }

    /// How many seconds the job waited, and how many it ran.
    pub(super) fn timing(&self) -> (f64, f64) {
        let state = self.state();
        let started = state.started.unwrap_or(self.created);
        let ended = state.ended.unwrap_or_else(Instant::now);
        ((started - self.created).as_secs_f64(), ended.saturating_duration_since(started).as_secs_f64())
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // Nothing that is done under this lock can leave it half changed.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Cancels a job when it is dropped, for a client that waits for it and may disconnect.
pub struct CancelOnDrop(pub Arc<Job>);

impl Drop for CancelOnDrop {
    fn drop(&mut self) {
        self.0.cancel();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> Prediction {
        Prediction::Text(text.to_owned())
    }

    fn updates(job: &Job, seen: u64) -> Vec<(u64, String)> {
        job.updates_since(seen).into_iter().map(|(number, json)| (number, json.to_string())).collect()
    }

    #[test]
    fn a_late_watcher_gets_the_outputs_it_missed() {
        let job = Job::new("demo", vec![], vec![]);
        job.start();
        for words in ["Once", "Once upon", "Never"] {
            assert!(job.push_output(text(words)));
        }
        let pieces = [
            (1, r#"{"whole":{"text":"Once"}}"#.to_owned()),
            (2, r#"{"text":" upon"}"#.to_owned()),
            (3, r#"{"whole":{"text":"Never"}}"#.to_owned()),
        ];
        assert_eq!(updates(&job, 0), pieces);
        assert_eq!(updates(&job, 2), pieces[2..]);
        assert_eq!(updates(&job, 3), []);
        // Numbers that no output has.
        assert_eq!(updates(&job, 99), pieces[2..]);
        assert_eq!(updates(&job, u64::MAX), pieces[2..]);
    }

    #[test]
    fn a_watcher_that_missed_too_much_gets_the_whole_answer() {
        let job = Job::new("demo", vec![], vec![]);
        let mut words = String::new();
        for _ in 0..=MAX_HISTORY {
            words.push('a');
            job.push_output(text(&words));
        }
        let number = MAX_HISTORY as u64 + 1;
        assert_eq!(updates(&job, 0), [(number, format!("{{\"whole\":{{\"text\":\"{words}\"}}}}"))]);
        assert_eq!(updates(&job, 1).len(), MAX_HISTORY);
        job.push_output(text(&"b".repeat(MAX_HISTORY_BYTES)));
        assert_eq!(updates(&job, 1).len(), 1);
    }

    #[test]
    fn a_job_ends_once_and_keeps_its_answer() {
        let job = Job::new("demo", vec![], vec![]);
        job.start();
        job.push_output(text("a"));
        job.cancel();
        assert!(!job.push_output(text("b")));
        assert!(job.end(Stage::Cancelled) && !job.end(Stage::Done));
        assert_eq!((job.report().stage, job.latest()), (Stage::Cancelled, Some(text("a"))));
    }
}
