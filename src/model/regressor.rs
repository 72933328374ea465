//! A candle network that estimates a number.

use super::network::{MAX_BATCH, Network, Weights};
use super::{PreparedModel, Source, Worker};
use crate::calibrate::{Conformal, TargetScaler};
use crate::train::{MakeNet, Recipe, TargetKind, Training, net};
use crate::trained::Trained;
use anyhow::{Result, ensure};
use candle_core::Module;
use candle_nn::VarBuilder;
use maquette_contract::{
    Inputs, Instance, Interval, OutputKind, Prediction, Quantity, Range, Schema, format_number, has_columns,
};
use std::marker::PhantomData;
use std::path::Path;
use std::sync::Arc;

/// A candle network that estimates a number, with an interval of stated coverage around it (split
/// conformal prediction).
///
/// Without a card nobody has measured how far off it is: its numbers have no interval then.
///
/// Its weights hold the names of the inputs, and the name and the unit of the number, and are compared with what is
/// declared as those of a [`Classifier`](super::Classifier) are.
pub struct Regressor<I> {
    net: MakeNet,
    unit: String,
    decimals: u8,
    clip: Option<Range>,
    trained: Option<Trained>,
    recipe: Option<Arc<Recipe>>,
    inputs: PhantomData<fn(I)>,
}

impl<I: Inputs> Regressor<I> {
    /// From a function that makes the network of a number of inputs and 1 output.
    pub fn new<M: Module + 'static>(
        make: impl Fn(usize, usize, VarBuilder<'_>) -> candle_core::Result<M> + Send + Sync + 'static,
    ) -> Self {
        const { has_columns::<I>() };
        Self::of(net(make))
    }

    /// A network that can be trained: `maquette train NAME`. Its unit and its decimals are the recipe's.
    pub fn trained_by(recipe: Recipe) -> Self {
        const { has_columns::<I>() };
        let regressor = Self::of(recipe.net.clone());
        let regressor = match &recipe.target.kind {
            TargetKind::Number { unit, decimals, .. } => regressor.unit(unit).decimals(*decimals),
            TargetKind::Classes(_) => regressor,
        };
        Self { recipe: Some(Arc::new(recipe)), ..regressor }
    }

    fn of(net: MakeNet) -> Self {
        let (unit, decimals, inputs) = (String::new(), 2, PhantomData);
        Self { net, unit, decimals, clip: None, trained: None, recipe: None, inputs }
    }

    #[must_use]
    pub fn unit(self, unit: &str) -> Self {
        Self { unit: unit.to_owned(), ..self }
    }

    /// How many decimals of the number mean something; two by default.
    #[must_use]
    pub fn decimals(self, decimals: u8) -> Self {
        Self { decimals, ..self }
    }

    /// Takes the weights and the card from a folder: `weights.safetensors` and `card.json`, as
    /// `maquette train` leaves them.
    ///
    /// # Errors
    /// Files that can't be read.
    pub fn load(self, folder: impl AsRef<Path>) -> Result<Self> {
        Ok(self.shipped(Trained::load(folder.as_ref())?))
    }

    /// Takes weights that are part of the binary.
    #[must_use]
    pub fn shipped(self, trained: Trained) -> Self {
        Self { trained: Some(trained), ..self }
    }

    /// Moves what lies outside the bounds of the possible to the nearer one, and the ends of intervals with
    /// it. The page names it where it changes something.
    ///
    /// ```
    /// # use maquette::{prelude::*, train::mlp};
    /// # #[derive(Inputs)]
    /// # struct House { rooms: u8 }
    /// let prices = Regressor::<House>::new(mlp([8])).unit("$").clip(0.0, f64::INFINITY);
    /// ```
    #[must_use]
    pub fn clip(self, low: f64, high: f64) -> Self {
        Self { clip: Some(Range { low, high }), ..self }
    }
}

