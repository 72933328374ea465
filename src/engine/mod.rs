//! One owner thread per model behind a bounded queue, or several if the author asks for them. All requests that wait are
//! answered as one batch. Knows instances and time, and neither doors nor stores.

mod error;
mod queue;
mod warm_up;
mod worker;

pub use error::{Cause, EngineError};

use crate::model::Build;
use maquette_contract::{Instance, Part, Prediction};
use queue::{Entry, Queue};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::{oneshot, watch};
use worker::BusyTimer;

/// How long a request waits for a model that is still loading, before it is refused.
const LOADING_TIMEOUT: Duration = Duration::from_secs(1);

/// A handle to the threads of a model, which end when the last handle is dropped.
#[derive(Clone)]
pub struct Engine {
    queue: Arc<CloseOnDrop>,
    status: watch::Receiver<Status>,
    /// One for each worker.
    busy: Arc<[BusyTimer]>,
    time_limit: Duration,
    failure: Arc<OnceLock<Cause>>,
}

/// Closes the queue when the last handle is dropped, which ends the workers.
struct CloseOnDrop(Arc<Queue>);

impl Drop for CloseOnDrop {
    fn drop(&mut self) {
        self.0.close();
    }
}

/// All that the threads of a model need.
pub struct EngineSpec {
    /// Makes the model, once on each thread.
    pub build: Build,
    /// The inputs that the model is warmed up with.
    pub example: Option<Instance>,
    pub extras: Extras,
    pub policy: BatchPolicy,
}

/// How requests become batches, and how many threads answer them.
#[derive(Clone, Copy, Debug)]
pub struct BatchPolicy {
    /// How long an answer may take.
    pub time_limit: Duration,
    /// How long a batch that is not full waits for more requests.
    pub max_delay: Duration,
    /// How many threads answer, each with a model of its own.
    pub workers: usize,
}

/// What an author adds to the model's own prediction.
#[derive(Default)]
pub struct Extras {
    pub beside: Vec<Beside>,
    pub warnings: Vec<Warning>,
}

/// Makes what a page shows beside an answer, on the model's thread.
pub type Beside = Arc<dyn Fn(&Instance, &Prediction) -> anyhow::Result<Part> + Send + Sync>;

/// Says why the answer to some inputs is not to be trusted; `None` if nothing is wrong with them.
pub type Warning = Arc<dyn Fn(&Instance) -> anyhow::Result<Option<String>> + Send + Sync>;

/// Whether a model can answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Status {
    Loading,
    Ready,
    Ended,
}

/// The prediction for one instance, and how long it took.
#[derive(Clone, Debug, PartialEq)]
pub struct Output {
    pub prediction: Prediction,
    pub beside: Vec<Part>,
    pub warnings: Vec<String>,
    /// How many seconds the request waited for the model.
    pub queue_secs: f64,
    /// How many seconds the whole batch took.
    pub forward_secs: f64,
    /// How many rows the batch had.
    pub batch_rows: usize,
}

impl Engine {
    /// Starts the threads that make the model, warm it up and own it from then on. Returns at once.
    ///
    /// # Errors
    /// The system refuses to start a thread.
    pub fn start(name: &str, spec: EngineSpec) -> anyhow::Result<Self> {
        let EngineSpec { build, example, extras, policy } = spec;
        let (status_tx, status) = watch::channel(Status::Loading);
        let queue = Arc::new(Queue::default());
        let close = Arc::new(CloseOnDrop(queue.clone()));
        let busy: Arc<[BusyTimer]> = (0..policy.workers).map(|_| BusyTimer::default()).collect();
        let failure = Arc::new(OnceLock::new());
        let state = Arc::new(State {
            name: name.to_owned(),
            build: Mutex::new(build),
            example,
            extras,
            max_delay: policy.max_delay,
            queue,
            busy: busy.clone(),
            status_tx,
            ready_workers: AtomicUsize::new(0),
            failure: failure.clone(),
        });
        for worker in 0..policy.workers {
            let state = state.clone();
            std::thread::Builder::new()
                .name(format!("model {name}"))
                .spawn(move || state.run_worker(worker))?;
        }
        Ok(Self { queue: close, status, busy, time_limit: policy.time_limit, failure })
    }

