//! The predictions on a test set, as CSV.

use crate::calibrate::Calibration;
use anyhow::Result;

/// What a network says to some rows, as CSV: the truth of each, and the logit and the probability of every class.
///
/// `labels` are the classes in the order of the logits, and `truths` the places of the true ones.
///
/// # Errors
/// None is known.
pub fn predictions_csv(
    labels: &[String],
    logits: &[Vec<f64>],
    truths: &[usize],
    calibration: &Calibration,
) -> Result<String> {
    let mut csv = csv::Writer::from_writer(vec![]);
    let names = |kind| labels.iter().map(move |label| format!("{kind}_{label}"));
    csv.write_record(std::iter::once("truth".to_owned()).chain(names("logit")).chain(names("probability")))?;
    for (logits, &truth) in std::iter::zip(logits, truths) {
        let probabilities = calibration.probabilities(logits);
        let texts = logits.iter().chain(&probabilities).map(ToString::to_string);
        csv.write_record(std::iter::once(labels[truth].clone()).chain(texts))?;
    }
    Ok(String::from_utf8(csv.into_inner()?)?)
}
