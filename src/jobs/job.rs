use crate::engine::Cause;
use crate::model::{Progress, Work};
use maquette_contract::{Delta, Note, PredictError, Prediction, Value};
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::watch;
use uuid::Uuid;

/// What whoever comes late can still catch up with piece by piece; before that they get the whole.
const HISTORY_BYTES: usize = 512 * 1024;
const HISTORY: usize = 1_024;
/// Of a job that is over less is kept, since there may be many.
const KEPT_BYTES: usize = 64 * 1024;

/// One piece of work.
pub struct Job {
    /// Nobody can guess it, so whoever knows it may see the answer and cancel the work.
    pub id: String,
    pub demo: String,
    /// The inputs, in the order of the schema's features; what was brought is its name.
    pub inputs: Vec<Value>,
    /// What is to be known about the inputs.
    pub notes: Vec<Note>,
    state: Mutex<State>,
    /// Changes with everything there is to be seen.
    changed: watch::Sender<()>,
    progress: Arc<watch::Sender<Progress>>,
    cancelled: watch::Sender<bool>,
    created: Instant,
}

struct State {
    stage: Stage,
    /// How many are to be done before it.
    ahead: usize,
    latest: Option<Prediction>,
    /// How many pieces there have been, which is the number of the last.
    count: u64,
    history: VecDeque<(u64, Arc<str>)>,
    history_bytes: usize,
    begun: Option<Instant>,
    ended: Option<Instant>,
    /// What its failure came from, which nobody but its author is shown.
    cause: Option<Cause>,
}

/// How far a job has come.
#[derive(Clone, Debug, PartialEq)]
pub enum Stage {
    Waiting,
    Running,
    Done,
    Cancelled,
    Failed(PredictError),
}

/// A job as it is now.
#[derive(Clone, Debug)]
pub struct Report {
    pub stage: Stage,
    pub ahead: usize,
    pub progress: Progress,
    /// Since it began, or how long it took.
    pub elapsed: Duration,
    /// The number of its latest piece.
    pub count: u64,
}

/// One piece of an answer, as JSON of [`Delta`], and its number.
pub type Update = (u64, Arc<str>);