    /// Answers some instances, in a batch with the other requests that wait: an output for each, or why there is none.
    /// `page` asks for what is shown beside the answer as well. `timeout` shortens the time limit of the demo.
    ///
    /// # Errors
    /// Why no instance is answered. [`EngineError::Full`] and [`EngineError::Stuck`] come at once, without waiting.
    pub async fn forward(
        &self,
        rows: Vec<Instance>,
        page: bool,
        timeout: Option<Duration>,
    ) -> Result<Vec<Result<Output, EngineError>>, EngineError> {
        self.wait_until_loaded().await?;
        if let Some(busy) = self.stuck_for() {
            return Err(EngineError::Stuck { busy });
        }
        let (answer, results) = oneshot::channel();
        let started = Arc::new(AtomicBool::new(false));
        let limit = timeout.map_or(self.time_limit, |timeout| timeout.min(self.time_limit));
        let queued = Instant::now();
        let entry = Entry { rows, page, queued, deadline: queued + limit, started: started.clone(), answer };
        if let Some(wake_guard) = self.queue.0.push(entry)? {
            // Other requests that have just arrived enter the queue first: fewer batches, and fewer wake-ups.
            tokio::task::yield_now().await;
            drop(wake_guard);
        }
        match tokio::time::timeout(limit, results).await {
            Ok(Ok(results)) => Ok(results),
            // A worker drops a request only if its time is over. One dropped earlier had no worker left.
            Ok(Err(_)) if queued.elapsed() < limit => Err(EngineError::Ended),
            // A request that still waits for its turn met no slow answer, but a long queue, or one that does not move.
            Ok(Err(_)) | Err(_) if !started.load(Ordering::Relaxed) => match self.stuck_for() {
                Some(busy) => Err(EngineError::Stuck { busy }),
                None => Err(EngineError::Full),
            },
            Ok(Err(_)) | Err(_) => Err(EngineError::TooSlow { limit }),
        }
    }

    /// How long every worker has been busy with its batch, if that is longer than the time limit.
    pub fn stuck_for(&self) -> Option<Duration> {
        let times = self.busy.iter().map(BusyTimer::elapsed);
        let shortest = times.reduce(|a, b| a.zip(b).map(|(a, b)| a.min(b)))??;
        (shortest > self.time_limit).then_some(shortest)
    }

    async fn wait_until_loaded(&self) -> Result<(), EngineError> {
        if self.is_ready() {
            return Ok(());
        }
        let mut status = self.status.clone();
        let loaded =
            tokio::time::timeout(LOADING_TIMEOUT, status.wait_for(|status| *status != Status::Loading)).await;
        match loaded {
            Ok(Ok(status)) if *status == Status::Ready => Ok(()),
            Ok(_) => Err(EngineError::Ended),
            Err(_) => Err(EngineError::Loading),
        }
    }

    /// Why the model did not load, if it did not.
    pub(crate) fn failure(&self) -> Option<Cause> {
        self.failure.get().cloned()
    }

    /// Whether the model can answer.
    pub fn is_ready(&self) -> bool {
        *self.status.borrow() == Status::Ready
    }

    /// How many threads answer.
    pub fn workers(&self) -> usize {
        self.busy.len()
    }

    /// How many requests wait for their turn.
    pub fn waiting(&self) -> usize {
        self.queue.0.len()
    }
}

/// What the threads of one model share.
struct State {
    name: String,
    build: Mutex<Build>,
    example: Option<Instance>,
    extras: Extras,
    max_delay: Duration,
    queue: Arc<Queue>,
    busy: Arc<[BusyTimer]>,
    status_tx: watch::Sender<Status>,
    /// How many workers have made their model.
    ready_workers: AtomicUsize,
    failure: Arc<OnceLock<Cause>>,
}

impl State {
    /// Makes a model on this thread, and answers with it until the queue is closed.
    fn run_worker(&self, worker: usize) {
        let mut build = self.build.lock().unwrap_or_else(PoisonError::into_inner);
        let built = worker::build(&mut build, self.example.as_ref());
        drop(build);
        match built {
            Ok(mut model) => {
                if self.ready_workers.fetch_add(1, Ordering::Relaxed) + 1 == self.busy.len() {
                    self.status_tx.send_replace(Status::Ready);
                }
                worker::run(model.as_mut(), &self.extras, &self.queue, self.max_delay, &self.busy[worker]);
            }
            Err(error) => {
                tracing::error!(demo = self.name, cause = format!("{error:#}"), "the model did not load");
                self.failure.set(Arc::new(error)).ok();
                self.queue.close();
            }
        }
        self.status_tx.send_replace(Status::Ended);
    }
}
