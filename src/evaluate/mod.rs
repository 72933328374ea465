//! How good a model is, said in numbers that equal scikit-learn's on the same predictions.

mod metrics;
mod table;

pub use metrics::{accuracy, brier, ece, log_loss, reliability, wilson};
pub use table::table;

use crate::calibrate::{Calibration, argmax, softmax};
use maquette_contract::{CalibrationReport, Scores};

/// Predictions beside the truth: one row of logits and one true class for each row of data.
#[derive(Clone, Debug, Default)]
pub struct Judged {
    pub logits: Vec<Vec<f64>>,
    pub truths: Vec<usize>,
}

/// Measures a calibrated classifier on rows it has never seen. `shares` are the classes' shares
/// in the training rows, which is what the baseline answers every time.
pub fn evaluate(test: &Judged, calibration: &Calibration, shares: &[f64]) -> (Scores, CalibrationReport) {
    let after: Vec<_> = test.logits.iter().map(|row| calibration.probabilities(row)).collect();
    let before: Vec<_> = test.logits.iter().map(|row| softmax(row, 1.0)).collect();
    let baseline = vec![shares.to_vec(); test.truths.len()];
    let truths = &test.truths;

    let labels: Vec<String> = (0..shares.len()).map(|class| class.to_string()).collect();
    let sets: Vec<_> = test.logits.iter().map(|row| calibration.predict(&labels, row).set.labels).collect();
    let held = std::iter::zip(&sets, truths).filter(|(set, truth)| set.contains(&labels[**truth])).count();
    let rows = truths.len().max(1) as f64;

    let scores = Scores {
        accuracy: wilson(
            std::iter::zip(&after, truths).filter(|(row, truth)| argmax(row) == **truth).count(),
            truths.len(),
        ),
        accuracy_baseline: accuracy(&baseline, truths),
        log_loss: log_loss(&after, truths),
        log_loss_baseline: log_loss(&baseline, truths),
        brier: brier(&after, truths),
        brier_baseline: brier(&baseline, truths),
    };
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
