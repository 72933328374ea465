//! [`Function`]: a model made from a function of one input.

use super::Model;
use crate::output::Output;
use maquette_contract::Inputs;
use std::marker::PhantomData;

/// Any function of one input.
pub struct Function<I, F> {
    function: F,
    inputs: PhantomData<fn(I)>,
}

impl<I, F> Function<I, F> {
    pub fn new(function: F) -> Self {
        Self { function, inputs: PhantomData }
    }
}

impl<I, O, F> Model for Function<I, F>
where
    I: Inputs + 'static,
    O: Output,
    F: FnMut(I) -> O + 'static,
{
    type Inputs = I;
    type Output = O;
    type Error = anyhow::Error;

    fn forward(&mut self, batch: Vec<I>) -> anyhow::Result<Vec<O>> {
        Ok(batch.into_iter().map(&mut self.function).collect())
    }

    /// One at a time, so that nobody waits for another's and a panic is one person's.
    fn max_batch(&self) -> usize {
        1
    }
}
