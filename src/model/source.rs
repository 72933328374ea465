//! [`Source`]: where a demo's model comes from, and how it is prepared.

use super::worker::ModelWorker;
use super::{Model, Worker};
use crate::output::Output;
use crate::train::Training;
use crate::trained::Trained;
use anyhow::{Context, Result};
use maquette_contract::{Inputs, ModelCard, OutputKind, Schema};
use std::sync::Arc;

/// What a demo can be made of: says what goes in and what comes out, and opens once.
#[diagnostic::on_unimplemented(
    message = "no demo can be made of `{Self}`",
    label = "not a model of a demo",
    note = "a candle Module is no demo: wrap it in Classifier or Regressor, or implement Model for it",
    note = "a function becomes one by Demo::function, and a model that can't be sent to another thread by Demo::load"
)]
pub trait Source: Send + 'static {
    fn schema(&self) -> Schema;

    fn output(&self) -> OutputKind;

    /// How it is trained, where it can be.
    fn training(&self) -> Option<Arc<dyn Training>> {
        None
    }

    /// The weights it brings, where it does.
    fn shipped(&self) -> Option<Trained> {
        None
    }

    /// Reads what was trained for it, either just now in the data folder or before it was shipped.
    ///
    /// # Errors
    /// [`NoWeights`](crate::trained::NoWeights) where there are none yet, a [`Mismatch`](crate::signature::Mismatch) where they were made for other
    /// inputs or outputs, or weights that are damaged.
    fn open(self: Box<Self>, trained: Option<Trained>) -> Result<PreparedModel>;
}

/// Makes the worker on the thread that will own it; one for each such thread.
pub type Build = Box<dyn FnMut() -> Result<Box<dyn Worker>> + Send>;

/// A source that has been opened.
pub struct PreparedModel {
    /// With what was seen in training.
    pub schema: Schema,
    pub card: Option<ModelCard>,
    /// Names exactly the weights that answer; empty where there are none.
    pub version: String,
    pub build: Build,
}

impl<M: Model + Send> Source for M {
    fn schema(&self) -> Schema {
        M::Inputs::schema()
    }

    fn output(&self) -> OutputKind {
        M::Output::kind()
    }

    fn open(self: Box<Self>, _: Option<Trained>) -> Result<PreparedModel> {
        let (schema, mut only) = (self.schema(), Some(*self));
        let made =
            move || only.take().context("this model is there once; `Demo::load` makes one for each worker");
        Ok(PreparedModel::untrained(schema, made))
    }
}

/// A model that is made on its own thread.
pub struct Factory<M>(Box<dyn FnMut() -> Result<M> + Send>);

impl<M> Factory<M> {
    pub fn new<E: Into<anyhow::Error>>(mut make: impl FnMut() -> Result<M, E> + Send + 'static) -> Self {
        Self(Box::new(move || make().map_err(Into::into)))
    }
}

impl<M: Model> Source for Factory<M> {
    fn schema(&self) -> Schema {
        M::Inputs::schema()
    }

    fn output(&self) -> OutputKind {
        M::Output::kind()
    }

    fn open(self: Box<Self>, _: Option<Trained>) -> Result<PreparedModel> {
        Ok(PreparedModel::untrained(self.schema(), self.0))
    }
}

impl PreparedModel {
    /// A model without weights of its own.
    pub fn untrained<M: Model>(schema: Schema, mut make: impl FnMut() -> Result<M> + Send + 'static) -> Self {
        let build: Build = Box::new(move || Ok(Box::new(ModelWorker(make()?))));
        Self { schema, card: None, version: String::new(), build }
    }
}
