//! [`Conformal`]: an interval around a number that holds the truth with a stated coverage.

use super::{TargetScaler, quantile};
use maquette_contract::{Interval, IntervalReport};

/// Intervals around a number, from rows the network never saw: split conformal prediction with
/// absolute residuals (Lei et al. 2018, algorithm 2).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Conformal {
    pub scale: TargetScaler,
    /// On the scale that was learnt on, so that for a logarithm it is a factor up and down.
    pub half_width: f64,
    /// The share of intervals promised to hold the truth, 0 to 1.
    pub coverage: f64,
}

impl Conformal {
    /// `outputs` are the network's, one for each calibration row; `truths` the values in their unit.
    /// With fewer than `coverage / (1 - coverage)` rows intervals have no end.
    pub fn fit(scale: TargetScaler, outputs: &[f64], truths: &[f64], coverage: f64) -> Self {
        let residual = |(output, truth): (&f64, &f64)| (scale.normalize(*truth) - scale.level(*output)).abs();
        let residuals = std::iter::zip(outputs, truths).map(residual).collect();
        Self { scale, half_width: quantile(residuals, coverage), coverage }
    }

    /// As a card states it; without a width it promises nothing.
    pub fn from_report(scale: TargetScaler, report: &IntervalReport) -> Self {
        let half_width = report.half_width.unwrap_or(f64::INFINITY);
        Self { scale, half_width, coverage: report.coverage }
    }

    /// What the network's output says, in the target's unit.
    pub fn value(&self, output: f64) -> f64 {
        self.scale.value(self.scale.level(output))
    }

    /// What may be true instead, in the target's unit. For a logarithm it holds nothing below 0.
    pub fn interval(&self, output: f64) -> Interval {
        let level = self.scale.level(output);
        Interval {
            low: self.scale.value(level - self.half_width),
            high: self.scale.value(level + self.half_width),
            coverage: self.coverage,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::{Rng, SeedableRng};

    fn check(log: bool, output: f64, expected: [f64; 3]) {
        let scale = TargetScaler { mean: 2.0, deviation: 0.5, log };
        let conformal = Conformal { scale, half_width: 2f64.ln(), coverage: 0.9 };
        let Interval { low, high, .. } = conformal.interval(output);
        for (actual, expected) in std::iter::zip([low, conformal.value(output), high], expected) {
            assert!((actual / expected - 1.0).abs() < 1e-12, "{actual} is not {expected}");
        }
    }

    #[test]
    fn an_interval_is_as_wide_on_the_learnt_scale_everywhere() {
        let (width, middle) = (2f64.ln(), 1f64.exp().powi(3));
        check(false, 2.0, [3.0 - width, 3.0, 3.0 + width]);
        check(true, 2.0, [middle / 2.0, middle, middle * 2.0]);
    }

    #[test]
    fn too_few_rows_promise_nothing() {
        let conformal = Conformal::fit(TargetScaler::IDENTITY, &[1.0; 8], &[1.0; 8], 0.9);
        assert_eq!(conformal.interval(0.0).high, f64::INFINITY);
        let conformal = Conformal::fit(TargetScaler::IDENTITY, &[1.0; 9], &[1.0; 9], 0.9);
        assert_eq!(conformal.half_width, 0.0);
    }

    /// The promise, kept by a network that knows nothing.
    #[test]
    fn nine_of_ten_intervals_hold_the_truth() {
        let mut rng = rand_chacha::ChaCha8Rng::seed_from_u64(3);
        let mut drawn =
            |rows: usize| -> Vec<f64> { (0..rows).map(|_| rng.random_range(0.0f64..3.0).exp()).collect() };
        let scale = TargetScaler { mean: 1.0, deviation: 1.0, log: true };
        let conformal = Conformal::fit(scale, &[0.0; 2000], &drawn(2000), 0.9);
        let Interval { low, high, .. } = conformal.interval(0.0);
        let held = drawn(10_000).into_iter().filter(|value| (low..=high).contains(value)).count();
        assert!((8_800..9_200).contains(&held), "{held}");
    }
}
