use super::network::{MAX_BATCH, Network, Weights};
use super::{Opened, Source, Worker};
use crate::calibrate::{Conformal, Scale};
use crate::train::{MakeNet, Recipe, TargetKind, Training, net};
use crate::trained::Trained;
use anyhow::{Result, ensure};
use candle_core::Module;
use candle_nn::VarBuilder;
use maquette_contract::{Inputs, Instance, Interval, OutputKind, Prediction, Quantity, Range, Schema};
use std::marker::PhantomData;
use std::path::Path;
use std::sync::Arc;

/// A candle network that estimates a number, with an interval of stated coverage around it (split
/// conformal prediction).
///
/// Without a card nobody has measured how far off it is: its numbers have no interval then.
pub struct Regressor<I> {
    net: MakeNet,
    unit: String,
    decimals: u8,
    steps: Vec<Step>,
    trained: Option<Trained>,
    recipe: Option<Arc<Recipe>>,
    inputs: PhantomData<fn(I)>,
}

/// What is done to the network's number before it is shown: its name, and a function that never falls.
type Step = (String, Box<dyn Fn(f64) -> f64 + Send>);

impl<I: Inputs> Regressor<I> {
    /// From a function that makes the network of a number of inputs and 1 output.
    pub fn new<M: Module + 'static>(
        make: impl Fn(usize, usize, VarBuilder<'_>) -> candle_core::Result<M> + Send + Sync + 'static,
    ) -> Self {
        Self::of(net(make))
    }

    /// A network that can be trained: `maquette train NAME`. Its unit and its decimals are the recipe's.
    pub fn trained_by(recipe: Recipe) -> Self {
        let regressor = Self::of(recipe.net.clone());
        let regressor = match &recipe.target.kind {
            TargetKind::Number { unit, decimals, .. } => regressor.unit(unit).decimals(*decimals),
            TargetKind::Classes(_) => regressor,
        };
        Self { recipe: Some(Arc::new(recipe)), ..regressor }
    }

    fn of(net: MakeNet) -> Self {
        let (unit, decimals, inputs) = (String::new(), 2, PhantomData);
        Self { net, unit, decimals, steps: vec![], trained: None, recipe: None, inputs }
    }

    #[must_use]
    pub fn unit(self, unit: &str) -> Self {
        Self { unit: unit.to_owned(), ..self }
    }

    /// How many decimals of the number mean something; two unless it is told otherwise.
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

    /// Does something to the number before it is shown, and to the ends of its interval. The page names
    /// it where it changes something. A larger number must not become smaller than a smaller one.
    ///
    /// ```
    /// # use maquette::{prelude::*, train::mlp};
    /// # #[derive(Inputs)]
    /// # struct House { rooms: u8 }
    /// let prices = Regressor::<House>::new(mlp([8]))
    ///     .unit("$")
    ///     .clip(0.0, f64::INFINITY)
    ///     .step("Rounded to hundreds", |price| (price / 100.0).round() * 100.0);
    /// ```
    #[must_use]
    pub fn step(mut self, name: &str, step: impl Fn(f64) -> f64 + Send + 'static) -> Self {
        self.steps.push((name.to_owned(), Box::new(step)));
        self
    }

    /// Moves what lies outside these bounds to the nearer one.
    #[must_use]
    pub fn clip(self, low: f64, high: f64) -> Self {
        let ends: Vec<_> =
            [low, high].iter().filter(|end| end.is_finite()).map(ToString::to_string).collect();
        self.step(&format!("Clipped at {}", ends.join(" and ")), move |value| value.max(low).min(high))
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

    fn open(self: Box<Self>, trained: Option<Trained>) -> Result<Opened> {
        let classes = |recipe: &Arc<Recipe>| matches!(recipe.target.kind, TargetKind::Classes(_));
        ensure!(!self.recipe.iter().any(classes), "its recipe is for classes: use a Classifier");
        let weights = Weights::open(I::schema(), trained.or(self.trained))?;
        let scale = Scale::from_tensors(&weights.tensors)?;
        let report = weights.card.as_ref().and_then(|card| card.interval);
        let conformal = report.map(|report| Conformal::stated(scale, &report));
        let seen = report.map(|report| report.seen);
        let Self { net, unit, decimals, steps, .. } = *self;
        weights.opened(net, 1, move |network| Number {
            network,
            unit,
            decimals,
            steps,
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
    steps: Vec<Step>,
    scale: Scale,
    conformal: Option<Conformal>,
    seen: Option<Range>,
}

impl Worker for Number {
    fn forward(&mut self, batch: &[Instance]) -> Result<Vec<Prediction>> {
        let outputs = self.network.forward(batch)?;
        Ok(outputs.iter().map(|row| Prediction::Number(self.quantity(row[0]))).collect())
    }

    fn warm_up(&mut self) -> Result<()> {
        self.network.warm_up()
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
        self.steps.iter().fold(quantity, stepped)
    }
}

/// Takes a step with a number and its interval, and names it where it changes the number.
fn stepped(mut quantity: Quantity, (name, step): &Step) -> Quantity {
    let before = quantity.value;
    quantity.value = step(before);
    quantity.interval = quantity.interval.map(|Interval { low, high, coverage }| Interval {
        low: step(low),
        high: step(high),
        coverage,
    });
    if quantity.value == before {
        return quantity;
    }
    let quantity =
        if quantity.steps.is_empty() { quantity.step("The model's output", before) } else { quantity };
    let value = quantity.value;
    quantity.step(name, value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::train::mlp;

    #[derive(maquette_derive::Inputs)]
    struct Side {
        side: f64,
    }

    /// The value that is shown, and the names of the steps that led to it.
    fn check(value: f64, expected: (f64, &[&str])) {
        let regressor = Regressor::<Side>::new(mlp([])).clip(0.0, 100.0).step("Rounded", f64::round);
        let quantity = Quantity::new(value, 0).interval(value - 5.0, value + 5.0, 0.9);
        let shown = regressor.steps.iter().fold(quantity, stepped);
        let names: Vec<_> = shown.steps.iter().map(|step| step.name.as_str()).collect();
        assert_eq!((shown.value, &names[..]), expected, "{value}");
        assert!(shown.interval.is_some_and(|interval| interval.low >= 0.0 && interval.high <= 100.0));
    }

    #[test]
    fn a_step_is_named_where_it_changes_something() {
        check(50.0, (50.0, &[]));
        check(0.0, (0.0, &[]));
        check(-53.2, (0.0, &["The model's output", "Clipped at 0 and 100"]));
        check(120.0, (100.0, &["The model's output", "Clipped at 0 and 100"]));
        check(49.6, (50.0, &["The model's output", "Rounded"]));
    }

    #[test]
    fn bounds_without_an_end_are_named_by_the_other() {
        let regressor = Regressor::<Side>::new(mlp([])).clip(0.0, f64::INFINITY);
        assert_eq!(regressor.steps[0].0, "Clipped at 0");
    }
}
