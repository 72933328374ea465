use super::{Job, Stage};
use crate::engine::{EngineError, Output};
use crate::model::Steps;
use crate::store::{LogEntry, Store};
use maquette_contract::{Instance, PredictError, Prediction};
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// How many may wait for their turn: whoever comes after them would wait longer than anybody does.
const QUEUE: usize = 64;

/// When to come again where they do: some of the work ahead may be over then.
const RETRY_AFTER_SECS: u32 = 30;

/// How long a page waits for an answer that comes piece by piece.
const PAGE: Duration = Duration::from_secs(20);

/// The way on which a streaming demo's jobs go, each on a thread of its own, so many at once.
pub struct Lane {
    steps: Arc<dyn Steps>,
    rules: Rules,
    store: Arc<dyn Store>,
    traffic: Mutex<Traffic>,
}

/// What holds for every job of a demo.
#[derive(Clone, Debug)]
pub struct Rules {
    pub demo: String,
    pub version: String,
    /// How many run at the same time; the others wait.
    pub at_once: usize,
    /// How long one may run.
    pub time_limit: Duration,
}

#[derive(Default)]
struct Traffic {
    running: usize,
    waiting: VecDeque<(Arc<Job>, Instance)>,
}

impl Lane {
    pub(crate) fn new(steps: Arc<dyn Steps>, rules: Rules, store: Arc<dyn Store>) -> Arc<Self> {
        Arc::new(Self { steps, rules, store, traffic: Mutex::default() })
    }

    /// Puts a job on its way: at once, or behind those that wait. To be called within a runtime.
    ///
    /// # Errors
    /// [`PredictError::Overloaded`] where too many wait already.
    pub(crate) fn start(self: &Arc<Self>, job: Arc<Job>, instance: Instance) -> Result<(), EngineError> {
        let mut traffic = self.traffic();
        if traffic.running < self.rules.at_once {
            traffic.running += 1;
            drop(traffic);
            return self.go(job, instance);
        }
        if traffic.waiting.len() >= QUEUE {
            return Err(EngineError::Told(
                PredictError::Overloaded { retry_after_secs: RETRY_AFTER_SECS },
                None,
            ));
        }
        job.place(traffic.waiting.len() + 1);
        traffic.waiting.push_back((job.clone(), instance));
        drop(traffic);
        // Who gives up while waiting leaves the others' way.
        let (lane, work) = (self.clone(), job.work());
        tokio::spawn(async move {
            tokio::select! {
                () = work.cancelled() => lane.leave(&job),
                () = job.ended() => {}
            }
        });
        Ok(())
    }

    /// Answers one instance and waits for the end, for a page not longer than anybody looks at an empty one. Whoever
    /// stops waiting stops the work.
    ///
    /// # Errors
    /// As [`Engine::forward`](crate::engine::Engine::forward).
    pub(crate) async fn finish(
        self: &Arc<Self>,
        instance: Instance,
        page: bool,
        patience: Option<Duration>,
    ) -> Result<Output, EngineError> {
        let patience = patience.or(page.then_some(PAGE));
        let limit = patience.map_or(self.rules.time_limit, |patience| patience.min(self.rules.time_limit));
        let job = Job::new(&self.rules.demo, vec![], vec![]);
        let given_up = GivenUp(job.clone());
        self.start(job.clone(), instance)?;
        if tokio::time::timeout(limit, job.ended()).await.is_err() {
            let waiting = job.report().stage == Stage::Waiting;
            return Err(if waiting { EngineError::Full } else { EngineError::TooSlow { limit } });
        }
        drop(given_up);
        let (queue_secs, forward_secs) = job.timing();
        match (job.report().stage, job.latest()) {
            (Stage::Failed(error), _) => Err(EngineError::Told(error, job.cause())),
            (_, Some(prediction)) => {
                let (beside, warnings) = (vec![], vec![]);
                Ok(Output { prediction, beside, warnings, queue_secs, forward_secs, batch_rows: 1 })
            }
            (_, None) => Err(EngineError::Failed(Arc::new(anyhow::anyhow!("the stream gave no output")))),
        }
    }

