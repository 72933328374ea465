use crate::demo::{Demo, Description, Runs, train_command};
use crate::engine::Engine;
use crate::jobs::{Jobs, Lane};
use crate::metrics::{Counters, Metrics};
use crate::store::{Memory, Store};
use crate::trained::Trained;
use crate::uploads::{Refused, Uploads};
use anyhow::{Context, Result, ensure};
use maquette_contract::PredictError;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tokio::sync::OnceCell;

/// How many answers the log holds.
const LOG_CAPACITY: usize = 10_000;

/// The demos that are being served, each with the engine that owns its model.
pub struct Gallery {
    served: Vec<Arc<ServedDemo>>,
    /// Those that are here, but not for whoever sees this gallery.
    hidden: Vec<Arc<ServedDemo>>,
    pub(crate) store: Arc<dyn Store>,
    pub(crate) jobs: Arc<Jobs>,
    pub(crate) metrics: Arc<Metrics>,
    pub(crate) uploads: Arc<Uploads>,
    /// Which demo answers where a protocol names none.
    sole: Option<String>,
}

/// A demo and its engine. The model may still be loading.
pub struct ServedDemo {
    pub demo: Description,
    /// Its name and its version, for every answer.
    pub(crate) named: (Arc<str>, Arc<str>),
    pub(crate) counters: Counters,
    pub(crate) runner: Runner,
    /// A small picture of its first answer, once somebody has looked at the front page.
    pub(crate) thumbnail: OnceCell<String>,
}

/// Who answers for a demo.
pub(crate) enum Runner {
    Batched(Engine),
    Streaming(Arc<Lane>),
    /// Nobody, before it is trained.
    Untrained,
}

impl Gallery {
    /// Opens demos, with the weights that `train` left in `data` where it did, and otherwise with those
    /// they bring. One that has to be trained first is there too, and says so to everybody who asks it.
    ///
    /// # Errors
    /// A demo that does not open, naming it and the file; or two of one name.
    pub fn open(demos: Vec<Demo>, data: Option<&Path>) -> Result<Self> {
        let store: Arc<dyn Store> = Arc::new(Memory::new(LOG_CAPACITY));
        let mut served: Vec<Arc<ServedDemo>> = Vec::with_capacity(demos.len());
        let mut samples = Vec::new();
        let metrics = Metrics::new()?;
        for demo in demos {
            samples.extend_from_slice(demo.samples());
            let name = demo.name().to_owned();
            let folder = data.map(|data| trained_folder(data, &name));
            let own = folder.as_deref().map(Trained::read).transpose()?.flatten();
            let from = own.as_ref().and(folder);
            let about = || match &from {
                Some(folder) => {
                    format!("the demo {name} does not open with the weights in {}", folder.display())
                }
                None => format!("the demo {name} does not open"),
            };
            ensure!(served.iter().all(|other| other.demo.name != name), "two demos are named {name}");
            let (demo, runs) = demo.open(own).with_context(about)?;
            let runner = match runs {
                Runs::Model(running) => Runner::Batched(Engine::start(&name, running).with_context(about)?),
                Runs::Stream(steps, rules) => Runner::Streaming(Lane::new(steps, rules, store.clone())),
                Runs::Untrained => Runner::Untrained,
            };
            let counters = metrics.of(&demo.name);
            let named = (demo.name.as_str().into(), demo.version.as_str().into());
            served.push(Arc::new(ServedDemo { demo, named, counters, runner, thumbnail: OnceCell::new() }));
        }
        let uploads = Arc::new(Uploads::new(data, samples));
        let (jobs, metrics) = (Arc::default(), Arc::new(metrics));
        Ok(Self { served, hidden: vec![], store, uploads, jobs, metrics, sole: None })
    }

