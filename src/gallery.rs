//! The demos that a server serves, with all that they share: the log, the jobs, the uploads and the metrics.

use crate::demo::{Demo, Description, RunnerSpec, train_command};
use crate::engine::Engine;
use crate::jobs::{JobScheduler, Jobs};
use crate::metrics::{Counters, Metrics};
use crate::store::{MemoryStore, Store};
use crate::trained::Trained;
use crate::uploads::{UploadError, Uploads};
use anyhow::{Context, Result, ensure};
use maquette_contract::PredictError;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tokio::sync::OnceCell;

/// How many answers the log keeps.
const LOG_CAPACITY: usize = 10_000;

/// The demos that a server serves.
pub struct Gallery {
    served: Vec<Arc<ServedDemo>>,
    /// The demos that a client of this gallery may not use.
    hidden: Vec<Arc<ServedDemo>>,
    pub(crate) store: Arc<dyn Store>,
    pub(crate) jobs: Arc<Jobs>,
    pub(crate) metrics: Arc<Metrics>,
    pub(crate) uploads: Arc<Uploads>,
    /// The demo that answers requests that name none.
    default_model: Option<String>,
}

/// A demo with what runs its model. The model may still be loading.
pub struct ServedDemo {
    pub demo: Description,
    /// The name and the version again, to be shared by all answers.
    pub(crate) name: Arc<str>,
    pub(crate) version: Arc<str>,
    pub(crate) counters: Counters,
    pub(crate) runner: Runner,
    /// The HTML of its picture on the front page, made at the first visit.
    pub(crate) thumbnail: OnceCell<String>,
}

/// What runs the model of a demo.
pub(crate) enum Runner {
    Batched(Engine),
    Streaming(Arc<JobScheduler>),
    /// It has to be trained first, and cannot answer.
    Untrained,
}

impl Gallery {
    /// Opens demos and starts to load their models. A demo uses the weights that `train` wrote to `data`, or else those
    /// that it ships with. A demo that has to be trained first opens too, and says so to every client.
    ///
    /// # Errors
    /// A demo does not open, or two have the same name. The error names the demo, and the folder of its weights.
    pub fn open(demos: Vec<Demo>, data: Option<&Path>) -> Result<Self> {
        let store: Arc<dyn Store> = Arc::new(MemoryStore::new(LOG_CAPACITY));
        let mut served: Vec<Arc<ServedDemo>> = Vec::with_capacity(demos.len());
        let mut samples = Vec::new();
        let metrics = Metrics::new()?;
        for demo in demos {
            samples.extend_from_slice(demo.samples());
            let name = demo.name().to_owned();
            let folder = data.map(|data| trained_folder(data, &name));
            let trained = folder.as_deref().map(Trained::read).transpose()?.flatten();
            let used_folder = trained.as_ref().and(folder);
            let context = || match &used_folder {
                Some(folder) => {
                    format!("the demo {name} does not open with the weights in {}", folder.display())
                }
                None => format!("the demo {name} does not open"),
            };
            ensure!(served.iter().all(|other| other.demo.name != name), "two demos are named {name}");
            let (demo, spec) = demo.open(trained).with_context(context)?;
            let runner = match spec {
                RunnerSpec::Batched(spec) => {
                    Runner::Batched(Engine::start(&name, spec).with_context(context)?)
                }
                RunnerSpec::Streaming(steps, policy) => {
                    Runner::Streaming(JobScheduler::new(steps, policy, store.clone()))
                }
                RunnerSpec::Untrained => Runner::Untrained,
            };
            served.push(Arc::new(ServedDemo {
                name: demo.name.as_str().into(),
                version: demo.version.as_str().into(),
                counters: metrics.counters(&demo.name),
                runner,
                thumbnail: OnceCell::new(),
                demo,
            }));
        }
        let uploads = Arc::new(Uploads::new(data, samples));
        let (jobs, metrics) = (Arc::default(), Arc::new(metrics));
        Ok(Self { served, hidden: vec![], store, uploads, jobs, metrics, default_model: None })
    }

    /// This gallery for clients that may not use some of its demos. No door leads to those.
    pub(crate) fn hiding(&self, names: &[String]) -> Self {
        let (hidden, served) =
            self.served.iter().cloned().partition(|served| names.contains(&served.demo.name));
        Self {
            served,
            hidden,
            store: self.store.clone(),
            jobs: self.jobs.clone(),
            metrics: self.metrics.clone(),
            uploads: self.uploads.clone(),
            default_model: self.default_model.clone(),
        }
    }

