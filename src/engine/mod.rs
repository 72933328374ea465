//! One owner thread per model behind a bounded queue. Whatever waits is answered as one batch;
//! nothing waits for company. Knows instances and time, and neither doors nor stores.

mod told;
mod worker;

use crate::model::Build;
use maquette_contract::{Instance, Part, PredictError, Prediction};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};
use tokio::sync::{mpsc, oneshot, watch};
use worker::Busy;

/// How many requests may wait. At the penguins' speed that is a few milliseconds' worth.
const QUEUE: usize = 1024;
/// How long a request waits for a model that is still loading before it says so.
const LOADING: Duration = Duration::from_secs(1);

/// The handle to a model's thread, which ends when the last handle is gone.
#[derive(Clone)]
pub struct Engine {
    queue: mpsc::Sender<Entry>,
    state: watch::Receiver<State>,
    busy: Arc<Busy>,
    time_limit: Duration,
}

/// What a model's thread will own.
pub struct Running {
    pub build: Build,
    pub extras: Extras,
    /// How long an answer may take.
    pub time_limit: Duration,
}

/// What an author adds to the model's own prediction.
#[derive(Default)]
pub struct Extras {
    pub beside: Vec<Beside>,
    pub warnings: Vec<Warning>,
}

/// What is shown beside an answer: made on the model's thread, for pages alone.
pub type Beside = Box<dyn Fn(&Instance, &Prediction) -> anyhow::Result<Part> + Send>;

/// What stands against trusting an answer to some inputs, if anything does.
pub type Warning = Box<dyn Fn(&Instance) -> anyhow::Result<Option<String>> + Send>;

/// Whether the model is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Loading,
    Ready,
    Ended,
}

/// One waiting request.
struct Entry {
    instance: Instance,
    /// Whether it wants what is shown beside the answer.
    page: bool,
    queued: Instant,
    /// Whether the model is at it.
    begun: Arc<AtomicBool>,
    answer: oneshot::Sender<Result<Output, EngineError>>,
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
    /// Somebody has found the words already.
    #[error("{0}")]
    Told(PredictError),
    #[error("{0:#}")]
    Failed(Arc<anyhow::Error>),
}

impl Engine {
    /// Starts the thread that makes the model, warms it up and owns it from then on. Returns at once.
    ///
    /// # Errors
    /// A thread that the system does not give.
    pub fn start(name: &str, running: Running) -> anyhow::Result<Self> {
        let (queue, entries) = mpsc::channel(QUEUE);
        let (says, state) = watch::channel(State::Loading);
        let (busy, time_limit) = (Arc::new(Busy::default()), running.time_limit);
        let thread = std::thread::Builder::new().name(format!("model {name}"));
        let (name, clock) = (name.to_owned(), busy.clone());
        thread.spawn(move || {
            match worker::build(running.build) {
                Ok(mut model) => {
                    says.send_replace(State::Ready);
                    worker::run(model.as_mut(), &running.extras, entries, &clock);
                }
                Err(error) => {
                    tracing::error!(demo = name, cause = format!("{error:#}"), "the model did not load")
                }
            }
            says.send_replace(State::Ended);
        })?;
        Ok(Self { queue, state, busy, time_limit })
    }

    /// Answers one instance, together with whatever else is waiting.
    ///
    /// # Errors
    /// [`EngineError::Full`] at once, without waiting, where too many are, and
    /// [`EngineError::Stuck`] where the model has been busy with one batch beyond its time limit.
    pub async fn forward(&self, instance: Instance, page: bool) -> Result<Output, EngineError> {
        self.loaded().await?;
        if let Some(busy) = self.busy.time().filter(|busy| *busy > self.time_limit) {
            return Err(EngineError::Stuck { busy });
        }
        let (answer, answered) = oneshot::channel();
        let begun = Arc::new(AtomicBool::new(false));
        let entry = Entry { instance, page, queued: Instant::now(), begun: begun.clone(), answer };
        self.queue.try_send(entry).map_err(|error| match error {
            mpsc::error::TrySendError::Full(_) => EngineError::Full,
            mpsc::error::TrySendError::Closed(_) => EngineError::Ended,
        })?;
        match tokio::time::timeout(self.time_limit, answered).await {
            Ok(answered) => answered.map_err(|_| EngineError::Ended)?,
            // Whoever is still waiting for others has not met a slow answer, but a long queue, or one that stands.
            Err(_) if !begun.load(Ordering::Relaxed) => match self.busy.time() {
                Some(busy) if busy > self.time_limit => Err(EngineError::Stuck { busy }),
                _ => Err(EngineError::Full),
            },
            Err(_) => Err(EngineError::TooSlow { limit: self.time_limit }),
        }
    }

    /// Waits a little for a model that is loading.
    async fn loaded(&self) -> Result<(), EngineError> {
        let mut state = self.state.clone();
        let known = tokio::time::timeout(LOADING, state.wait_for(|state| *state != State::Loading)).await;
        match known {
            Ok(Ok(state)) if *state == State::Ready => Ok(()),
            Ok(_) => Err(EngineError::Ended),
            Err(_) => Err(EngineError::Loading),
        }
    }

    /// Whether the model is there to answer.
    pub fn ready(&self) -> bool {
        *self.state.borrow() == State::Ready
    }
}
