//! One owner thread per model behind a bounded queue, or several where its author asks for them. Whatever waits is
//! answered as one batch. Knows instances and time, and neither doors nor stores.

mod queue;
mod threads;
mod told;
mod worker;

use crate::model::Build;
use maquette_contract::{Instance, Part, PredictError, Prediction};
use queue::{Entry, Queue};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::{oneshot, watch};
use worker::Busy;

/// How long a request waits for a model that is still loading before it says so.
const LOADING: Duration = Duration::from_secs(1);

/// The handle to a model's threads, which end when the last handle is gone.
#[derive(Clone)]
pub struct Engine {
    queue: Arc<Open>,
    state: watch::Receiver<State>,
    /// One for each worker.
    busy: Arc<[Busy]>,
    time_limit: Duration,
    failure: Arc<OnceLock<Cause>>,
}

/// Why something failed, in words for whoever runs the server.
pub type Cause = Arc<anyhow::Error>;

/// A queue as long as somebody may come.
struct Open(Arc<Queue>);

impl Drop for Open {
    fn drop(&mut self) {
        self.0.close();
    }
}

/// What a model's threads will own.
pub struct Running {
    pub build: Build,
    /// The inputs it is warmed up with.
    pub example: Option<Instance>,
    pub extras: Extras,
    pub pace: Pace,
}

/// How a model is run.
#[derive(Clone, Copy, Debug)]
pub struct Pace {
    /// How long an answer may take.
    pub time_limit: Duration,
    /// How long a batch that could hold more waits for company.
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

/// What is shown beside an answer: made on the model's thread, for pages alone.
pub type Beside = Arc<dyn Fn(&Instance, &Prediction) -> anyhow::Result<Part> + Send + Sync>;

/// What stands against trusting an answer to some inputs, if anything does.
pub type Warning = Arc<dyn Fn(&Instance) -> anyhow::Result<Option<String>> + Send + Sync>;

/// Whether the model is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Loading,
    Ready,
    Ended,
}

/// What a model said to one instance, and how long that took.
#[derive(Clone, Debug, PartialEq)]
pub struct Output {
    pub prediction: Prediction,
    pub beside: Vec<Part>,
    pub warnings: Vec<String>,
    pub queue_secs: f64,
    /// Of the whole batch.
    pub forward_secs: f64,
    /// How many rows that batch had.
    pub batch_rows: usize,
}

#[derive(Clone, Debug, thiserror::Error)]
pub enum EngineError {
    #[error("the queue is full")]
    Full,
    #[error("the model is loading")]
    Loading,
    #[error("there was no answer within {limit:?}")]
    TooSlow { limit: Duration },
    #[error("the model has been busy with one batch for {busy:?}")]
    Stuck { busy: Duration },
    #[error("the model's thread has ended")]
    Ended,
    /// Somebody has found the words already, and logged the cause.
    #[error("{0}")]
    Told(PredictError, Option<Cause>),
    #[error("{0:#}")]
    Failed(Cause),
}

impl Engine {
    /// Starts the threads that make the model, warm it up and own it from then on. Returns at once.
    ///
    /// # Errors
    /// A thread that the system does not give.
    pub fn start(name: &str, running: Running) -> anyhow::Result<Self> {
        let Running { build, example, extras, pace } = running;
        let (says, state) = watch::channel(State::Loading);
        let queue = Arc::new(Queue::default());
        let open = Arc::new(Open(queue.clone()));
        let busy: Arc<[Busy]> = (0..pace.workers).map(|_| Busy::default()).collect();
        let failure = Arc::new(OnceLock::new());
        let shared = Arc::new(Shared {
            name: name.to_owned(),
            build: Mutex::new(build),
            example,
            extras,
            max_delay: pace.max_delay,
            queue,
            busy: busy.clone(),
            says,
            ready: AtomicUsize::new(0),
            failure: failure.clone(),
        });
        for worker in 0..pace.workers {
            let shared = shared.clone();
            std::thread::Builder::new().name(format!("model {name}")).spawn(move || shared.work(worker))?;
        }
        Ok(Self { queue: open, state, busy, time_limit: pace.time_limit, failure })
    }

