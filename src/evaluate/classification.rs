//! The scores and the calibration of a classifier on rows it has not seen.

use super::regression_metrics::mean;
use super::{accuracy, bootstrap, brier, ece, log_loss, reliability, wilson};
use crate::calibrate::{Calibration, argmax, softmax};
use maquette_contract::{CalibrationReport, Score};
use std::slice::from_ref;
use std::sync::Arc;

/// Measures a calibrated classifier on rows it has never seen: one row of logits and one true class
/// each. `shares` are the classes' shares in the training rows, which is what the baseline answers
/// every time; `seed` draws the resamples.
pub fn classification(
    logits: &[Vec<f64>],
    truths: &[usize],
    calibration: &Calibration,
    shares: &[f64],
    seed: u64,
) -> (Vec<Score>, CalibrationReport) {
    let after: Vec<_> = logits.iter().map(|row| calibration.probabilities(row)).collect();
    let before: Vec<_> = logits.iter().map(|row| softmax(row, 1.0)).collect();
    let baseline = vec![shares.to_vec(); truths.len()];

    let labels: Vec<Arc<str>> = (0..shares.len()).map(|class| class.to_string().into()).collect();
    let sets: Vec<_> = logits.iter().map(|row| calibration.predict(&labels, row).set.labels).collect();
    let held = std::iter::zip(&sets, truths).filter(|(set, truth)| set.contains(&labels[**truth])).count();
    let rows = truths.len().max(1) as f64;

    let right = std::iter::zip(&after, truths).filter(|(row, truth)| argmax(row) == **truth).count();
    // Both are means over rows, so a resample need not measure again.
    let resampled = |measure: fn(&[Vec<f64>], &[usize]) -> f64| {
        let each = std::iter::zip(&after, truths).map(|(row, &truth)| measure(from_ref(row), &[truth]));
        let each: Vec<f64> = each.collect();
        bootstrap(each.len(), seed, |rows| mean(rows.iter().map(|&row| each[row])))
    };
    let scores = vec![
        Score {
            name: "accuracy".to_owned(),
            label: "Right answers".to_owned(),
            meaning: "How often the likeliest class is the true one".to_owned(),
            estimate: wilson(right, truths.len()),
            baseline: Some(accuracy(&baseline, truths)),
            more_is_better: true,
            share: true,
        },
        Score {
            name: "log_loss".to_owned(),
            label: "Log loss".to_owned(),
            meaning: "How surprised the model is by the truth, from 0; being sure and wrong costs most"
                .to_owned(),
            estimate: resampled(log_loss),
            baseline: Some(log_loss(&baseline, truths)),
            more_is_better: false,
            share: false,
        },
        Score {
            name: "brier".to_owned(),
            label: "Brier score".to_owned(),
            meaning: "How far the probabilities lie from the truth, from 0 to 2".to_owned(),
            estimate: resampled(brier),
            baseline: Some(brier(&baseline, truths)),
            more_is_better: false,
            share: false,
        },
    ];
    let report = CalibrationReport {
        temperature: calibration.temperature,
        ece_before: ece(&before, truths),
        ece_after: ece(&after, truths),
        coverage: calibration.coverage,
        threshold: calibration.threshold,
        coverage_seen: held as f64 / rows,
        coverage_baseline: accuracy(&baseline, truths),
        set_size: sets.iter().map(Vec::len).sum::<usize>() as f64 / rows,
        reliability: reliability(&after, truths),
    };
    (scores, report)
}
