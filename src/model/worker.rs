//! [`Worker`]: what runs on a model's thread.

use super::Model;
use crate::output::prediction;
use anyhow::{Result, ensure};
use maquette_contract::{Inputs, Instance, Prediction};

/// What a model's thread runs: instances in, predictions out. Neither need be `Send`.
pub trait Worker {
    /// One prediction for each instance, in their order.
    ///
    /// # Errors
    /// Why there is none.
    fn forward(&mut self, batch: &[Instance]) -> Result<Vec<Prediction>>;

    /// Does beforehand what the first question would otherwise wait for: a pass with one row, the first of the demo's
    /// examples where it needs one. Says whether there was a pass.
    ///
    /// # Errors
    /// A model that can't answer at all.
    fn warm_up(&mut self, example: Option<&Instance>) -> Result<bool>;

    /// The most instances of one batch.
    fn max_batch(&self) -> usize;
}

/// An author's model behind the interface of all workers.
pub(super) struct ModelWorker<M>(pub(super) M);

impl<M: Model> Worker for ModelWorker<M> {
    fn forward(&mut self, batch: &[Instance]) -> Result<Vec<Prediction>> {
        let inputs: Option<Vec<_>> = batch.iter().map(M::Inputs::from_instance).collect();
        let inputs = inputs.ok_or_else(|| anyhow::anyhow!("the instances are of another schema"))?;
        let outputs = self.0.forward(inputs).map_err(Into::into)?;
        ensure!(outputs.len() == batch.len(), "the model gave {} outputs for {}", outputs.len(), batch.len());
        outputs.into_iter().map(prediction).collect()
    }

    fn warm_up(&mut self, example: Option<&Instance>) -> Result<bool> {
        let Some(example) = example else { return Ok(false) };
        self.forward(std::slice::from_ref(example)).map(|_| true)
    }

    fn max_batch(&self) -> usize {
        self.0.max_batch().max(1)
    }
}
