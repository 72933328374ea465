//! How good a model is, predicted in numbers that equal scikit-learn's on the same predictions.

mod bootstrap;
mod classification;
mod verify_card;
mod regression_metrics;
mod goal;
mod regression;
mod classification_metrics;
mod predictions_csv;
mod table;

pub use bootstrap::{bootstrap, percentile};
pub use classification::classification;
pub use classification_metrics::{accuracy, brier, ece, log_loss, reliability, wilson};
pub use goal::{Bound, Goal, Verdict, meets_goals};
pub use predictions_csv::predictions_csv;
pub use regression::regression;
pub use regression_metrics::{log_rmse, mae, median_percent_error, r2, rmse};
pub use table::{summary_head, summary_line, table};
pub use verify_card::verify_card;

use table::figure;

#[cfg(test)]
mod tests {
    use maquette_contract::{Estimate, IntervalReport, ModelCard, Range, Score, Source, Splits};

    /// A card of a model of numbers.
    pub(super) fn card() -> ModelCard {
        let score = |name: &str, [value, low, high, baseline]: [f64; 4]| Score {
            name: name.to_owned(),
            label: String::new(),
            meaning: String::new(),
            estimate: Estimate { value, low, high },
            baseline: Some(baseline),
            more_is_better: name == "r2",
            share: false,
        };
        ModelCard {
            date: "2026-01-02".to_owned(),
            seed: 3,
            weights_sha256: String::new(),
            parameters: 7,
            data: Source { name: "Stones".into(), licence: "CC0-1.0".into(), sha256: String::new() },
            splits: Splits { train: 50, validation: 5, calibration: 20, test: 25, hidden: 0.0 },
            scores: vec![score("mae", [1.5, 1.2, 1.9, 4.0]), score("r2", [0.6, 0.5, 0.7, -0.1])],
            calibration: None,
            interval: Some(IntervalReport {
                coverage: 0.9,
                half_width: Some(3.0),
                coverage_seen: 0.92,
                mean_width: 2000.6,
                seen: Range { low: 0.0, high: 9.0 },
            }),
            curve: vec![],
        }
    }
}
