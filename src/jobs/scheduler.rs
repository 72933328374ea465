//! Runs the jobs of one demo, each on a thread of its own, a limited number at a time; the others wait in a bounded
//! queue.

use super::{CancelOnDrop, Job, Stage};
use crate::engine::{EngineError, Output};
use crate::model::StreamModel;
use crate::store::{LogEntry, Store};
use maquette_contract::{Instance, PredictError, Prediction};
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// How many jobs may wait. The next one would wait longer than people do.
const MAX_WAITING: usize = 64;

/// When a client that found the queue full tries again: some of the work ahead may be over then.
const RETRY_AFTER_SECS: u32 = 30;

/// How long a page waits for the whole answer of a stream.
const PAGE_TIMEOUT: Duration = Duration::from_secs(20);

/// Runs the jobs of a streaming demo.
pub struct JobScheduler {
    steps: Arc<dyn StreamModel>,
    policy: JobPolicy,
    store: Arc<dyn Store>,
    state: Mutex<State>,
}

/// What holds for every job of a demo.
#[derive(Clone, Debug)]
pub struct JobPolicy {
    pub demo: String,
    pub version: String,
    /// How many jobs run at the same time; the others wait.
    pub concurrency: usize,
    /// How long a job may run.
    pub time_limit: Duration,
}

#[derive(Default)]
struct State {
    running: usize,
    waiting: VecDeque<(Arc<Job>, Instance)>,
}

impl State {
    /// Sets the position of every waiting job.
    fn update_positions(&self) {
        self.waiting.iter().enumerate().for_each(|(index, (job, _))| job.set_position(index + 1));
    }
}

impl JobScheduler {
    pub(crate) fn new(steps: Arc<dyn StreamModel>, policy: JobPolicy, store: Arc<dyn Store>) -> Arc<Self> {
        Arc::new(Self { steps, policy, store, state: Mutex::default() })
    }

    /// Starts a job, or puts it at the end of the queue. Must be called within a tokio runtime.
    ///
    /// # Errors
    /// [`PredictError::Overloaded`] if the queue is full, or the system refuses to start a thread.
    pub(crate) fn start(self: &Arc<Self>, job: Arc<Job>, instance: Instance) -> Result<(), EngineError> {
        let mut state = self.state();
        if state.running < self.policy.concurrency {
            state.running += 1;
            drop(state);
            return self.spawn(job, instance);
        }
        if state.waiting.len() >= MAX_WAITING {
            return Err(EngineError::Predict(
                PredictError::Overloaded { retry_after_secs: RETRY_AFTER_SECS },
                None,
            ));
        }
        job.set_position(state.waiting.len() + 1);
        state.waiting.push_back((job.clone(), instance));
        drop(state);
        // A job that is cancelled while it waits leaves the queue at once.
        let (scheduler, work) = (self.clone(), job.work());
        tokio::spawn(async move {
            tokio::select! {
                () = work.cancelled() => scheduler.dequeue(&job),
                () = job.wait_until_over() => {}
            }
        });
        Ok(())
    }

    /// Runs a job for one instance and waits for its end, at most for `timeout` (20 seconds for a page without one) and
    /// for the demo's time limit. If the caller stops waiting, the job is cancelled.
    ///
    /// # Errors
    /// As [`Engine::forward`](crate::engine::Engine::forward).
    pub(crate) async fn run_to_end(
        self: &Arc<Self>,
        instance: Instance,
        page: bool,
        timeout: Option<Duration>,
    ) -> Result<Output, EngineError> {
        let timeout = timeout.or(page.then_some(PAGE_TIMEOUT));
        let limit = timeout.map_or(self.policy.time_limit, |timeout| timeout.min(self.policy.time_limit));
        let job = Job::new(&self.policy.demo, vec![], vec![]);
        let guard = CancelOnDrop(job.clone());
        self.start(job.clone(), instance)?;
        if tokio::time::timeout(limit, job.wait_until_over()).await.is_err() {
            let waiting = job.report().stage == Stage::Waiting;
            return Err(if waiting { EngineError::Full } else { EngineError::TooSlow { limit } });
        }
        drop(guard);
        let (queue_secs, forward_secs) = job.timing();
        match (job.report().stage, job.latest()) {
            (Stage::Failed(error), _) => Err(EngineError::Predict(error, job.cause())),
            (_, Some(prediction)) => {
                let (beside, warnings) = (vec![], vec![]);
                Ok(Output { prediction, beside, warnings, queue_secs, forward_secs, batch_rows: 1 })
            }
            (_, None) => Err(EngineError::Failed(Arc::new(anyhow::anyhow!("the stream gave no output")))),
        }
    }

