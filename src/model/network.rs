use crate::encoding::Encoding;
use anyhow::{Result, bail, ensure};
use candle_core::{DType, Device, Module, Tensor};
use maquette_contract::{Instance, Schema};

/// The most rows in one forward pass, so that one batch holds nobody up for long.
pub(super) const MAX_BATCH: usize = 256;

/// A candle network and how it reads instances.
pub(super) struct Network {
    pub(super) schema: Schema,
    pub(super) encoding: Encoding,
    pub(super) module: Box<dyn Module>,
}

impl Network {
    /// Encodes the instances and passes them through the network: a row of outputs for each.
    pub(super) fn forward(&self, batch: &[Instance]) -> Result<Vec<Vec<f64>>> {
        let rows: Vec<f32> =
            batch.iter().flat_map(|instance| self.encoding.encode(&self.schema, instance)).collect();
        self.pass(rows, batch.len())
    }

    /// The first pass allocates what later ones use again.
    pub(super) fn warm_up(&self) -> Result<()> {
        self.pass(vec![0.0; self.encoding.width(&self.schema)], 1).map(drop)
    }

    fn pass(&self, rows: Vec<f32>, count: usize) -> Result<Vec<Vec<f64>>> {
        let width = self.encoding.width(&self.schema);
        let outputs = self.module.forward(&Tensor::from_vec(rows, (count, width), &Device::Cpu)?)?;
        let outputs: Vec<Vec<f64>> = outputs.to_dtype(DType::F64)?.to_vec2()?;
        ensure!(outputs.len() == count, "the network gave {} rows for {count}", outputs.len());
        if outputs.iter().flatten().any(|output| output.is_nan()) {
            bail!("the network gave an output that is no number");
        }
        Ok(outputs)
    }
}
