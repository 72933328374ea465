//! A candle network with its encoding, weights and card, as all trained models share it.

use super::{PreparedModel, Worker};
use crate::encoding::{Encoding, check_readable};
use crate::signature::{Mismatch, Signature};
use crate::train::{MakeNet, Recipe};
use crate::trained::{NoWeights, Trained};
use anyhow::{Result, bail, ensure};
use candle_core::{DType, Device, Module, Tensor};
use candle_nn::VarBuilder;
use maquette_contract::{Instance, ModelCard, Schema};
use std::collections::HashMap;

/// The most rows in one forward pass, so that one batch holds nobody up for long.
pub(super) const MAX_BATCH: usize = 256;

/// The weights of a network, with all that came along with them.
pub(super) struct Weights {
    pub(super) tensors: HashMap<String, Tensor>,
    /// `None` where nobody has measured how good they are.
    pub(super) card: Option<ModelCard>,
    /// What they were trained with; `None` of weights that were made elsewhere, whose order is the declared one.
    pub(super) signature: Option<Signature>,
    /// With what was seen in training.
    schema: Schema,
    encoding: Encoding,
    version: String,
}

impl Weights {
    /// # Errors
    /// Weights that are missing, damaged or made for other inputs.
    pub(super) fn open(
        mut schema: Schema,
        trained: Option<Trained>,
        recipe: Option<&Recipe>,
    ) -> Result<Self> {
        check_readable(&schema)?;
        let trained = trained.ok_or(NoWeights)?;
        let tensors = trained.tensors()?;
        let card = trained.is_measured().then(|| trained.card()).transpose()?;
        let signature = trained.signature()?;
        let encoding = match &signature {
            Some(signature) => Encoding::from_signature(&schema, signature, &tensors)?,
            // A training of ours writes names, so these were made before it did.
            None if recipe.is_some() || Encoding::is_in(&tensors) => return Err(Mismatch::unnamed().into()),
            None => Encoding::from_tensors(&schema, &tensors)?,
        };
        encoding.describe(&mut schema);
        Ok(Self { tensors, card, signature, schema, encoding, version: trained.version() })
    }

    /// What answers with these weights: a network with so many outputs, and a worker around it.
    pub(super) fn prepare<W: Worker + 'static>(
        self,
        net: MakeNet,
        outputs: usize,
        worker: impl Fn(Network) -> W + Send + 'static,
    ) -> Result<PreparedModel> {
        let Self { tensors, card, schema, encoding, version, .. } = self;
        let build = move || {
            let weights = VarBuilder::from_tensors(tensors.clone(), DType::F32, &Device::Cpu);
            let module = net(encoding.width(), outputs, weights)?;
            Ok(Box::new(worker(Network { encoding: encoding.clone(), module })) as Box<dyn Worker>)
        };
        Ok(PreparedModel { schema, card, version, build: Box::new(build) })
    }
}

/// A candle network and how it reads instances.
pub(super) struct Network {
    encoding: Encoding,
    module: Box<dyn Module>,
}

impl Network {
    /// Encodes the instances and passes them through the network: a row of outputs for each.
    pub(super) fn forward(&self, batch: &[Instance]) -> Result<Vec<Vec<f64>>> {
        let rows: Vec<f32> = batch.iter().flat_map(|instance| self.encoding.encode(instance)).collect();
        self.pass(rows, batch.len())
    }

    /// The first pass allocates what later ones use again.
    pub(super) fn warm_up(&self) -> Result<()> {
        self.pass(vec![0.0; self.encoding.width()], 1).map(drop)
    }

    fn pass(&self, rows: Vec<f32>, count: usize) -> Result<Vec<Vec<f64>>> {
        let width = self.encoding.width();
        let outputs = self.module.forward(&Tensor::from_vec(rows, (count, width), &Device::Cpu)?)?;
        let outputs: Vec<Vec<f64>> = outputs.to_dtype(DType::F64)?.to_vec2()?;
        ensure!(outputs.len() == count, "the network gave {} rows for {count}", outputs.len());
        if outputs.iter().flatten().any(|output| output.is_nan()) {
            bail!("the network gave an output that is no number");
        }
        Ok(outputs)
    }
}