    /// How many jobs run at the same time.
    pub(crate) fn concurrency(&self) -> usize {
        self.policy.concurrency
    }

    /// How many jobs wait for their turn.
    pub(crate) fn waiting(&self) -> usize {
        self.state().waiting.len()
    }

    /// Starts a thread that runs a job, and then the waiting ones until none is left.
    fn spawn(self: &Arc<Self>, job: Arc<Job>, instance: Instance) -> Result<(), EngineError> {
        let (scheduler, runtime) = (self.clone(), tokio::runtime::Handle::current());
        let thread = std::thread::Builder::new().name(format!("job {}", self.policy.demo));
        let spawned = thread.spawn(move || {
            let mut next = Some((job, instance));
            while let Some((job, instance)) = next {
                runtime.spawn(enforce_time_limit(job.clone(), scheduler.policy.time_limit));
                scheduler.run(&job, &instance);
                next = scheduler.next_job();
            }
        });
        spawned.map(drop).map_err(|error| {
            self.state().running -= 1;
            EngineError::Failed(Arc::new(error.into()))
        })
    }

    fn run(&self, job: &Job, instance: &Instance) {
        job.start();
        // A stream has no card, so nobody has measured its probabilities.
        let mut output = |prediction: Prediction| job.push_output(prediction.without_probabilities());
        let result = self.steps.run(instance, &job.work(), &mut output);
        let stage = match result {
            _ if job.is_cancelled() => Stage::Cancelled,
            Ok(()) => Stage::Done,
            Err(error) => {
                let error = EngineError::Failed(Arc::new(error));
                job.set_cause(error.cause());
                Stage::Failed(error.into_predict_error(&self.policy.demo, &job.id))
            }
        };
        let done = stage == Stage::Done;
        if job.end(stage) && done && !job.inputs.is_empty() {
            self.log(job);
        }
    }

    fn log(&self, job: &Job) {
        let (demo, version) = (self.policy.demo.as_str().into(), self.policy.version.as_str().into());
        let latest = job.latest().unwrap_or(Prediction::Text(String::new()));
        self.store.append(LogEntry::new(job.id.as_str().into(), demo, version, job.inputs.clone(), &latest));
    }

    /// The next job in the queue. If there is none, the calling thread ends.
    fn next_job(&self) -> Option<(Arc<Job>, Instance)> {
        let mut state = self.state();
        let next = state.waiting.pop_front();
        match &next {
            None => state.running -= 1,
            Some(_) => state.update_positions(),
        }
        next
    }

    /// Takes a job that was cancelled out of the queue.
    fn dequeue(&self, job: &Arc<Job>) {
        let mut state = self.state();
        let before = state.waiting.len();
        state.waiting.retain(|(waiting, _)| !Arc::ptr_eq(waiting, job));
        if state.waiting.len() < before {
            job.end(Stage::Cancelled);
            state.update_positions();
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Ends a job as too slow when its time is over, and cancels its work. Until the author's code returns, its thread still
/// counts as running.
async fn enforce_time_limit(job: Arc<Job>, limit: Duration) {
    tokio::select! {
        () = job.wait_until_over() => {}
        () = tokio::time::sleep(limit) => {
            let limit_secs = limit.as_secs_f64().ceil() as u32;
            job.end(Stage::Failed(PredictError::TooSlow { limit_secs }));
            job.cancel();
        }
    }
}
