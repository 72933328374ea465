//! [`Fit`]: the training loop, AdamW with a cosine schedule and early stopping.

use super::Progress;
use super::init::{restore, trained_tensors};
use anyhow::{Result, ensure};
use candle_core::Tensor;
use candle_nn::{AdamW, Optimizer, ParamsAdamW, VarMap};
use maquette_contract::Epoch;
use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;

/// A card draws its curve from so many epochs at most.
const MAX_CURVE_POINTS: usize = 60;

/// How a network learns: AdamW over shuffled batches; the learning rate falls to 0 along a cosine.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Fit {
    pub epochs: usize,
    pub batch: usize,
    pub learning_rate: f64,
    /// Pulls weights towards 0; the fewer the rows, the more of it helps.
    pub weight_decay: f64,
    /// After so many epochs without a better loss on the validation rows it stops.
    pub patience: Option<usize>,
}

impl Fit {
    /// Learns from some rows by a loss of one's own, which is given the places of a batch's rows and
    /// gives their mean loss. The curve that comes back has at most 60 epochs.
    ///
    /// Where there are validation rows, the weights that did best on them are kept.
    ///
    /// # Errors
    /// Whatever the loss fails with, or a loss that is no number.
    pub fn run(
        &self,
        weights: &VarMap,
        train: &[usize],
        validation: &[usize],
        seed: u64,
        loss: &mut impl FnMut(&[usize]) -> Result<Tensor>,
        progress: &mut dyn Progress,
    ) -> Result<Vec<Epoch>> {
        let Self { epochs, batch, learning_rate, weight_decay, patience } = *self;
        ensure!(batch > 0, "a batch has at least one row");
        let mut rng = ChaCha8Rng::seed_from_u64(seed ^ 0xf17);
        let parameters = ParamsAdamW { lr: learning_rate, weight_decay, ..ParamsAdamW::default() };
        let mut optimizer = AdamW::new(weights.all_vars(), parameters)?;
        let mut rows = train.to_vec();
        let mut curve: Vec<Epoch> = Vec::with_capacity(epochs);
        let mut best = None;
        for epoch in 1..=epochs {
            let turn = std::f64::consts::PI * (epoch - 1) as f64 / epochs as f64;
            optimizer.set_learning_rate(learning_rate * f64::midpoint(1.0, turn.cos()));
            rows.shuffle(&mut rng);
            let train = mean_loss(&rows, batch, |rows| {
                let loss = loss(rows)?;
                optimizer.backward_step(&loss)?;
                Ok(loss)
            })?;
            ensure!(train.is_finite(), "the loss is no number in epoch {epoch}: lower the learning rate");
            let validation = match validation {
                [] => None,
                rows => Some(mean_loss(rows, batch, &mut *loss)?),
            };
            let now = Epoch { epoch, train, validation };
            curve.push(now);
            progress.epoch(now, epochs);

            let Some(loss) = validation else { continue };
            match &best {
                Some((least, at, _)) if *least <= loss => {
                    if patience.is_some_and(|patience| epoch - at >= patience) {
                        break;
                    }
                }
                _ => best = Some((loss, epoch, trained_tensors(weights)?.0)),
            }
        }
        if let Some((_, _, kept)) = best {
            restore(weights, &kept)?;
        }
        progress.done();
        Ok(thin_out(&curve))
    }
}

/// The mean over rows of a loss that is a mean over a batch.
fn mean_loss(rows: &[usize], batch: usize, mut loss: impl FnMut(&[usize]) -> Result<Tensor>) -> Result<f64> {
    let mut sum = 0.0;
    for rows in rows.chunks(batch) {
        sum += f64::from(loss(rows)?.to_scalar::<f32>()?) * rows.len() as f64;
    }
    Ok(sum / rows.len().max(1) as f64)
}

/// The first and the last epoch and as many evenly between them as a card takes.
fn thin_out(curve: &[Epoch]) -> Vec<Epoch> {
    if curve.len() <= MAX_CURVE_POINTS {
        return curve.to_vec();
    }
    (0..MAX_CURVE_POINTS).map(|place| curve[place * (curve.len() - 1) / (MAX_CURVE_POINTS - 1)]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use candle_core::{DType, Device};
    use candle_nn::{Init, VarBuilder};

    const FIT: Fit = Fit { epochs: 200, batch: 2, learning_rate: 0.1, weight_decay: 0.0, patience: None };

    /// One weight is to become the mean of the rows' numbers.
    fn learn(fit: Fit, validation: &[usize]) -> (f32, Vec<Epoch>) {
        let numbers = [1f32, 3.0, 5.0, 7.0, 0.0];
        let weights = VarMap::new();
        let builder = VarBuilder::from_varmap(&weights, DType::F32, &Device::Cpu);
        let weight = builder.get_with_hints((), "weight", Init::Const(0.0)).expect("made");
        let mut loss = |rows: &[usize]| {
            let truths: Vec<f32> = rows.iter().map(|&row| numbers[row]).collect();
            let truths = Tensor::new(truths, &Device::Cpu)?;
            Ok(truths.broadcast_sub(&weight)?.sqr()?.mean_all()?)
        };
        let curve = fit.run(&weights, &[0, 1, 2, 3], validation, 1, &mut loss, &mut ()).expect("fitted");
        (weight.to_scalar().expect("a number"), curve)
    }

    #[test]
    fn it_finds_the_least_loss() {
        let (weight, curve) = learn(FIT, &[]);
        assert!((weight - 4.0).abs() < 0.1, "{weight}");
        assert_eq!((curve.len(), curve[0].epoch, curve[59].epoch), (60, 1, 200));
        assert!(curve[0].train > curve[59].train);
    }

    #[test]
    fn it_stops_where_validation_rows_get_worse_and_keeps_the_best() {
        // The validation row wants 0, where the weight begins.
        let (weight, curve) = learn(Fit { patience: Some(3), ..FIT }, &[4]);
        assert_eq!(curve.len(), 4);
        assert!((0.0..0.5).contains(&weight), "{weight}");
        let (weight, curve) = learn(FIT, &[4]);
        assert!(curve[59].epoch == 200 && weight < 0.5, "{weight}");
    }

    #[test]
    fn a_loss_that_is_no_number_is_an_error() {
        let weights = VarMap::new();
        let mut loss = |_: &[usize]| Ok(Tensor::new(f32::NAN, &Device::Cpu)?);
        let error = FIT.run(&weights, &[0], &[], 1, &mut loss, &mut ()).expect_err("refused");
        assert!(error.to_string().starts_with("the loss is no number in epoch 1"), "{error}");
    }
}
