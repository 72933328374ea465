//! Measures of probabilities. Each is given the classes' probabilities and the true class, row by row.

use super::regression_metrics::mean;
use crate::calibrate::argmax;
use maquette_contract::{Estimate, ReliabilityBin};

/// The bins of Guo et al. (2017).
const ECE_BINS: usize = 15;
/// The bins a person is shown: tenths.
const SHOWN_BINS: usize = 10;

/// The share of rows whose most probable class is the true one, 0 to 1.
pub fn accuracy(probabilities: &[Vec<f64>], truths: &[usize]) -> f64 {
    mean(std::iter::zip(probabilities, truths).map(|(row, &truth)| f64::from(u8::from(argmax(row) == truth))))
}

/// The mean of `-ln p[truth]`, 0 (perfect) upwards. Probabilities are clipped to at least 2.2e-16,
/// as scikit-learn's `log_loss` does.
pub fn log_loss(probabilities: &[Vec<f64>], truths: &[usize]) -> f64 {
    let eps = f64::EPSILON;
    mean(std::iter::zip(probabilities, truths).map(|(row, &truth)| -row[truth].clamp(eps, 1.0 - eps).ln()))
}

/// The mean over rows of the sum over classes of `(p - truth)^2`, 0 (perfect) to 2 (Brier 1950).
pub fn brier(probabilities: &[Vec<f64>], truths: &[usize]) -> f64 {
    let distance = |class, truth, p: f64| (p - f64::from(u8::from(class == truth))).powi(2);
    mean(
        std::iter::zip(probabilities, truths)
            .map(|(row, &truth)| row.iter().enumerate().map(|(class, &p)| distance(class, truth, p)).sum()),
    )
}

/// Expected calibration error, 0 (honest) to 1: the mean over 15 equal bins of the top probability
/// of `|share right - mean probability|`, weighted by rows (Guo et al. 2017). Few rows bias it upwards.
pub fn ece(probabilities: &[Vec<f64>], truths: &[usize]) -> f64 {
    let rows = truths.len().max(1) as f64;
    let gap = |bin: &ReliabilityBin| (bin.right as f64 - bin.stated * bin.answers as f64).abs() / rows;
    binned(probabilities, truths, ECE_BINS).iter().map(gap).sum()
}

/// The answers by their top probability, in tenths.
pub fn reliability(probabilities: &[Vec<f64>], truths: &[usize]) -> Vec<ReliabilityBin> {
    binned(probabilities, truths, SHOWN_BINS)
}

/// The interval of Wilson (1927) that holds the true share 19 times in 20, for `right` of `rows`.
/// Unlike the textbook interval it stays within 0 and 1 and does not vanish at either end.
pub fn wilson(right: usize, rows: usize) -> Estimate {
    const Z: f64 = 1.959963984540054;
    let n = rows.max(1) as f64;
    let share = right as f64 / n;
    let middle = share + Z * Z / (2.0 * n);
    let half = Z * (share * (1.0 - share) / n + Z * Z / (4.0 * n * n)).sqrt();
    let scale = 1.0 + Z * Z / n;
    Estimate {
        value: share,
        low: ((middle - half) / scale).max(0.0),
        high: ((middle + half) / scale).min(1.0),
    }
}

fn binned(probabilities: &[Vec<f64>], truths: &[usize], bins: usize) -> Vec<ReliabilityBin> {
    let edge = |bin: usize| bin as f64 / bins as f64;
    let mut stated = vec![0.0; bins];
    let mut found: Vec<_> = (0..bins)
        .map(|bin| ReliabilityBin { low: edge(bin), high: edge(bin + 1), answers: 0, right: 0, stated: 0.0 })
        .collect();
    for (row, &truth) in std::iter::zip(probabilities, truths) {
        let class = argmax(row);
        let bin = ((row[class] * bins as f64) as usize).min(bins - 1);
        found[bin].answers += 1;
        found[bin].right += usize::from(class == truth);
        stated[bin] += row[class];
    }
    for (bin, sum) in std::iter::zip(&mut found, stated) {
        bin.stated = sum / bin.answers.max(1) as f64;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(measure: fn(&[Vec<f64>], &[usize]) -> f64, rows: &[[f64; 2]], truths: &[usize], expected: f64) {
        let rows: Vec<_> = rows.iter().map(|row| row.to_vec()).collect();
        let actual = measure(&rows, truths);
        assert!((actual - expected).abs() < 1e-12, "{rows:?} gave {actual}, expected {expected}");
    }

    #[test]
    fn certainty_is_rewarded_and_punished() {
        check(log_loss, &[[1.0, 0.0]], &[0], 2.220446049250313e-16);
        check(log_loss, &[[1.0, 0.0]], &[1], 36.04365338911715);
        check(brier, &[[1.0, 0.0]], &[0], 0.0);
        check(brier, &[[1.0, 0.0]], &[1], 2.0);
        check(accuracy, &[[0.6, 0.4], [0.6, 0.4]], &[0, 1], 0.5);
    }

    #[test]
    fn honest_answers_have_no_calibration_error() {
        check(ece, &[[0.75, 0.25]; 4], &[0, 0, 0, 1], 0.0);
        check(ece, &[[0.75, 0.25]; 4], &[0, 0, 0, 0], 0.25);
        check(ece, &[[1.0, 0.0]], &[0], 0.0);
    }

    #[test]
    fn nothing_measured_is_zero_and_no_nan() {
        for measure in [accuracy, log_loss, brier, ece] {
            check(measure, &[], &[], 0.0);
        }
        assert_eq!(wilson(0, 0).low, 0.0);
    }
}
