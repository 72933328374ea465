//! The only room that makes a probability: a network's raw output in, [`Classes`] or an interval with
//! stated coverage out.

mod conformal;
mod interval;
mod target_scaler;
mod softmax;
mod temperature;

pub use conformal::{prediction_set, quantile};
pub use interval::Conformal;
pub use softmax::softmax;
pub use target_scaler::TargetScaler;
pub use temperature::fit_temperature;

use maquette_contract::{CalibrationReport, Class, Classes, PredictionSet};
use std::cmp::Reverse;
use std::sync::Arc;

/// What was fitted for a classifier, on rows the network never saw.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Calibration {
    /// Logits are divided by it before the softmax.
    pub temperature: f64,
    /// A class whose `1 - probability` is at most this is in the prediction set; so are the likeliest
    /// that carry `coverage` between them.
    pub threshold: f64,
    /// The share of sets promised to hold the truth, 0 to 1.
    pub coverage: f64,
}

impl Calibration {
    /// Before anything was fitted: the plain softmax, and sets that name every class.
    pub const UNFITTED: Self = Self { temperature: 1.0, threshold: f64::INFINITY, coverage: 1.0 };

    /// Fits the temperature first, and then the set's threshold on the tempered probabilities.
    ///
    /// `logits` is one row per calibration row, `truths` the index of each row's true class.
    /// With fewer than `coverage / (1 - coverage)` rows no threshold can keep the promise, and
    /// every set names every class.
    pub fn fit(logits: &[Vec<f64>], truths: &[usize], coverage: f64) -> Self {
        let temperature = fit_temperature(logits, truths);
        let scores =
            std::iter::zip(logits, truths).map(|(row, &truth)| 1.0 - softmax(row, temperature)[truth]);
        Self { temperature, threshold: quantile(scores.collect(), coverage), coverage }
    }

    /// The probabilities of the classes in their own order; they sum to 1.
    pub fn probabilities(&self, logits: &[f64]) -> Vec<f64> {
        softmax(logits, self.temperature)
    }

    /// `logits` in the order of `labels`; there is at least one.
    pub fn predict(&self, labels: &[Arc<str>], logits: &[f64]) -> Classes {
        let probabilities = self.probabilities(logits);
        let mut order: Vec<usize> = (0..probabilities.len()).collect();
        // The sort is stable, so equal probabilities keep the order of the labels.
        order.sort_by(|&a, &b| probabilities[b].total_cmp(&probabilities[a]));
        let named = self.named(&order, &probabilities).map(|class| labels[class].clone());
        let set = PredictionSet { labels: named.collect(), coverage: self.coverage };
        let classes = order
            .iter()
            .map(|&class| Class { label: labels[class].clone(), probability: probabilities[class] });
        Classes {
            label: labels[order[0]].clone(),
            probability: probabilities[order[0]],
            classes: classes.collect(),
            set,
        }
    }

    /// The classes in the set. The conformal threshold keeps the promise over all answers together,
    /// but for a very good model it would name one class even where two are about as likely. So the
    /// likeliest classes that carry `coverage` between them are always named too, which can only
    /// raise the coverage and never leaves a set empty.
    fn named(&self, order: &[usize], probabilities: &[f64]) -> impl Iterator<Item = usize> {
        let within = prediction_set(probabilities, self.threshold);
        let coverage = self.coverage;
        order.iter().copied().scan(0.0, move |carried, class| {
            let named = within[class] || *carried < coverage;
            *carried += probabilities[class];
            named.then_some(class)
        })
    }
}

impl From<&CalibrationReport> for Calibration {
    fn from(report: &CalibrationReport) -> Self {
        Self { temperature: report.temperature, threshold: report.threshold, coverage: report.coverage }
    }
}

/// The index of the largest number, the first of equals.
pub fn argmax(numbers: &[f64]) -> usize {
    let largest =
        numbers.iter().enumerate().max_by(|(i, a), (j, b)| a.total_cmp(b).then(Reverse(i).cmp(&Reverse(j))));
    largest.map_or(0, |(index, _)| index)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A conformal threshold and three probabilities in, the named classes out.
    fn check(threshold: f64, probabilities: [f64; 3], expected: &str) {
        let labels = ["a", "b", "c"].map(Arc::from);
        let calibration = Calibration { temperature: 1.0, threshold, coverage: 0.9 };
        let prediction = calibration.predict(&labels, &probabilities.map(f64::ln));
        assert_eq!(prediction.set.labels.join(""), expected, "{probabilities:?} within {threshold}");
    }

    #[test]
    fn a_set_names_what_the_threshold_lets_in() {
        check(0.9, [0.05, 0.92, 0.03], "b");
        check(0.95, [0.05, 0.92, 0.03], "ba");
        check(f64::INFINITY, [0.05, 0.92, 0.03], "bac");
    }

    #[test]
    fn a_set_carries_its_coverage_even_within_a_tight_threshold() {
        check(0.0, [0.05, 0.92, 0.03], "b");
        check(0.0, [0.05, 0.55, 0.4], "bc");
        check(0.0, [0.3, 0.4, 0.3], "bac");
    }

    #[test]
    fn argmax_takes_the_first_of_equals() {
        assert_eq!(argmax(&[1.0, 3.0, 3.0]), 1);
        assert_eq!(argmax(&[]), 0);
    }
}
