use super::network::{MAX_BATCH, Network};
use super::{Opened, Source, Worker};
use crate::calibrate::{Conformal, Scale};
use crate::encoding::Encoding;
use crate::train::{Recipe, TargetKind, Training};
use crate::trained::Trained;
use anyhow::{Context, Result, bail};
use candle_core::{DType, Device};
use candle_nn::VarBuilder;
use maquette_contract::{Inputs, Instance, Interval, OutputKind, Prediction, Quantity, Range, Schema, Step};
use std::marker::PhantomData;
use std::path::Path;
use std::sync::Arc;

/// A candle network that estimates a number, with an interval of stated coverage around it (split
/// conformal prediction).
pub struct Regressor<I> {
    recipe: Arc<Recipe>,
    trained: Option<Trained>,
    clip: Option<Range>,
    inputs: PhantomData<fn(I)>,
}

impl<I: Inputs> Regressor<I> {
    /// A network as a recipe trains it: `maquette train NAME`.
    pub fn trained_by(recipe: Recipe) -> Self {
        Self { recipe: Arc::new(recipe), trained: None, clip: None, inputs: PhantomData }
    }

    /// Takes the weights and the card from a folder: `weights.safetensors` and `card.json`, as
    /// `maquette train` leaves them.
    ///
    /// # Errors
    /// Files that can't be read.
    pub fn load(self, folder: impl AsRef<Path>) -> Result<Self> {
        let folder = folder.as_ref();
        let trained = Trained::read(folder)?;
        let trained = trained.with_context(|| format!("there are no weights in {}", folder.display()))?;
        Ok(self.shipped(trained))
    }

    /// Takes weights that are part of the binary.
    #[must_use]
    pub fn shipped(self, trained: Trained) -> Self {
        Self { trained: Some(trained), ..self }
    }

    /// Moves what lies outside these bounds to the nearer one. The page shows it as a step of its own.
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
        Some(self.recipe.clone())
    }

    fn shipped(&self) -> Option<Trained> {
        self.trained.clone()
    }

    fn open(self: Box<Self>, trained: Option<Trained>) -> Result<Opened> {
        let trained = trained.or(self.trained).context("it has no weights yet; `train` makes some")?;
        let tensors = trained.tensors()?;
        let card = trained.is_measured().then(|| trained.card()).transpose()?;
        let mut schema = I::schema();
        let encoding = Encoding::from_tensors(&schema, &tensors)?;
        encoding.describe(&mut schema);
        let TargetKind::Number { unit, decimals, .. } = self.recipe.target.kind.clone() else {
            bail!("its recipe is for classes: use a Classifier");
        };
        let scale = Scale::from_tensors(&tensors)?;
        let report = card.as_ref().and_then(|card| card.interval);
        let conformal = report.map(|report| Conformal::stated(scale, &report));
        let seen = report.map(|report| report.seen);
        let (read, net, clip) = (schema.clone(), self.recipe.net.clone(), self.clip);
        let build = move || {
            let weights = VarBuilder::from_tensors(tensors, DType::F32, &Device::Cpu);
            let module = net(encoding.width(&read), 1, weights)?;
            let network = Network { schema: read, encoding, module };
            Ok(Box::new(Number { network, unit, decimals, scale, conformal, seen, clip }) as Box<dyn Worker>)
        };
        Ok(Opened { schema, card, version: trained.version(), build: Box::new(build) })
    }
}

struct Number {
    network: Network,
    unit: String,
    decimals: u8,
    scale: Scale,
    conformal: Option<Conformal>,
    seen: Option<Range>,
    clip: Option<Range>,
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
        self.clip.map_or(quantity.clone(), |bounds| clipped(quantity, bounds))
    }
}

/// Moves a value and its interval within bounds, and names that where it changes something.
fn clipped(quantity: Quantity, bounds: Range) -> Quantity {
    let within = |value: f64| value.clamp(bounds.low, bounds.high);
    let value = within(quantity.value);
    let interval = quantity.interval.map(|Interval { low, high, coverage }| Interval {
        low: within(low),
        high: within(high),
        coverage,
    });
    let steps = if value == quantity.value {
        vec![]
    } else {
        let end = if value == bounds.low { bounds.low } else { bounds.high };
        let clipped = Step { name: format!("Clipped at {end}"), value };
        vec![Step { name: "The model's output".to_owned(), value: quantity.value }, clipped]
    };
    Quantity { value, interval, steps, ..quantity }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clipping_is_a_step_where_it_changes_something() {
        let check = |value: f64, expected: (f64, usize)| {
            let quantity = Quantity::new(value, 0).interval(value - 5.0, value + 5.0, 0.9);
            let clipped = clipped(quantity, Range { low: 0.0, high: 100.0 });
            assert_eq!((clipped.value, clipped.steps.len()), expected);
            assert!(clipped.interval.is_some_and(|interval| interval.low >= 0.0 && interval.high <= 100.0));
        };
        check(50.0, (50.0, 0));
        check(-53.0, (0.0, 2));
        check(120.0, (100.0, 2));
        check(0.0, (0.0, 0));
    }
}
