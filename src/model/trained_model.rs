//! [`TrainedModel`]: an author's own model with weights from the author's own training.

use super::worker::ModelWorker;
use super::{Model, PreparedModel, Source, Worker};
use crate::output::Output;
use crate::signature::{Mismatch, SignatureInput};
use crate::train::Training;
use crate::trained::{NoWeights, Trained};
use anyhow::Result;
use maquette_contract::{Inputs, OutputKind, Schema};
use std::sync::Arc;

/// A model of the author's own whose weights come from a training of the author's own.
///
/// How its code reads the inputs and names the classes is its author's business, so nothing can be reordered for it.
/// Where the training states a [`signature`](Training::signature), the weights have to hold exactly that one, in its order;
/// otherwise the names that the weights hold, if any, have to be those of the inputs.
pub struct TrainedModel<M> {
    training: Arc<dyn Training>,
    make: Make<M>,
    trained: Option<Trained>,
}

/// Makes the model on its own thread, from what the training left.
type Make<M> = Box<dyn FnMut(&Trained) -> Result<M> + Send>;

impl<M: Model> TrainedModel<M> {
    /// From how it is trained, and how it is made, on its own thread, from what that leaves.
    pub fn new(
        training: impl Training + 'static,
        make: impl FnMut(&Trained) -> Result<M> + Send + 'static,
    ) -> Self {
        Self { training: Arc::new(training), make: Box::new(make), trained: None }
    }

    /// Takes weights that are part of the binary.
    #[must_use]
    pub fn shipped(self, trained: Trained) -> Self {
        Self { trained: Some(trained), ..self }
    }
}

impl<M: Model> Source for TrainedModel<M> {
    fn schema(&self) -> Schema {
        M::Inputs::schema()
    }

    fn output(&self) -> OutputKind {
        M::Output::kind()
    }

    fn training(&self) -> Option<Arc<dyn Training>> {
        Some(self.training.clone())
    }

    fn shipped(&self) -> Option<Trained> {
        self.trained.clone()
    }

    fn open(self: Box<Self>, trained: Option<Trained>) -> Result<PreparedModel> {
        let trained = trained.or(self.trained).ok_or(NoWeights)?;
        match (trained.signature()?, self.training.signature()) {
            (Some(trained), Some(stated)) => trained.require_same(&stated)?,
            (None, Some(_)) => return Err(Mismatch::unnamed().into()),
            (Some(trained), None) => {
                let schema = M::Inputs::schema();
                let declared: Vec<_> = schema.features.iter().map(SignatureInput::from).collect();
                trained.require_same_inputs(&declared)?;
            }
            (None, None) => {}
        }
        let (card, version, mut make) = (trained.card()?, trained.version(), self.make);
        let build = move || Ok(Box::new(ModelWorker(make(&trained)?)) as Box<dyn Worker>);
        Ok(PreparedModel { schema: M::Inputs::schema(), card: Some(card), version, build: Box::new(build) })
    }
}
