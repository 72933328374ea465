use crate::demo::{Demo, Description};
use crate::engine::Engine;
use crate::store::{Memory, Store};
use crate::trained::Trained;
use anyhow::{Context, Result, ensure};
use std::path::{Path, PathBuf};

/// How many answers the log holds.
const LOG_CAPACITY: usize = 10_000;

/// The demos that are being served, each with the engine that owns its model.
pub struct Gallery {
    shown: Vec<Shown>,
    pub(crate) store: Box<dyn Store>,
}

/// A demo and its engine. The model may still be loading.
pub struct Shown {
    pub demo: Description,
    pub(crate) engine: Engine,
}

impl Gallery {
    /// Opens demos, with the weights that `train` left in `data` where it did, and otherwise with those
    /// they bring.
    ///
    /// # Errors
    /// A demo that does not open, naming it and the file; or two of one name.
    pub fn open(demos: Vec<Demo>, data: Option<&Path>) -> Result<Self> {
        let mut shown: Vec<Shown> = Vec::with_capacity(demos.len());
        for demo in demos {
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
            ensure!(shown.iter().all(|other| other.demo.name != name), "two demos are named {name}");
            let (demo, running) = demo.open(own).with_context(about)?;
            let engine = Engine::start(&name, running).with_context(about)?;
            shown.push(Shown { demo, engine });
        }
        Ok(Self { shown, store: Box::new(Memory::new(LOG_CAPACITY)) })
    }

    pub fn find(&self, name: &str) -> Option<&Shown> {
        self.shown.iter().find(|shown| shown.demo.name == name)
    }

    pub fn demos(&self) -> impl Iterator<Item = &Description> {
        self.shown.iter().map(|shown| &shown.demo)
    }

    /// Whether every model is there to answer.
    pub fn ready(&self) -> bool {
        self.shown.iter().all(|shown| shown.engine.ready())
    }
}

/// Where `train` leaves its files in a data directory.
pub fn trained_folder(data: &Path, demo: &str) -> PathBuf {
    data.join("models").join(demo)
}