    /// Answers some instances, together with whatever else is waiting: for each an output or why there is none.
    ///
    /// # Errors
    /// [`EngineError::Full`] at once, without waiting, where too many are, and
    /// [`EngineError::Stuck`] where the model has been busy with one batch beyond its time limit.
    pub async fn forward(
        &self,
        rows: Vec<Instance>,
        page: bool,
        patience: Option<Duration>,
    ) -> Result<Vec<Result<Output, EngineError>>, EngineError> {
        self.loaded().await?;
        if let Some(busy) = self.stuck() {
            return Err(EngineError::Stuck { busy });
        }
        let (answer, answered) = oneshot::channel();
        let begun = Arc::new(AtomicBool::new(false));
        let limit = patience.map_or(self.time_limit, |patience| patience.min(self.time_limit));
        let queued = Instant::now();
        let entry = Entry { rows, page, queued, deadline: queued + limit, begun: begun.clone(), answer };
        if let Some(call) = self.queue.0.push(entry)? {
            // Whoever is just arriving comes along: fewer passes, and fewer threads to be woken.
            tokio::task::yield_now().await;
            drop(call);
        }
        match tokio::time::timeout(limit, answered).await {
            Ok(Ok(answered)) => Ok(answered),
            // A worker drops what came to its turn too late.
            Ok(Err(_)) if queued.elapsed() < limit => Err(EngineError::Ended),
            // Whoever is still waiting for others has not met a slow answer, but a long queue, or one that stands.
            Ok(Err(_)) | Err(_) if !begun.load(Ordering::Relaxed) => match self.stuck() {
                Some(busy) => Err(EngineError::Stuck { busy }),
                None => Err(EngineError::Full),
            },
            Ok(Err(_)) | Err(_) => Err(EngineError::TooSlow { limit }),
        }
    }

    /// For how long every worker has been busy with one batch, where that is beyond the time limit.
    pub fn stuck(&self) -> Option<Duration> {
        let times = self.busy.iter().map(Busy::time);
        let shortest = times.reduce(|a, b| a.zip(b).map(|(a, b)| a.min(b)))??;
        (shortest > self.time_limit).then_some(shortest)
    }

    /// Waits a little for a model that is loading.
    async fn loaded(&self) -> Result<(), EngineError> {
        if self.ready() {
            return Ok(());
        }
        let mut state = self.state.clone();
        let known = tokio::time::timeout(LOADING, state.wait_for(|state| *state != State::Loading)).await;
        match known {
            Ok(Ok(state)) if *state == State::Ready => Ok(()),
            Ok(_) => Err(EngineError::Ended),
            Err(_) => Err(EngineError::Loading),
        }
    }

    /// Why the model did not load, if it did not.
    pub(crate) fn failure(&self) -> Option<Cause> {
        self.failure.get().cloned()
    }

    /// Whether the model is there to answer.
    pub fn ready(&self) -> bool {
        *self.state.borrow() == State::Ready
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

/// What the threads of one model have in common.
struct Shared {
    name: String,
    build: Mutex<Build>,
    example: Option<Instance>,
    extras: Extras,
    max_delay: Duration,
    queue: Arc<Queue>,
    busy: Arc<[Busy]>,
    says: watch::Sender<State>,
    /// How many workers have a model.
    ready: AtomicUsize,
    failure: Arc<OnceLock<Cause>>,
}

impl Shared {
    /// The life of one thread: it makes its model, and answers until nobody can ask any more.
    fn work(&self, worker: usize) {
        let mut build = self.build.lock().unwrap_or_else(PoisonError::into_inner);
        let built = worker::build(&mut build, self.example.as_ref());
        drop(build);
        match built {
            Ok(mut model) => {
                if self.ready.fetch_add(1, Ordering::Relaxed) + 1 == self.busy.len() {
                    self.says.send_replace(State::Ready);
                }
                worker::run(model.as_mut(), &self.extras, &self.queue, self.max_delay, &self.busy[worker]);
            }
            Err(error) => {
                tracing::error!(demo = self.name, cause = format!("{error:#}"), "the model did not load");
                self.failure.set(Arc::new(error)).ok();
                self.queue.close();
            }
        }
        self.says.send_replace(State::Ended);
    }
}
