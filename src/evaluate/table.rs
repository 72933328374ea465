//! A model card as a table in a terminal.

use super::Goal;
use maquette_contract::{Estimate, ModelCard, Splits};
use std::fmt::Write;

/// A card as a table for a terminal: each measure beside its baseline.
pub fn table(card: &ModelCard, version: &str) -> String {
    let ModelCard { date, seed, parameters, data, splits, scores, calibration, interval, .. } = card;
    let between = |low, high| format!("95 % interval {} to {}", figure(low), figure(high));
    let mut rows: Vec<(String, f64, Option<f64>, String)> = Vec::new();
    for score in scores {
        let Estimate { value, low, high } = score.estimate;
        rows.push((score.name.replace('_', " "), value, score.baseline, between(low, high)));
    }
    let mut add = |name: &str, value, baseline, remark| rows.push((name.to_owned(), value, baseline, remark));
    if let Some(report) = calibration {
        let promised = format!("promised {:.2}", report.coverage);
        add("ECE before", report.ece_before, None, String::new());
        add("ECE after", report.ece_after, None, format!("temperature {:.3}", report.temperature));
        add("set coverage", report.coverage_seen, Some(report.coverage_baseline), promised);
        add("mean set size", report.set_size, Some(1.0), String::new());
    }
    if let Some(report) = interval {
        let half = report.half_width.map(|half| format!("half of it {} on the learnt scale", figure(half)));
        add("interval coverage", report.coverage_seen, None, format!("promised {:.2}", report.coverage));
        add("mean width", report.mean_width, None, half.unwrap_or_default());
    }
    let Splits { train, validation, calibration, test, .. } = splits;
    let validation =
        if *validation > 0 { format!("{validation} to know when to stop, ") } else { String::new() };
    let mut table = format!(
        "Version {version}, trained {date} with seed {seed}\n{}, {}\n{parameters} parameters; {train} rows to \
         train, {validation}{calibration} to calibrate, {test} to test\n\n{:22}{:>10}  {:>10}\n",
        data.name, data.licence, "", "model", "baseline"
    );
    for (name, model, baseline, remark) in rows {
        let baseline = baseline.map(figure).unwrap_or_default();
        let line = format!("{name:22}{:>10}  {baseline:>10}  {remark}", figure(model));
        // Writing to a string cannot fail.
        writeln!(table, "{}", line.trim_end()).ok();
    }
    table
}

/// The heading above [`summary_line`]s.
pub fn summary_head() -> String {
    row(["demo", "metric", "target", "baseline", "measured", "95 % interval", "verdict"])
}

/// A demo's goals beside what was measured: a line for each, without the last line's end.
pub fn summary_line(name: &str, card: &ModelCard, goals: &[Goal]) -> String {
    let lines = goals.iter().map(|goal| {
        let verdict = goal.judge(card);
        let measured = verdict.measured.map(|measured| figure(measured.value)).unwrap_or_default();
        let baseline = verdict.baseline.map(figure).unwrap_or_default();
        let interval =
            verdict.measured.map(|Estimate { low, high, .. }| format!("{} to {}", figure(low), figure(high)));
        let met = if verdict.met { "met" } else { "NOT met" };
        row([name, &goal.score, &verdict.target, &baseline, &measured, &interval.unwrap_or_default(), met])
    });
    lines.collect::<Vec<_>>().join("\n")
}

fn row([demo, metric, target, baseline, measured, interval, verdict]: [&str; 7]) -> String {
    format!("{demo:14}{metric:22}{target:20}{baseline:>10}  {measured:>10}  {interval:22}{verdict}")
}

/// A number as a table has it: large ones are whole.
pub(super) fn figure(number: f64) -> String {
    if number.abs() >= 1000.0 { format!("{number:.0}") } else { format!("{number:.4}") }
}

#[cfg(test)]
mod tests {
    use super::super::tests::card;
    use super::*;

    #[test]
    fn a_card_is_a_table() {
        let expected = "\
Version abc, trained 2026-01-02 with seed 3
Stones, CC0-1.0
7 parameters; 50 rows to train, 5 to know when to stop, 20 to calibrate, 25 to test

                           model    baseline
mae                       1.5000      4.0000  95 % interval 1.2000 to 1.9000
r2                        0.6000     -0.1000  95 % interval 0.5000 to 0.7000
interval coverage         0.9200              promised 0.90
mean width                  2001              half of it 3.0000 on the learnt scale
";
        assert_eq!(table(&card(), "abc"), expected);
    }

    #[test]
    fn a_goal_is_a_line() {
        let goals = [Goal::reach("mae", 2.0), Goal::between("coverage", 0.95, 1.0), Goal::reach("f1", 0.5)];
        let expected = "\
demo          metric                target                baseline    measured  95 % interval         verdict
stones        mae                   at most 2.0000          4.0000      1.5000  1.2000 to 1.9000      met
stones        coverage              0.9500 to 1.0000                    0.9200  0.7503 to 0.9778      NOT met
stones        f1                    at least 0.5000                                                   NOT met";
        assert_eq!(format!("{}\n{}", summary_head(), summary_line("stones", &card(), &goals)), expected);
    }
}
