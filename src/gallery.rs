use crate::demo::Demo;
use crate::demos::DEMOS;
use crate::engine::Engine;
use crate::store::{Memory, Store};
use crate::trained::Trained;
use anyhow::{Context, Result};
use std::path::Path;

/// How many answers the log holds.
const LOG_CAPACITY: usize = 10_000;

/// The demos that are being served, each with the engine that owns its model.
pub struct Gallery {
    shown: Vec<Shown>,
    pub(crate) store: Box<dyn Store>,
}

/// A demo whose model is loaded and warm.
pub struct Shown {
    pub demo: Demo,
    pub(crate) engine: Engine,
}

impl Gallery {
    /// Opens every demo of the table, with the weights that `maquette train` left in `data` where
    /// it did, and otherwise with the shipped ones.
    ///
    /// # Errors
    /// Weights that are damaged, naming the demo and the file.
    pub fn open(data: Option<&Path>) -> Result<Self> {
        let mut shown = Vec::with_capacity(DEMOS.len());
        for row in DEMOS {
            let folder = data.map(|data| trained_folder(data, row.name));
            let own = folder.as_deref().map(Trained::read).transpose()?.flatten();
            let from = if own.is_some() { folder } else { None };
            let about = || match &from {
                Some(folder) => {
                    format!("the demo {} does not open with the weights in {}", row.name, folder.display())
                }
                None => format!("the demo {} does not open", row.name),
            };
            let (demo, model) = (row.open)(own.as_ref().unwrap_or(&row.shipped)).with_context(about)?;
            let engine = Engine::start(demo.name, model, demo.width()).with_context(about)?;
            shown.push(Shown { demo, engine });
        }
        Ok(Self { shown, store: Box::new(Memory::new(LOG_CAPACITY)) })
    }

    pub fn find(&self, name: &str) -> Option<&Shown> {
        self.shown.iter().find(|shown| shown.demo.name == name)
    }

    pub fn demos(&self) -> impl Iterator<Item = &Demo> {
        self.shown.iter().map(|shown| &shown.demo)
    }

    /// Whether every model is there to answer.
    pub fn ready(&self) -> bool {
        self.shown.iter().all(|shown| shown.engine.ready())
    }
}

/// Where `maquette train` leaves its files in a data directory.
pub fn trained_folder(data: &Path, demo: &str) -> std::path::PathBuf {
    data.join("models").join(demo)
}
