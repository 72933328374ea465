use crate::calibrate::Calibration;
use crate::encoding::Encoding;
use crate::model::{MakeNet, Model};
use crate::trained::Trained;
use anyhow::Result;
use candle_core::{DType, Device};
use candle_nn::VarBuilder;
use maquette_contract::{Example, Instance, ModelCard, Scatter, Schema};

/// A model people can try: what goes in, what comes out, and how far to trust it.
pub struct Demo {
    /// In the address: `penguins`.
    pub name: &'static str,
    /// The question it answers.
    pub title: &'static str,
    /// One sentence for someone who has just arrived.
    pub summary: &'static str,
    pub schema: Schema,
    /// The classes, in the order of the logits.
    pub labels: Vec<String>,
    /// At least one: the page opens with the first already answered.
    pub examples: Vec<Example>,
    pub scatter: Option<Scatter>,
    pub card: ModelCard,
    /// Names exactly the weights and the calibration that answer.
    pub version: String,
    encoding: Encoding,
    pub(crate) calibration: Calibration,
}

/// What an author says of a demo; the rest comes from its training.
pub struct Description {
    pub name: &'static str,
    pub title: &'static str,
    pub summary: &'static str,
    pub schema: Schema,
    pub labels: Vec<String>,
    pub examples: Vec<Example>,
    pub scatter: Option<Scatter>,
}

impl Demo {
    /// Puts a description together with what was trained for it. The model comes beside the demo,
    /// since one thread will own it while many read the demo.
    ///
    /// # Errors
    /// Weights or a card that are damaged or were made for other inputs.
    pub fn open(description: Description, trained: &Trained, net: MakeNet) -> Result<(Self, Model)> {
        let Description { name, title, summary, mut schema, labels, examples, scatter } = description;
        let tensors = trained.tensors()?;
        let card = trained.card()?;
        let encoding = Encoding::from_tensors(&schema, &tensors)?;
        encoding.describe(&mut schema);
        let weights = VarBuilder::from_tensors(tensors, DType::F32, &Device::Cpu);
        let model = net(encoding.width(&schema), labels.len(), weights)?;
        let calibration = Calibration {
            temperature: card.calibration.temperature,
            threshold: card.calibration.threshold,
            coverage: card.calibration.coverage,
        };
        let version = trained.version();
        let demo = Self {
            name,
            title,
            summary,
            schema,
            labels,
            examples,
            scatter,
            card,
            version,
            encoding,
            calibration,
        };
        Ok((demo, model))
    }

    /// The row of numbers the network reads.
    pub fn encode(&self, instance: &Instance) -> Vec<f32> {
        self.encoding.encode(&self.schema, instance)
    }

    /// How many numbers a row has.
    pub fn width(&self) -> usize {
        self.encoding.width(&self.schema)
    }
}
