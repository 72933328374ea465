//! The network that forecasts quantiles of the months ahead.

use super::series::{Series, YEARS, naive};
use candle_core::{Device, Result, Tensor};
use candle_nn::{Linear, linear};
use maquette::prelude::*;

/// The furthest month ahead.
pub(super) const FURTHEST: usize = 36;
/// The months of the past year whose rise is looked at.
const LOOKED_AT: [usize; 7] = [0, 2, 4, 6, 8, 10, 12];
/// The months that have to be known before the start.
pub(super) const KNOWN: usize = YEARS * 12;
const HIDDEN: usize = 16;

/// Says how the naive forecast errs: `output(relu(hidden(row)))`, with the median of the error and the
/// distances to the 5 % and 95 % quantiles for each month ahead.
pub(super) struct Net {
    hidden: Linear,
    output: Linear,
}

impl Net {
    pub(super) fn new(weights: VarBuilder<'_>) -> Result<Self> {
        let hidden = linear(LOOKED_AT.len(), HIDDEN, weights.pp("hidden"))?;
        Ok(Self { hidden, output: linear(HIDDEN, 3 * FURTHEST, weights.pp("output"))? })
    }

    /// The quantiles of the error for some starts: `[starts, 3, months]`, low, median and high.
    pub(super) fn quantiles(&self, series: &Series, starts: &[usize]) -> Result<Tensor> {
        let rows: Vec<_> = starts.iter().map(|&start| recent(series, start)).collect();
        let outputs =
            self.output.forward(&self.hidden.forward(&Tensor::new(rows, &Device::Cpu)?)?.relu()?)?;
        let outputs = outputs.reshape((starts.len(), 3, FURTHEST))?;
        let part = |place| outputs.narrow(1, place, 1);
        // A softplus is above 0, so the quantiles never change places.
        let distance = |place| (part(place)?.exp()? + 1.0)?.log();
        let median = part(1)?;
        Tensor::cat(&[(&median - distance(0)?)?, median.clone(), (&median + distance(2)?)?], 1)
    }

    /// The pinball loss (Koenker and Bassett 1978) of the three quantiles, over months that are known: those
    /// before `end`.
    pub(super) fn loss(&self, series: &Series, starts: &[usize], end: usize) -> Result<Tensor> {
        let mut errors = Vec::with_capacity(starts.len() * FURTHEST);
        let mut known = Vec::with_capacity(starts.len() * FURTHEST);
        for &start in starts {
            for month in start + 1..=start + FURTHEST {
                let counts = month < end;
                errors.push(if counts {
                    (series.at(month) - naive(series, start, month - start)) as f32
                } else {
                    0.0
                });
                known.push(f32::from(u8::from(counts)));
            }
        }
        let shape = (starts.len(), 1, FURTHEST);
        let errors = Tensor::from_vec(errors, shape, &Device::Cpu)?;
        let known = Tensor::from_vec(known, shape, &Device::Cpu)?;
        let over = errors.broadcast_sub(&self.quantiles(series, starts)?)?;
        let shares = Tensor::new(&[0.05_f32, 0.5, 0.95], &Device::Cpu)?.reshape((1, 3, 1))?;
        let less = (&shares - 1.0)?;
        let loss =
            over.broadcast_mul(&shares)?.maximum(&over.broadcast_mul(&less)?)?.broadcast_mul(&known)?;
        loss.sum_all()? / (3.0 * f64::from(known.sum_all()?.to_scalar::<f32>()?.max(1.0)))
    }
}

/// How the rises of the past year's months differ from the usual rise, in parts per million.
fn recent(series: &Series, start: usize) -> Vec<f32> {
    let rise = (series.at(start) - series.at(start - YEARS * 12)) / YEARS as f64;
    let differs = |back: usize| series.at(start - back) - series.at(start - back - 12) - rise;
    LOOKED_AT.iter().map(|&back| differs(back) as f32).collect()
}

/// The past year is within the months that are known.
const _: () = assert!(LOOKED_AT[LOOKED_AT.len() - 1] + 12 <= KNOWN);
