//! A candle network that says which class something is of.

use super::network::{MAX_BATCH, Network, Weights};
use super::{PreparedModel, Source, Worker};
use crate::calibrate::Calibration;
use crate::train::{MakeNet, Recipe, Training, net};
use crate::trained::Trained;
use anyhow::Result;
use candle_core::Module;
use candle_nn::VarBuilder;
use maquette_contract::{Choice, Inputs, Instance, OutputKind, Prediction, Schema, has_columns};
use std::marker::PhantomData;
use std::path::Path;
use std::sync::Arc;

/// A candle network that assigns classes, with calibrated probabilities and a prediction set of
/// stated coverage. `I` is what goes in, and `C` names the classes.
///
/// Without a card nobody has measured its confidence: its classes are ranked then, and no probability is given.
///
/// Weights hold the names they were trained with, and those are what counts: fields, choices and classes may be declared
/// in another order later. If one was renamed, added or removed, or is of another kind, the demo does not open and says
/// what has changed. Weights from elsewhere hold no names. For these the declaration states the order: the fields of `I`
/// in the order of the columns (a choice has one for each of its variants, and an `Option` one more at its end), the
/// variants of `C` in the order of the logits. Nobody can notice it if that is changed later;
/// [`Trained::with_signature`] gives such weights names.
///
/// `I` has numbers, dates, choices, yes and no. Anything else is refused by the compiler; a [`Model`](super::Model) can
/// read it:
///
/// ```compile_fail,E0080
/// use maquette::prelude::*;
///
/// #[derive(Inputs)]
/// struct Photo {
///     photo: Image,
/// }
///
/// #[derive(Choice)]
/// enum Animal {
///     Cat,
///     Dog,
/// }
///
/// let classifier = Classifier::<Photo, Animal>::new(maquette::train::mlp([8]));
/// ```
pub struct Classifier<I, C> {
    net: MakeNet,
    trained: Option<Trained>,
    recipe: Option<Arc<Recipe>>,
    kinds: PhantomData<fn(I) -> C>,
}

impl<I: Inputs, C: Choice> Classifier<I, C> {
    /// From a function that makes the network of a number of inputs and a number of classes.
    pub fn new<M: Module + 'static>(
        make: impl Fn(usize, usize, VarBuilder<'_>) -> candle_core::Result<M> + Send + Sync + 'static,
    ) -> Self {
        const { has_columns::<I>() };
        Self { net: net(make), trained: None, recipe: None, kinds: PhantomData }
    }

    /// A network that can be trained: `maquette train NAME`.
    pub fn trained_by(recipe: Recipe) -> Self {
        const { has_columns::<I>() };
        let net = recipe.net.clone();
        Self { net, trained: None, recipe: Some(Arc::new(recipe)), kinds: PhantomData }
    }

    /// Takes the weights, and the card where there is one, from a folder: `weights.safetensors` and
    /// `card.json`, as `maquette train` leaves them.
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
}

impl<I: Inputs + 'static, C: Choice + 'static> Source for Classifier<I, C> {
    fn schema(&self) -> Schema {
        I::schema()
    }

    fn output(&self) -> OutputKind {
        OutputKind::Classes
    }

    fn training(&self) -> Option<Arc<dyn Training>> {
        self.recipe.clone().map(|recipe| recipe as Arc<dyn Training>)
    }

    fn shipped(&self) -> Option<Trained> {
        self.trained.clone()
    }

    fn open(self: Box<Self>, trained: Option<Trained>) -> Result<PreparedModel> {
        let recipe = self.recipe.as_deref();
        let weights = Weights::open(I::schema(), trained.or(self.trained), recipe)?;
        let report = weights.card.as_ref().and_then(|card| card.calibration.as_ref());
        let calibration = report.map_or(Calibration::UNFITTED, Calibration::from);
        let order = match &weights.signature {
            Some(signature) => {
                let declared: Vec<&str> = C::CHOICES.iter().map(|(value, _)| *value).collect();
                let column = recipe.map_or("", |recipe| &recipe.target.column);
                signature.class_order(column, &declared)?
            }
            None => (0..C::CHOICES.len()).collect(),
        };
        let labels: Arc<[Arc<str>]> = order.into_iter().map(|class| C::CHOICES[class].1.into()).collect();
        weights.prepare(self.net, labels.len(), move |network| Classes {
            network,
            labels: labels.clone(),
            calibration,
        })
    }
}

struct Classes {
    network: Network,
    /// In the order of the logits.
    labels: Arc<[Arc<str>]>,
    calibration: Calibration,
}

impl Worker for Classes {
    fn forward(&mut self, batch: &[Instance]) -> Result<Vec<Prediction>> {
        let logits = self.network.forward(batch)?;
        let prediction =
            |logits: &Vec<f64>| Prediction::Classes(self.calibration.predict(&self.labels, logits));
        Ok(logits.iter().map(prediction).collect())
    }

    fn warm_up(&mut self, _: Option<&Instance>) -> Result<bool> {
        self.network.warm_up().map(|()| true)
    }

    fn max_batch(&self) -> usize {
        MAX_BATCH
    }
}
