use candle_core::{Module, Result};
use candle_nn::VarBuilder;

/// A network: rows of encoded inputs in, rows of logits out.
pub type Model = Box<dyn Module + Send>;

/// Makes a network of a width (numbers in a row) for a number of classes.
pub type MakeNet = fn(usize, usize, VarBuilder<'_>) -> Result<Model>;
