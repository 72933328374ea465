//! [`TargetScaler`]: a regression target standardized, and its logarithm where ratios count.

use anyhow::{Context, Result};
use candle_core::{Device, Tensor};
use std::collections::HashMap;

/// How a number is learnt: standardised, and as its natural logarithm where ratios count for more
/// than differences.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TargetScaler {
    pub mean: f64,
    pub deviation: f64,
    /// Whether `ln y` is learnt instead of `y`; `mean` and `deviation` are of what is learnt.
    pub log: bool,
}

impl TargetScaler {
    /// For a network whose output is the value itself.
    pub const IDENTITY: Self = Self { mean: 0.0, deviation: 1.0, log: false };

    /// The value as it is learnt, before it is standardised: `y`, or `ln y`.
    pub fn normalize(&self, value: f64) -> f64 {
        if self.log { value.ln() } else { value }
    }

    /// The number the network is to give for a value.
    pub fn output(&self, value: f64) -> f64 {
        (self.normalize(value) - self.mean) / self.deviation
    }

    /// What a network's output means on the scale it learnt on.
    pub fn level(&self, output: f64) -> f64 {
        output * self.deviation + self.mean
    }

    /// A place on the scale that was learnt on, as a value in its own unit.
    pub fn value(&self, level: f64) -> f64 {
        if self.log { level.exp() } else { level }
    }

    /// As tensors to be saved beside the network's.
    ///
    /// # Errors
    /// None is known.
    pub fn tensors(&self) -> Result<HashMap<String, Tensor>> {
        let tensor = |name: &str, number: f64| Ok((name.to_owned(), Tensor::new(number, &Device::Cpu)?));
        let log = f64::from(u8::from(self.log));
        [tensor(MEAN, self.mean), tensor(DEVIATION, self.deviation), tensor(LOG, log)].into_iter().collect()
    }

    /// From what [`tensors`](Self::tensors) wrote; the identity where nothing of it is there.
    ///
    /// # Errors
    /// A tensor that is missing or no single number.
    pub fn from_tensors(tensors: &HashMap<String, Tensor>) -> Result<Self> {
        if [MEAN, DEVIATION, LOG].iter().all(|name| !tensors.contains_key(*name)) {
            return Ok(Self::IDENTITY);
        }
        let number = |name: &str| {
            let tensor = tensors.get(name).with_context(|| format!("no tensor named {name}"))?;
            tensor.to_scalar::<f64>().with_context(|| format!("{name} is no number"))
        };
        Ok(Self { mean: number(MEAN)?, deviation: number(DEVIATION)?, log: number(LOG)? > 0.0 })
    }
}

const MEAN: &str = "target.mean";
const DEVIATION: &str = "target.deviation";
const LOG: &str = "target.log";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_goes_to_the_network_and_comes_back() {
        let check = |scale: TargetScaler, value: f64, output: f64| {
            assert!((scale.output(value) - output).abs() < 1e-12, "{scale:?}");
            assert!((scale.value(scale.level(output)) / value - 1.0).abs() < 1e-12, "{scale:?}");
        };
        check(TargetScaler::IDENTITY, -3.0, -3.0);
        check(TargetScaler { mean: 10.0, deviation: 2.0, log: false }, 14.0, 2.0);
        check(TargetScaler { mean: 1.0, deviation: 0.5, log: true }, 1f64.exp().powi(2), 2.0);
    }

    #[test]
    fn what_was_saved_is_what_is_loaded() {
        let scale = TargetScaler { mean: 12.0, deviation: 0.4, log: true };
        let tensors = scale.tensors().expect("tensors");
        assert_eq!(TargetScaler::from_tensors(&tensors).expect("loaded"), scale);
        assert_eq!(
            TargetScaler::from_tensors(&HashMap::new()).expect("the identity"),
            TargetScaler::IDENTITY
        );
        let some = HashMap::from([(MEAN.to_owned(), tensors[MEAN].clone())]);
        assert!(TargetScaler::from_tensors(&some).is_err());
    }
}