    /// The same gallery as somebody sees it from whom some demos are hidden: at no door is there a way to these.
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
            sole: self.sole.clone(),
        }
    }

    /// Chooses the demo that answers where a protocol names none.
    ///
    /// # Errors
    /// A demo that is not there.
    pub fn answering_for_all(self, name: &str) -> Result<Self> {
        let names = || self.demos().map(|demo| demo.name.as_str()).collect::<Vec<_>>().join(", ");
        ensure!(self.find(name).is_some(), "there is no demo named {name}; choose from {}", names());
        Ok(Self { sole: Some(name.to_owned()), ..self })
    }

    /// The demo of a name; without one that which was chosen, or the only one.
    ///
    /// # Errors
    /// A name that no demo has, one that is locked, or none where there are several.
    pub fn named(&self, name: Option<&str>) -> Result<&Arc<ServedDemo>, PredictError> {
        match (name.or(self.sole.as_deref()), &self.served[..]) {
            (Some(name), _) => self.find(name).ok_or_else(|| {
                let (name, locked) = (name.to_owned(), self.hidden().any(|demo| demo.name == name));
                if locked { PredictError::Locked { name } } else { PredictError::UnknownDemo { name } }
            }),
            (None, [only]) => Ok(only),
            (None, served) => {
                let names =
                    served.iter().map(|served| served.demo.name.as_str()).collect::<Vec<_>>().join(", ");
                let message = format!(
                    "There are several models: name one of {names}, or start the server with --model"
                );
                Err(PredictError::Refused { message })
            }
        }
    }

    /// The demo of a name.
    pub fn find(&self, name: &str) -> Option<&Arc<ServedDemo>> {
        self.served.iter().find(|served| served.demo.name == name)
    }

    pub(crate) fn all(&self) -> impl Iterator<Item = &ServedDemo> {
        self.served.iter().map(Arc::as_ref)
    }

    /// What is hidden from whoever sees this gallery.
    pub(crate) fn hidden(&self) -> impl Iterator<Item = &Description> {
        self.hidden.iter().map(|served| &served.demo)
    }

    pub fn demos(&self) -> impl Iterator<Item = &Description> {
        self.served.iter().map(|served| &served.demo)
    }

    /// Whether every model is there to answer.
    pub fn ready(&self) -> bool {
        self.unready().next().is_none()
    }

    /// Why files can't be kept, where a demo takes any and they can't.
    pub fn keeps_no_files(&self) -> Option<String> {
        if !self.demos().any(|demo| demo.schema.has_files()) {
            return None;
        }
        let Err(Refused::Broken { folder, cause }) = self.uploads.try_out() else { return None };
        Some(format!("{}: {cause}", folder.display()))
    }

    /// The demos that can't answer now, and why, whoever may ask them.
    pub fn unready(&self) -> impl Iterator<Item = (&str, &'static str)> {
        let all = self.served.iter().chain(&self.hidden);
        all.filter_map(|served| Some((served.demo.name.as_str(), served.unready()?)))
    }
}

impl ServedDemo {
    /// Whether its model is there to answer.
    pub fn ready(&self) -> bool {
        self.unready().is_none()
    }

    /// Why it has no answers at all, where it has to be trained first.
    pub(crate) fn untrained(&self) -> Option<PredictError> {
        let command = || train_command(&self.demo.name);
        matches!(self.runner, Runner::Untrained).then(|| PredictError::Untrained { command: command() })
    }

    /// Why it can't answer now, if it can't.
    fn unready(&self) -> Option<&'static str> {
        match &self.runner {
            Runner::Batched(engine) if engine.stuck().is_some() => Some("is stuck"),
            Runner::Batched(engine) if !engine.ready() => Some("is not loaded"),
            Runner::Untrained => Some("has no weights yet"),
            Runner::Batched(_) | Runner::Streaming(_) => None,
        }
    }

    /// How many requests wait for it.
    pub(crate) fn waiting(&self) -> usize {
        match &self.runner {
            Runner::Batched(engine) => engine.waiting(),
            Runner::Streaming(lane) => lane.waiting(),
            Runner::Untrained => 0,
        }
    }

    /// How many of its questions are worked on at the same time.
    pub(crate) fn at_once(&self) -> usize {
        match &self.runner {
            Runner::Batched(engine) => engine.workers(),
            Runner::Streaming(lane) => lane.at_once(),
            Runner::Untrained => 0,
        }
    }
}

/// Where `train` leaves its files in a data directory.
pub fn trained_folder(data: &Path, demo: &str) -> PathBuf {
    data.join("models").join(demo)
}