    /// Chooses the demo that answers requests that name none.
    ///
    /// # Errors
    /// There is no demo of that name.
    pub fn with_default_model(self, name: &str) -> Result<Self> {
        ensure!(self.find(name).is_some(), "there is no demo named {name}; choose from {}", self.names());
        Ok(Self { default_model: Some(name.to_owned()), ..self })
    }

    /// The demo of a name. Without a name, the default model, or the only demo.
    ///
    /// # Errors
    /// There is no demo of that name, it is locked, or there is no name, no default model, and not exactly one demo.
    pub fn find_or_default(&self, name: Option<&str>) -> Result<&Arc<ServedDemo>, PredictError> {
        match (name.or(self.default_model.as_deref()), &self.served[..]) {
            (Some(name), _) => self.find(name).ok_or_else(|| {
                let (name, locked) = (name.to_owned(), self.hidden().any(|demo| demo.name == name));
                if locked { PredictError::Locked { name } } else { PredictError::UnknownDemo { name } }
            }),
            (None, [only]) => Ok(only),
            (None, _) => {
                let message = format!(
                    "There are several models: name one of {}, or start the server with --model",
                    self.names()
                );
                Err(PredictError::Refused { message })
            }
        }
    }

    /// The demo of a name, if a client of this gallery may use it.
    pub fn find(&self, name: &str) -> Option<&Arc<ServedDemo>> {
        self.served.iter().find(|served| served.demo.name == name)
    }

    pub(crate) fn all(&self) -> impl Iterator<Item = &ServedDemo> {
        self.served.iter().map(Arc::as_ref)
    }

    /// The demos that a client of this gallery may not use.
    pub(crate) fn hidden(&self) -> impl Iterator<Item = &Description> {
        self.hidden.iter().map(|served| &served.demo)
    }

    /// The demos in the order of the front page.
    pub fn demos(&self) -> impl Iterator<Item = &Description> {
        self.served.iter().map(|served| &served.demo)
    }

    /// The names of the demos, for a message: "penguins, digits".
    fn names(&self) -> String {
        self.demos().map(|demo| demo.name.as_str()).collect::<Vec<_>>().join(", ")
    }

    /// Whether every model can answer.
    pub fn ready(&self) -> bool {
        self.unready().next().is_none()
    }

    /// Why uploaded files cannot be stored, if a demo takes any and they cannot.
    pub fn upload_error(&self) -> Option<String> {
        if !self.demos().any(|demo| demo.schema.has_files()) {
            return None;
        }
        let Err(UploadError::Io { folder, cause }) = self.uploads.check_writable() else { return None };
        Some(format!("{}: {cause}", folder.display()))
    }

    /// The names of all demos that cannot answer now, hidden ones included, and why: "is not loaded".
    pub fn unready(&self) -> impl Iterator<Item = (&str, &'static str)> {
        let all = self.served.iter().chain(&self.hidden);
        all.filter_map(|served| Some((served.demo.name.as_str(), served.unready()?)))
    }
}

impl ServedDemo {
    /// Whether its model can answer.
    pub fn ready(&self) -> bool {
        self.unready().is_none()
    }

    /// Why it cannot answer at all, if it has to be trained first.
    pub(crate) fn untrained(&self) -> Option<PredictError> {
        let command = || train_command(&self.demo.name);
        matches!(self.runner, Runner::Untrained).then(|| PredictError::Untrained { command: command() })
    }

    /// Why it cannot answer now, if it cannot.
    fn unready(&self) -> Option<&'static str> {
        match &self.runner {
            Runner::Batched(engine) if engine.stuck_for().is_some() => Some("is stuck"),
            Runner::Batched(engine) if !engine.is_ready() => Some("is not loaded"),
            Runner::Untrained => Some("has no weights yet"),
            Runner::Batched(_) | Runner::Streaming(_) => None,
        }
    }

    /// How many requests wait for it now.
    pub(crate) fn waiting(&self) -> usize {
        match &self.runner {
            Runner::Batched(engine) => engine.waiting(),
            Runner::Streaming(scheduler) => scheduler.waiting(),
            Runner::Untrained => 0,
        }
    }

    /// How many batches or jobs run at the same time.
    pub(crate) fn concurrency(&self) -> usize {
        match &self.runner {
            Runner::Batched(engine) => engine.workers(),
            Runner::Streaming(scheduler) => scheduler.concurrency(),
            Runner::Untrained => 0,
        }
    }
}

/// The folder to which `train` writes the files of a demo.
pub fn trained_folder(data: &Path, demo: &str) -> PathBuf {
    data.join("models").join(demo)
}
