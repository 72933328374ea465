//! [`MakeNet`]: how a network is made for some number of inputs and outputs.

use candle_core::{Module, Result};
use candle_nn::{Activation, Sequential, VarBuilder, linear, seq};
use std::sync::Arc;

/// Makes a network: how many numbers a row has, how many it is to give, and where its weights are.
pub type MakeNet = Arc<dyn Fn(usize, usize, VarBuilder<'_>) -> Result<Box<dyn Module>> + Send + Sync>;

/// A function that makes a network, as a [`MakeNet`].
pub fn net<M, F>(make: F) -> MakeNet
where
    M: Module + 'static,
    F: Fn(usize, usize, VarBuilder<'_>) -> Result<M> + Send + Sync + 'static,
{
    Arc::new(move |inputs, outputs, weights| Ok(Box::new(make(inputs, outputs, weights)?)))
}

/// A plain network: hidden layers of such widths, each `relu(linear(row))`, and a linear one behind them.
pub fn mlp<const N: usize>(
    hidden: [usize; N],
) -> impl Fn(usize, usize, VarBuilder<'_>) -> Result<Sequential> + Send + Sync + 'static {
    move |inputs, outputs, weights| {
        let (mut net, mut width) = (seq(), inputs);
        for (layer, next) in hidden.into_iter().enumerate() {
            net = net.add(linear(width, next, weights.pp(format!("hidden{layer}")))?).add(Activation::Relu);
            width = next;
        }
        Ok(net.add(linear(width, outputs, weights.pp("output"))?))
    }
}
