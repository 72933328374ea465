//! The scores and the intervals of a regression on rows it has not seen.

use super::{bootstrap, log_rmse, mae, median_percent_error, r2, rmse};
use crate::calibrate::Conformal;
use maquette_contract::{Interval, IntervalReport, Range, Score};

/// Measures a model of numbers on rows it has never seen: one output of the network and one true value
/// each. The baseline says the mean of what was learnt from, every time; `seen` are the values in the
/// training rows, `unit` is theirs, and `seed` draws the resamples.
pub fn regression(
    outputs: &[f64],
    truths: &[f64],
    conformal: &Conformal,
    unit: &str,
    seen: Range,
    seed: u64,
) -> (Vec<Score>, IntervalReport) {
    let predicted: Vec<f64> = outputs.iter().map(|output| conformal.value(*output)).collect();
    let baseline = vec![conformal.scale.value(conformal.scale.mean); truths.len()];
    let score = |name: &str, label: String, meaning: &str, measure: fn(&[f64], &[f64]) -> f64| Score {
        name: name.to_owned(),
        label,
        meaning: meaning.to_owned(),
        estimate: bootstrap(truths.len(), seed, |rows| {
            let picked = |numbers: &[f64]| rows.iter().map(|&row| numbers[row]).collect::<Vec<_>>();
            measure(&picked(&predicted), &picked(truths))
        }),
        baseline: Some(measure(&baseline, truths)),
        more_is_better: name == "r2",
        share: name == "median_percent_error",
    };
    let in_unit = |label: &str| if unit.is_empty() { label.to_owned() } else { format!("{label} ({unit})") };
    let mut scores = vec![
        score("mae", in_unit("Mean error"), "How far the model is off on average", mae),
        score(
            "rmse",
            in_unit("Root mean square error"),
            "How far the model is off, where being far off counts for more",
            rmse,
        ),
        score(
            "r2",
            "Variance explained (R²)".to_owned(),
            "How much of the differences the model explains: 1 is all, 0 is none",
            r2,
        ),
    ];
    if conformal.scale.log {
        let meaning = "How far the model is off in ratios: 0.1 is about 10 %";
        scores.insert(0, score("log_rmse", "Error of the logarithm".to_owned(), meaning, log_rmse));
    }
    if truths.iter().all(|truth| *truth > 0.0) {
        let meaning = "Half of the answers are off by less than this share of the truth";
        scores.insert(
            0,
            score("median_percent_error", "Typical error".to_owned(), meaning, median_percent_error),
        );
    }

    let intervals: Vec<_> = outputs.iter().map(|output| conformal.interval(*output)).collect();
    let holds = |(interval, truth): &(&Interval, &f64)| (interval.low..=interval.high).contains(*truth);
    let held = std::iter::zip(&intervals, truths).filter(holds).count();
    let rows = truths.len().max(1) as f64;
    let report = IntervalReport {
        coverage: conformal.coverage,
        half_width: Some(conformal.half_width),
        coverage_seen: held as f64 / rows,
        mean_width: intervals.iter().map(|interval| interval.high - interval.low).sum::<f64>() / rows,
        seen,
    };
    (scores, report)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calibrate::TargetScaler;

    fn check(log: bool, truths: &[f64], expected: &[&str]) {
        let scale = TargetScaler { mean: 1.0, deviation: 2.0, log };
        let conformal = Conformal { scale, half_width: 1.0, coverage: 0.9 };
        let outputs: Vec<f64> = truths.iter().map(|truth| scale.output(*truth)).collect();
        let seen = Range { low: 0.0, high: 9.0 };
        let (scores, report) = regression(&outputs, truths, &conformal, "kg", seen, 0);
        assert_eq!(scores.iter().map(|score| score.name.as_str()).collect::<Vec<_>>(), expected);
        let perfect = |score: &Score| (score.estimate.value - f64::from(u8::from(score.name == "r2"))).abs();
        assert!(scores.iter().all(|score| perfect(score) < 1e-12), "{scores:?}");
        assert_eq!(report.coverage_seen, 1.0);
    }

    #[test]
    fn ratios_are_measured_where_there_are_any() {
        check(true, &[1.0, 2.0, 9.0], &["median_percent_error", "log_rmse", "mae", "rmse", "r2"]);
        check(false, &[1.0, 2.0, 9.0], &["median_percent_error", "mae", "rmse", "r2"]);
        check(false, &[-1.0, 0.0, 9.0], &["mae", "rmse", "r2"]);
    }

    #[test]
    fn the_baseline_says_the_mean_of_what_was_learnt() {
        let scale = TargetScaler { mean: 3.0, deviation: 1.0, log: false };
        let conformal = Conformal { scale, half_width: 1.0, coverage: 0.9 };
        let seen = Range { low: 0.0, high: 9.0 };
        let (scores, report) = regression(&[0.0, 0.0], &[-1.0, 3.5], &conformal, "", seen, 0);
        let mae = scores.iter().find(|score| score.name == "mae").expect("it is measured");
        assert_eq!((mae.estimate.value, mae.baseline), (2.25, Some(2.25)));
        assert_eq!((report.coverage_seen, report.mean_width), (0.5, 2.0));
    }
}
