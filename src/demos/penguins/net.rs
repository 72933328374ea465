use crate::model::Model;
use candle_core::{Module, Result, Tensor};
use candle_nn::{Linear, VarBuilder, linear};

const HIDDEN: usize = 16;

/// One hidden layer: `logits = output(relu(hidden(row)))`.
struct Net {
    hidden: Linear,
    output: Linear,
}

/// Reads rows of `inputs` numbers, gives `classes` logits.
pub(super) fn net(inputs: usize, classes: usize, weights: VarBuilder<'_>) -> Result<Model> {
    let hidden = linear(inputs, HIDDEN, weights.pp("hidden"))?;
    let output = linear(HIDDEN, classes, weights.pp("output"))?;
    Ok(Box::new(Net { hidden, output }))
}

impl Module for Net {
    fn forward(&self, rows: &Tensor) -> Result<Tensor> {
        self.output.forward(&self.hidden.forward(rows)?.relu()?)
    }
}