impl Report {
    /// Whether nothing more will come.
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
                ahead: 0,
                latest: None,
                count: 0,
                history: VecDeque::new(),
                history_bytes: 0,
                begun: None,
                ended: None,
                cause: None,
            }),
            changed: watch::Sender::new(()),
            progress: Arc::new(watch::Sender::new(Progress::default())),
            cancelled: watch::Sender::new(false),
            created: Instant::now(),
        })
    }

    /// How its author's code sees it.
    pub(super) fn work(&self) -> Work {
        Work::new(self.progress.clone(), self.cancelled.subscribe())
    }

    /// Asks the work to end. It does between two pieces, or where it looks for this itself.
    pub fn cancel(&self) {
        self.cancelled.send_replace(true);
    }

    pub fn is_cancelled(&self) -> bool {
        *self.cancelled.borrow()
    }

    pub(super) fn place(&self, ahead: usize) {
        self.state().ahead = ahead;
        self.changed.send_replace(());
    }

    pub(super) fn begin(&self) {
        let mut state = self.state();
        (state.stage, state.ahead, state.begun) = (Stage::Running, 0, Some(Instant::now()));
        drop(state);
        self.changed.send_replace(());
    }

    /// Takes the next state of the answer; says whether anybody still wants more.
    pub(super) fn hear(&self, prediction: Prediction) -> bool {
        if self.is_cancelled() {
            return false;
        }
        let mut state = self.state();
        let delta = match &state.latest {
            Some(before) => Delta::between(before, &prediction),
            None => Delta::Whole(Box::new(prediction.clone())),
        };
        state.count += 1;
        // Plain data is always written.
        let json: Arc<str> = serde_json::to_string(&delta).unwrap_or_default().into();
        state.history_bytes += json.len();
        let number = state.count;
        state.history.push_back((number, json));
        while state.history.len() > HISTORY
            || (state.history_bytes > HISTORY_BYTES && state.history.len() > 1)
        {
            let Some((_, oldest)) = state.history.pop_front() else { break };
            state.history_bytes -= oldest.len();
        }
        state.latest = Some(prediction);
        drop(state);
        self.changed.send_replace(());
        true
    }

    pub(super) fn failed_by(&self, cause: Option<Cause>) {
        self.state().cause = cause;
    }

    pub(super) fn cause(&self) -> Option<Cause> {
        self.state().cause.clone()
    }

    /// The end, once. What came before a failure stays to be seen.
    pub(super) fn end(&self, stage: Stage) -> bool {
        let mut state = self.state();
        if state.ended.is_some() {
            return false;
        }
        (state.stage, state.ahead, state.ended) = (stage, 0, Some(Instant::now()));
        // Whoever comes from now on is served as well by the whole.
        if state.history_bytes > KEPT_BYTES {
            (state.history, state.history_bytes) = (VecDeque::new(), 0);
        }
        drop(state);
        self.changed.send_replace(());
        true
    }

    pub fn report(&self) -> Report {
        let state = self.state();
        let from = state.begun.unwrap_or(self.created);
        Report {
            stage: state.stage.clone(),
            ahead: state.ahead,
            progress: self.progress.borrow().clone(),
            elapsed: state.ended.unwrap_or_else(Instant::now).saturating_duration_since(from),
            count: state.count,
        }
    }

    /// The answer as far as it has come.
    pub fn latest(&self) -> Option<Prediction> {
        self.state().latest.clone()
    }

    /// What is new to somebody who has seen the piece `seen` last, 0 if none: the pieces since then, or where they are
    /// no longer kept the whole answer.
    pub fn since(&self, seen: u64) -> Vec<Update> {
        let state = self.state();
        if seen == state.count {
            return vec![];
        }
        // A number from another life of the job is no number of ours.
        let kept = seen < state.count && state.history.front().is_some_and(|(first, _)| *first <= seen + 1);
        if kept {
            return state.history.iter().filter(|(number, _)| *number > seen).cloned().collect();
        }
        let whole = state.latest.clone().map(|latest| Delta::Whole(Box::new(latest)));
        let json = whole.and_then(|whole| serde_json::to_string(&whole).ok());
        json.into_iter().map(|json| (state.count, json.into())).collect()
    }

    /// Tells of every change from now on: of the answer, and of the progress.
    pub fn watch(&self) -> (watch::Receiver<()>, watch::Receiver<Progress>) {
        (self.changed.subscribe(), self.progress.subscribe())
    }

    /// Waits for the end.
    pub async fn ended(&self) {
        let mut changed = self.changed.subscribe();
        while !self.is_over() {
            // The sender is this job's own.
            changed.changed().await.ok();
        }
    }

    pub fn is_over(&self) -> bool {
        self.state().ended.is_some()
    }

    pub(super) fn ended_since(&self) -> Option<Duration> {
        self.state().ended.map(|ended| ended.elapsed())
    }

    pub(super) fn timing(&self) -> (f64, f64) {
        let state = self.state();
        let begun = state.begun.unwrap_or(self.created);
        let ended = state.ended.unwrap_or_else(Instant::now);
        ((begun - self.created).as_secs_f64(), ended.saturating_duration_since(begun).as_secs_f64())
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // Nothing that is done under this lock can leave it half changed.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> Prediction {
        Prediction::Text(text.to_owned())
    }

    fn seen(job: &Job, since: u64) -> Vec<(u64, String)> {
        job.since(since).into_iter().map(|(number, json)| (number, json.to_string())).collect()
    }

    #[test]
    fn who_comes_late_catches_up() {
        let job = Job::new("demo", vec![], vec![]);
        job.begin();
        for words in ["Once", "Once upon", "Never"] {
            assert!(job.hear(text(words)));
        }
        let pieces = [
            (1, r#"{"whole":{"text":"Once"}}"#.to_owned()),
            (2, r#"{"text":" upon"}"#.to_owned()),
            (3, r#"{"whole":{"text":"Never"}}"#.to_owned()),
        ];
        assert_eq!(seen(&job, 0), pieces);
        assert_eq!(seen(&job, 2), pieces[2..]);
        assert_eq!(seen(&job, 3), []);
        // Somebody with a number that never was.
        assert_eq!(seen(&job, 99), pieces[2..]);
        assert_eq!(seen(&job, u64::MAX), pieces[2..]);
    }

    #[test]
    fn who_comes_too_late_gets_the_whole() {
        let job = Job::new("demo", vec![], vec![]);
        let mut words = String::new();
        for _ in 0..=HISTORY {
            words.push('a');
            job.hear(text(&words));
        }
        let number = HISTORY as u64 + 1;
        assert_eq!(seen(&job, 0), [(number, format!("{{\"whole\":{{\"text\":\"{words}\"}}}}"))]);
        assert_eq!(seen(&job, 1).len(), HISTORY);
        job.hear(text(&"b".repeat(HISTORY_BYTES)));
        assert_eq!(seen(&job, 1).len(), 1);
    }

    #[test]
    fn it_ends_once_and_keeps_what_there_was() {
        let job = Job::new("demo", vec![], vec![]);
        job.begin();
        job.hear(text("a"));
        job.cancel();
        assert!(!job.hear(text("b")));
        assert!(job.end(Stage::Cancelled) && !job.end(Stage::Done));
        assert_eq!((job.report().stage, job.latest()), (Stage::Cancelled, Some(text("a"))));
    }
}
