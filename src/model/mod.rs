//! What answers: a batch of inputs in, an output for each out. Ready-made for candle networks, or
//! written by an author for anything else.

mod classifier;
mod function;
mod network;
mod refusal;
mod regressor;
mod source;
mod stream;
mod trained_model;
mod worker;

pub use classifier::Classifier;
pub use function::Function;
pub use refusal::Refusal;
pub use regressor::Regressor;
pub use source::{Build, Factory, PreparedModel, Source};
pub use stream::{Progress, Work};
pub(crate) use stream::{StreamModel, StreamSource};
pub use trained_model::TrainedModel;
pub use worker::Worker;

use crate::output::Output;
use maquette_contract::Inputs;

/// A model by its author: any inputs, any output, any error. It lives on a thread of its own and
/// need not be `Send` when a factory makes it there ([`Demo::load`](crate::demo::Demo::load)).
///
/// ```
/// use maquette::prelude::*;
///
/// #[derive(Inputs)]
/// struct Sides {
///     a: f64,
///     b: f64,
/// }
///
/// struct Hypotenuse;
///
/// impl Model for Hypotenuse {
///     type Inputs = Sides;
///     type Output = f64;
///     type Error = std::convert::Infallible;
///
///     fn forward(&mut self, batch: Vec<Sides>) -> Result<Vec<f64>, Self::Error> {
///         Ok(batch.into_iter().map(|Sides { a, b }| a.hypot(b)).collect())
///     }
/// }
///
/// let mut session = Demo::new("hypotenuse", Hypotenuse).session()?;
/// assert_eq!(session.set("a", 3.0).set("b", 4.0).predict()?.prediction.headline(), "5");
/// # Ok::<(), maquette::Error>(())
/// ```
pub trait Model: 'static {
    type Inputs: Inputs;
    type Output: Output;
    /// The person reads the words of a [`Refusal`]; of any other error they get a reference to the log.
    type Error: Into<anyhow::Error>;

    /// One output for each of the inputs, in their order.
    ///
    /// # Errors
    /// Why there is no answer. Where a whole batch fails, each of its inputs is tried alone.
    fn forward(&mut self, batch: Vec<Self::Inputs>) -> Result<Vec<Self::Output>, Self::Error>;

    /// The most inputs of one batch, so that one batch holds nobody up for long.
    fn max_batch(&self) -> usize {
        256
    }
}
