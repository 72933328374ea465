//! The network that predicts the logarithm of a price.

use candle_core::{Module, Result, Tensor};
use candle_nn::{Linear, VarBuilder, linear};

const HIDDEN: [usize; 2] = [64, 32];
/// In deviations. The few houses beyond count as being there, or they would bend the answer for all others.
const FURTHEST: f64 = 4.0;

/// Two hidden layers, one output: the logarithm of the price, standardised.
pub(super) struct Net {
    hidden: [Linear; 2],
    output: Linear,
}

impl Net {
    /// Reads rows of `inputs` numbers, gives `outputs`.
    pub(super) fn new(inputs: usize, outputs: usize, weights: VarBuilder<'_>) -> Result<Self> {
        let first = linear(inputs, HIDDEN[0], weights.pp("hidden.0"))?;
        let second = linear(HIDDEN[0], HIDDEN[1], weights.pp("hidden.1"))?;
        Ok(Self { hidden: [first, second], output: linear(HIDDEN[1], outputs, weights.pp("output"))? })
    }
}

impl Module for Net {
    fn forward(&self, rows: &Tensor) -> Result<Tensor> {
        let rows = rows.clamp(-FURTHEST, FURTHEST)?;
        let hidden = self.hidden.iter().try_fold(rows, |rows, layer| layer.forward(&rows)?.relu())?;
        self.output.forward(&hidden)
    }
}
