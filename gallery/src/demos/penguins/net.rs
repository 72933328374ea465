//! The network that predicts the species of a penguin.

use candle_core::{Module, Result, Tensor};
use candle_nn::{Linear, VarBuilder, linear};

const HIDDEN: usize = 16;

/// One hidden layer: `logits = output(relu(hidden(row)))`.
pub(super) struct Net {
    hidden: Linear,
    output: Linear,
}

impl Net {
    /// Reads rows of `inputs` numbers, gives `classes` logits.
    pub(super) fn new(inputs: usize, classes: usize, weights: VarBuilder<'_>) -> Result<Self> {
        let hidden = linear(inputs, HIDDEN, weights.pp("hidden"))?;
        Ok(Self { hidden, output: linear(HIDDEN, classes, weights.pp("output"))? })
    }
}

impl Module for Net {
    fn forward(&self, rows: &Tensor) -> Result<Tensor> {
        self.output.forward(&self.hidden.forward(rows)?.relu()?)
    }
}
