use maquette_contract::{Estimate, ModelCard};
use std::fmt::Write;

/// A card as a table for a terminal: each measure beside its baseline.
pub fn table(card: &ModelCard, version: &str) -> String {
    let ModelCard { date, seed, parameters, data, splits, scores, calibration, .. } = card;
    let Estimate { value, low, high } = scores.accuracy;
    let rows = [
        ("accuracy", value, Some(scores.accuracy_baseline), format!("95 % interval {low:.4} to {high:.4}")),
        ("log loss", scores.log_loss, Some(scores.log_loss_baseline), String::new()),
        ("Brier score", scores.brier, Some(scores.brier_baseline), String::new()),
        ("ECE before", calibration.ece_before, None, String::new()),
        ("ECE after", calibration.ece_after, None, format!("temperature {:.3}", calibration.temperature)),
        (
            "set coverage",
            calibration.coverage_seen,
            Some(calibration.coverage_baseline),
            format!("promised {:.2}", calibration.coverage),
        ),
        ("mean set size", calibration.set_size, Some(1.0), String::new()),
    ];
    let mut table = format!(
        "Version {version}, trained {date} with seed {seed}\n{}, {}\n{parameters} parameters; \
         {} rows to train, {} to calibrate, {} to test\n\n{:16}{:>8}  {:>8}\n",
        data.name, data.licence, splits.train, splits.calibration, splits.test, "", "model", "baseline"
    );
    for (name, model, baseline, remark) in rows {
        let baseline = baseline.map(|baseline| format!("{baseline:.4}")).unwrap_or_default();
        let line = format!("{name:16}{model:>8.4}  {baseline:>8}  {remark}");
        // Writing to a string cannot fail.
        writeln!(table, "{}", line.trim_end()).ok();
    }
    table
}
