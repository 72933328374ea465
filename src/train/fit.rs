use super::{Dataset, Progress, Recipe};
use crate::encoding::Encoding;
use crate::model::Model;
use anyhow::Result;
use candle_core::{Device, Tensor};
use candle_nn::{AdamW, Optimizer, ParamsAdamW, VarMap, loss};
use rand::seq::SliceRandom;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// How a network learns.
#[derive(Clone, Copy, Debug)]
pub struct Settings {
    pub epochs: usize,
    pub batch: usize,
    pub learning_rate: f64,
    /// Pulls weights towards 0; the fewer the rows, the more of it helps.
    pub weight_decay: f64,
    /// How often an optional value is left out, 0 to 1, in training as in measuring: a table knows
    /// nearly everything, the people who come to the page do not.
    pub hide: f64,
}

/// candle's own initialisation on the CPU can't be seeded, so the weights are drawn here:
/// uniformly within `sqrt(6 / inputs)` (He et al. 2015), biases 0.
pub(super) fn seed_weights(weights: &VarMap, seed: u64) -> Result<()> {
    let mut rng = ChaCha8Rng::seed_from_u64(seed ^ 0x5eed);
    let variables = weights.data().lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    // A hash map's order differs from run to run.
    let mut names: Vec<_> = variables.keys().collect();
    names.sort();
    for name in names {
        let variable = &variables[name];
        let inputs: usize = variable.dims().iter().skip(1).product();
        let bound = if variable.rank() > 1 { (6.0 / inputs as f32).sqrt() } else { 0.0 };
        let values: Vec<f32> =
            (0..variable.elem_count()).map(|_| bound * rng.random_range(-1.0..=1.0)).collect();
        variable.set(&Tensor::from_vec(values, variable.dims(), &Device::Cpu)?)?;
    }
    Ok(())
}

/// What a network is fitted to.
pub(super) struct Lesson<'a> {
    pub(super) recipe: &'a Recipe,
    pub(super) encoding: &'a Encoding,
    pub(super) dataset: &'a Dataset,
    pub(super) rows: &'a [usize],
    pub(super) seed: u64,
}

/// Cross-entropy by AdamW over shuffled batches; the learning rate falls to 0 along a cosine.
pub(super) fn fit(
    net: &Model,
    weights: &VarMap,
    lesson: &Lesson<'_>,
    progress: &mut dyn Progress,
) -> Result<()> {
    let Lesson { recipe, encoding, dataset, rows, seed } = *lesson;
    let Settings { epochs, batch, learning_rate, weight_decay, hide } = recipe.settings;
    let mut rng = ChaCha8Rng::seed_from_u64(seed ^ 0xf17);
    let parameters = ParamsAdamW { lr: learning_rate, weight_decay, ..ParamsAdamW::default() };
    let mut optimizer = AdamW::new(weights.all_vars(), parameters)?;
    let mut rows = rows.to_vec();
    for epoch in 0..epochs {
        let turn = std::f64::consts::PI * epoch as f64 / epochs as f64;
        optimizer.set_learning_rate(learning_rate * f64::midpoint(1.0, turn.cos()));
        rows.shuffle(&mut rng);
        let mut epoch_loss = 0.0;
        for rows in rows.chunks(batch) {
            let visitors = dataset.visitors(&recipe.schema, rows, hide, &mut rng);
            let inputs: Vec<_> = visitors.iter().map(|row| encoding.encode(&recipe.schema, row)).collect();
            let truths: Vec<u32> = dataset.truths(rows).into_iter().map(|truth| truth as u32).collect();
            let logits = net.forward(&Tensor::new(inputs, &Device::Cpu)?)?;
            let loss = loss::cross_entropy(&logits, &Tensor::new(truths, &Device::Cpu)?)?;
            optimizer.backward_step(&loss)?;
            epoch_loss += f64::from(loss.to_scalar::<f32>()?) * rows.len() as f64;
        }
        progress.epoch(epoch + 1, epochs, epoch_loss / rows.len().max(1) as f64);
    }
    Ok(())
}