    /// How many jobs run at the same time.
    pub(crate) fn at_once(&self) -> usize {
        self.rules.at_once
    }

    /// How many wait for their turn.
    pub(crate) fn waiting(&self) -> usize {
        self.traffic().waiting.len()
    }

    fn go(self: &Arc<Self>, job: Arc<Job>, instance: Instance) -> Result<(), EngineError> {
        let (lane, clock) = (self.clone(), tokio::runtime::Handle::current());
        let thread = std::thread::Builder::new().name(format!("job {}", self.rules.demo));
        let spawned = thread.spawn(move || {
            let mut next = Some((job, instance));
            while let Some((job, instance)) = next {
                clock.spawn(limited(job.clone(), lane.rules.time_limit));
                lane.run(&job, &instance);
                next = lane.next();
            }
        });
        spawned.map(drop).map_err(|error| {
            self.traffic().running -= 1;
            EngineError::Failed(Arc::new(error.into()))
        })
    }

    fn run(&self, job: &Job, instance: &Instance) {
        job.begin();
        // A stream has no card, so nobody has measured its probabilities.
        let mut output = |prediction: Prediction| job.hear(prediction.without_probabilities());
        let ran = self.steps.run(instance, &job.work(), &mut output);
        let stage = match ran {
            _ if job.is_cancelled() => Stage::Cancelled,
            Ok(()) => Stage::Done,
            Err(error) => {
                let error = EngineError::Failed(Arc::new(error));
                job.failed_by(error.cause());
                Stage::Failed(error.told(&self.rules.demo, &job.id))
            }
        };
        let answered = stage == Stage::Done;
        if job.end(stage) && answered && !job.inputs.is_empty() {
            self.log(job);
        }
    }

    fn log(&self, job: &Job) {
        let (demo, version) = (self.rules.demo.as_str().into(), self.rules.version.as_str().into());
        let latest = job.latest().unwrap_or(Prediction::Text(String::new()));
        self.store.append(LogEntry::new(job.id.as_str().into(), demo, version, job.inputs.clone(), &latest));
    }

    /// The next job. Without one the thread ends.
    fn next(&self) -> Option<(Arc<Job>, Instance)> {
        let mut traffic = self.traffic();
        let next = traffic.waiting.pop_front();
        match &next {
            None => traffic.running -= 1,
            Some(_) => traffic.waiting.iter().enumerate().for_each(|(place, (job, _))| job.place(place + 1)),
        }
        next
    }

    /// Takes a job that was cancelled out of the queue.
    fn leave(&self, job: &Arc<Job>) {
        let mut traffic = self.traffic();
        let before = traffic.waiting.len();
        traffic.waiting.retain(|(waiting, _)| !Arc::ptr_eq(waiting, job));
        if traffic.waiting.len() < before {
            job.end(Stage::Cancelled);
            traffic.waiting.iter().enumerate().for_each(|(place, (job, _))| job.place(place + 1));
        }
    }

    fn traffic(&self) -> MutexGuard<'_, Traffic> {
        self.traffic.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What takes longer than it may is told so, and asked to end. While its code does not, its place stays taken.
async fn limited(job: Arc<Job>, limit: Duration) {
    tokio::select! {
        () = job.ended() => {}
        () = tokio::time::sleep(limit) => {
            let limit_secs = limit.as_secs_f64().ceil() as u32;
            job.end(Stage::Failed(PredictError::TooSlow { limit_secs }));
            job.cancel();
        }
    }
}

/// Cancels a job that nobody waits for any more.
struct GivenUp(Arc<Job>);

impl Drop for GivenUp {
    fn drop(&mut self) {
        self.0.cancel();
    }
}