impl<I: Inputs + 'static> Source for Regressor<I> {
    fn schema(&self) -> Schema {
        I::schema()
    }

    fn output(&self) -> OutputKind {
        OutputKind::Number
    }

    fn training(&self) -> Option<Arc<dyn Training>> {
        self.recipe.clone().map(|recipe| recipe as Arc<dyn Training>)
    }

    fn shipped(&self) -> Option<Trained> {
        self.trained.clone()
    }

    fn open(self: Box<Self>, trained: Option<Trained>) -> Result<PreparedModel> {
        let classes = |recipe: &Arc<Recipe>| matches!(recipe.target.kind, TargetKind::Classes(_));
        ensure!(!self.recipe.iter().any(classes), "its recipe is for classes: use a Classifier");
        let recipe = self.recipe.as_deref();
        let weights = Weights::open(I::schema(), trained.or(self.trained), recipe)?;
        let unit = match &weights.signature {
            Some(signature) => {
                let column = recipe.map_or("", |recipe| &recipe.target.column);
                signature.number_unit(column, &self.unit)?
            }
            None => self.unit,
        };
        let scale = TargetScaler::from_tensors(&weights.tensors)?;
        let report = weights.card.as_ref().and_then(|card| card.interval);
        let conformal = report.map(|report| Conformal::from_report(scale, &report));
        let seen = report.map(|report| report.seen);
        let Self { net, decimals, clip, .. } = *self;
        weights.prepare(net, 1, move |network| Number {
            network,
            unit: unit.clone(),
            decimals,
            clip,
            scale,
            conformal,
            seen,
        })
    }
}

struct Number {
    network: Network,
    unit: String,
    decimals: u8,
    clip: Option<Range>,
    scale: TargetScaler,
    conformal: Option<Conformal>,
    seen: Option<Range>,
}

impl Worker for Number {
    fn forward(&mut self, batch: &[Instance]) -> Result<Vec<Prediction>> {
        let outputs = self.network.forward(batch)?;
        Ok(outputs.iter().map(|row| Prediction::Number(self.quantity(row[0]))).collect())
    }

    fn warm_up(&mut self, _: Option<&Instance>) -> Result<bool> {
        self.network.warm_up().map(|()| true)
    }

    fn max_batch(&self) -> usize {
        MAX_BATCH
    }
}

impl Number {
    fn quantity(&self, output: f64) -> Quantity {
        let value = self.scale.value(self.scale.level(output));
        let interval = self.conformal.map(|conformal| conformal.interval(output));
        let quantity = Quantity {
            value,
            unit: self.unit.clone(),
            decimals: self.decimals,
            interval,
            steps: vec![],
            seen: self.seen,
        };
        match self.clip {
            Some(bounds) => clipped(quantity, bounds),
            None => quantity,
        }
    }
}

/// Moves a value and its interval within bounds, and names that where it changes the value.
fn clipped(quantity: Quantity, bounds: Range) -> Quantity {
    let within = |value: f64| value.max(bounds.low).min(bounds.high);
    let value = within(quantity.value);
    let interval = quantity.interval.map(|Interval { low, high, coverage }| Interval {
        low: within(low),
        high: within(high),
        coverage,
    });
    let quantity = if value == quantity.value {
        quantity
    } else {
        let output = quantity.value;
        quantity
            .step("The model's output", output)
            .step(&format!("Clipped at {}", format_number(value)), value)
    };
    Quantity { value, interval, ..quantity }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The value that is shown, and the names of the steps that led to it.
    fn check(value: f64, expected: (f64, &[&str])) {
        let quantity = Quantity::new(value, 0).interval(value - 5.0, value + 5.0, 0.9);
        let shown = clipped(quantity, Range { low: 0.0, high: 100.0 });
        let names: Vec<_> = shown.steps.iter().map(|step| step.name.as_str()).collect();
        assert_eq!((shown.value, &names[..]), expected, "{value}");
        assert!(shown.interval.is_some_and(|interval| interval.low >= 0.0 && interval.high <= 100.0));
    }

    #[test]
    fn clipping_is_a_step_where_it_changes_something() {
        check(50.0, (50.0, &[]));
        check(0.0, (0.0, &[]));
        check(-53.2, (0.0, &["The model's output", "Clipped at 0"]));
        check(120.0, (100.0, &["The model's output", "Clipped at 100"]));
    }
}
