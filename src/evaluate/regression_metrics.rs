//! Measures of numbers. Each is given what was predicted and what was true, row by row.

use super::percentile;

/// The root of the mean squared error, in the numbers' own unit.
pub fn rmse(predicted: &[f64], truths: &[f64]) -> f64 {
    mean(errors(predicted, truths).map(|error| error * error)).sqrt()
}

/// The mean absolute error, in the numbers' own unit.
pub fn mae(predicted: &[f64], truths: &[f64]) -> f64 {
    mean(errors(predicted, truths).map(f64::abs))
}

/// The share of the truths' variance that is explained: 1 (perfect), 0 (no better than their mean)
/// and below. Where nothing varies it is 1 or 0, as scikit-learn's `r2_score`.
pub fn r2(predicted: &[f64], truths: &[f64]) -> f64 {
    let middle = mean(truths.iter().copied());
    let total: f64 = truths.iter().map(|truth| (truth - middle).powi(2)).sum();
    let left: f64 = errors(predicted, truths).map(|error| error * error).sum();
    match (left, total) {
        (0.0, _) => 1.0,
        (_, 0.0) => 0.0,
        _ => 1.0 - left / total,
    }
}

/// The root of the mean squared difference of logarithms; of numbers above 0. 0.1 is about 10 %.
pub fn log_rmse(predicted: &[f64], truths: &[f64]) -> f64 {
    let ratios =
        std::iter::zip(predicted, truths).map(|(predicted, truth)| (predicted.ln() - truth.ln()).powi(2));
    mean(ratios).sqrt()
}

/// The median of the absolute error as a share of the truth; of truths that are not 0.
pub fn median_percent_error(predicted: &[f64], truths: &[f64]) -> f64 {
    let mut shares: Vec<f64> = std::iter::zip(errors(predicted, truths), truths)
        .map(|(error, truth)| (error / truth).abs())
        .collect();
    shares.sort_by(f64::total_cmp);
    percentile(&shares, 0.5)
}

fn errors(predicted: &[f64], truths: &[f64]) -> impl Iterator<Item = f64> {
    std::iter::zip(predicted, truths).map(|(predicted, truth)| predicted - truth)
}

/// 0 of nothing.
pub(super) fn mean(numbers: impl Iterator<Item = f64>) -> f64 {
    let (mut sum, mut count) = (0.0, 0);
    for number in numbers {
        sum += number;
        count += 1;
    }
    sum / f64::from(count.max(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(measure: fn(&[f64], &[f64]) -> f64, predicted: &[f64], truths: &[f64], expected: f64) {
        let actual = measure(predicted, truths);
        assert!(
            (actual - expected).abs() < 1e-12,
            "{predicted:?} {truths:?} gave {actual}, expected {expected}"
        );
    }

    #[test]
    fn errors_are_measured_in_the_unit_and_in_shares() {
        let (predicted, truths) = ([1.0, 2.0, 8.0, 4.0], [1.0, 4.0, 4.0, 5.0]);
        check(mae, &predicted, &truths, 1.75);
        check(rmse, &predicted, &truths, 5.25f64.sqrt());
        check(r2, &predicted, &truths, 1.0 - 21.0 / 9.0);
        check(median_percent_error, &predicted, &truths, 0.35);
        check(log_rmse, &[2.0, 2.0], &[1.0, 2.0], (2f64.ln().powi(2) / 2.0).sqrt());
    }

    #[test]
    fn nothing_measured_and_nothing_that_varies_are_no_nan() {
        for measure in [rmse, mae, log_rmse, median_percent_error] {
            check(measure, &[], &[], 0.0);
        }
        check(r2, &[2.0, 2.0], &[2.0, 2.0], 1.0);
        check(r2, &[2.0, 3.0], &[2.0, 2.0], 0.0);
    }
}
