//! The model card under an answer: what was measured, on which data, and how.

use crate::chart::chart;
use leptos::prelude::*;
use maquette_contract::{
    CalibrationReport, Chart, Epoch, IntervalReport, ModelCard, Quantity, ReliabilityBin, Score, format_fixed,
};

/// How far to trust the answers: what was measured, on what, and how. The quantity, of a model of numbers, is
/// any of its answers: widths are read in its unit.
pub(super) fn trust(card: &ModelCard, version: &str, quantity: Option<&Quantity>) -> AnyView {
    let read = |width: f64| match quantity {
        Some(quantity) => quantity.shown(width),
        None => measure(width),
    };
    let scores = card.scores.iter().map(score_row);
    let more = card.calibration.iter().flat_map(calibration_rows);
    // A card may have measured it as a score of its own.
    let held = card.interval.iter().flat_map(|report| interval_rows(report, &read));
    let held = held.filter(|row| row[0] != HELD || card.score("coverage").is_none());
    let data = &card.data;
    view! {
        <section id="the-trust" class="trust" aria-labelledby="the-trust-title">
            <h2 id="the-trust-title">"How far to trust it"</h2>
            <p>{headline(card, &read)}</p>
            <div class="columns">
                <div class="scroll" role="region" tabindex="0" aria-label="Measures on the test rows">
                    <table class="numbers">
                        <caption>"On the test rows"</caption>
                        <thead>
                            <tr>
                                <td></td>
                                <th scope="col">"Model"</th>
                                <th scope="col">"95 % interval"</th>
                                <th scope="col">"Baseline"</th>
                                <th scope="col" class="meaning">"What it means"</th>
                            </tr>
                        </thead>
                        <tbody>{scores.chain(more).chain(held).map(row).collect_view()}</tbody>
                    </table>
                </div>
                {card.calibration.as_ref().map(record)}
            </div>
            <p>{rows(card)}</p>
            {curve(&card.curve)}
            <p class="hint">
                {format!(
                    "Version {version}, trained on {} with seed {}: {} parameters. Data: {}, {}.",
                    card.date, card.seed, format_fixed(card.parameters as f64, 0), data.name, data.licence,
                )}
            </p>
        </section>
    }
    .into_any()
}

/// What matters most, as a sentence.
fn headline(card: &ModelCard, read: &dyn Fn(f64) -> String) -> String {
    let test = card.splits.test;
    match (card.score("accuracy").filter(|_| card.calibration.is_some()), &card.interval) {
        (Some(Score { estimate, .. }), _) => format!(
            "It named {:.0} of {test} right that it had never seen. By chance that could have come out better or worse: between {:.0} and {:.0} % fit what was seen (95 % interval).",
            estimate.value * test as f64,
            estimate.low * 100.0,
            estimate.high * 100.0,
        ),
        (None, Some(report)) => format!(
            "Of the intervals given for {test} test rows, {} held the truth; {:.0} % was promised. On average they were {} wide.",
            share(report.coverage_seen),
            report.coverage * 100.0,
            read(report.mean_width),
        ),
        (None, None) => format!("Measured on {test} rows that it had never seen."),
    }
}

/// Where the rows went, and what the baseline is.
fn rows(card: &ModelCard) -> String {
    let splits = &card.splits;
    let count = |rows: usize| format_fixed(rows as f64, 0);
    let mut parts = vec![format!("{} trained the network", count(splits.train))];
    if splits.validation > 0 {
        parts.push(format!("{} decided when to stop", count(splits.validation)));
    }
    match &card.calibration {
        Some(report) => parts.push(format!(
            "{} calibrated its probabilities (temperature {:.2})",
            count(splits.calibration),
            report.temperature
        )),
        None if splits.calibration > 0 => {
            parts.push(format!("{} set the width of its intervals", count(splits.calibration)))
        }
        None => {}
    }
    let baseline = if card.calibration.is_some() {
        "The baseline gives every input the shares of the training rows."
    } else {
        "The baseline is what can be said without learning."
    };
    let hidden = if splits.hidden > 0.0 {
        format!(
            " We assume that people often don't know what may be left out, so it was left out at random, {:.0} times in 100.",
            splits.hidden * 100.0
        )
    } else {
        String::new()
    };
    format!(
        "Of the rows, {}, and {} were set aside for the numbers above. {baseline}{hidden}",
        parts.join(", "),
        count(splits.test)
    )
}

/// One measure: its name, the model's figure, its interval, the baseline's figure, and what it means.
type Row = [String; 5];

fn row([name, model, interval, baseline, meaning]: Row) -> AnyView {
    view! {
        <tr>
            <th scope="row">{name}</th>
            <td>{model}</td>
            <td>{interval}</td>
            <td>{baseline}</td>
            <td class="meaning">{meaning}</td>
        </tr>
    }
    .into_any()
}

fn score_row(score: &Score) -> Row {
    let read = |value: f64| if score.share { share(value) } else { measure(value) };
    let (low, high) = (score.estimate.low, score.estimate.high);
    let interval = if score.share {
        format!("{:.1}–{:.1} %", low * 100.0, high * 100.0)
    } else {
        format!("{}–{}", measure(low), measure(high))
    };
    let baseline = score.baseline.map(read).unwrap_or_default();
    [score.label.clone(), read(score.estimate.value), interval, baseline, score.meaning.clone()]
}

fn calibration_rows(report: &CalibrationReport) -> [Row; 4] {
    [
        (
            "Calibration error",
            measure(report.ece_after),
            String::new(),
            "How far stated probabilities are from how often they are right; 0 is honest.",
        ),
        (
            "The same, uncalibrated",
            measure(report.ece_before),
            String::new(),
            "What it was before the probabilities were calibrated.",
        ),
        (
            "Truth not ruled out",
            share(report.coverage_seen),
            share(report.coverage_baseline),
            "The true class was among those not ruled out.",
        ),
        ("Classes not ruled out", measure(report.set_size), measure(1.0), "On average; fewer says more."),
    ]
    .map(|(name, model, baseline, meaning)| {
        [name.to_owned(), model, String::new(), baseline, meaning.to_owned()]
    })
}

const HELD: &str = "Truth in the interval";

fn interval_rows(report: &IntervalReport, read: &dyn Fn(f64) -> String) -> [Row; 2] {
    [
        (HELD, share(report.coverage_seen), "How often the interval held the truth."),
        ("Width of the interval", read(report.mean_width), "On average; narrower says more."),
    ]
    .map(|(name, model, meaning)| [name.to_owned(), model, String::new(), String::new(), meaning.to_owned()])
}

/// How often a stated probability was right.
fn record(report: &CalibrationReport) -> AnyView {
    let stated = |bin: &ReliabilityBin| format!("{:.0}–{:.0} %", bin.low * 100.0, bin.high * 100.0);
    let rows = report.reliability.iter().rev().filter(|bin| bin.answers > 0).map(|bin| {
        view! {
            <tr>
                <th scope="row">{stated(bin)}</th>
                <td>{bin.answers}</td>
                <td>{bin.right}</td>
            </tr>
        }
    });
    view! {
        <table class="numbers">
            <caption>"How often a stated probability was right"</caption>
            <thead>
                <tr>
                    <th scope="col">"Stated"</th>
                    <th scope="col">"Answers"</th>
                    <th scope="col">"Right"</th>
                </tr>
            </thead>
            <tbody>{rows.collect_view()}</tbody>
        </table>
    }
    .into_any()
}

/// The loss of each epoch, for those who ask.
fn curve(epochs: &[Epoch]) -> Option<AnyView> {
    let train = epochs.iter().map(|epoch| [epoch.epoch as f64, epoch.train]).collect();
    let held: Vec<_> =
        epochs.iter().filter_map(|epoch| Some([epoch.epoch as f64, epoch.validation?])).collect();
    let drawn = Chart::line("The loss, epoch by epoch").x("Epoch").y("Mean loss").series("Training", train);
    let drawn = if held.is_empty() { drawn } else { drawn.series("Validation", held) };
    (epochs.len() > 1).then(|| {
        view! {
            <details>
                <summary>"How the training went"</summary>
                {chart(&drawn)}
            </details>
        }
        .into_any()
    })
}

fn share(share: f64) -> String {
    format!("{:.1} %", share * 100.0)
}

/// To about four digits.
fn measure(value: f64) -> String {
    let decimals = if value == 0.0 { 3.0 } else { (2.0 - value.abs().log10().floor()).clamp(0.0, 3.0) };
    format_fixed(value, decimals as u8)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::result::html;
    use maquette_contract::{Estimate, Range, Source, Splits};

    fn card(scores: Vec<Score>) -> ModelCard {
        let text = |text: &str| text.to_owned();
        ModelCard {
            date: text("2026-11-23"),
            seed: 0,
            weights_sha256: String::new(),
            parameters: 1243,
            data: Source { name: text("<script>"), licence: text("CC0"), sha256: String::new() },
            splits: Splits { train: 172, validation: 20, calibration: 85, test: 85, hidden: 0.0 },
            scores,
            calibration: None,
            interval: None,
            curve: vec![],
        }
    }

    fn score(name: &str, value: f64, share: bool) -> Score {
        Score {
            name: name.to_owned(),
            label: "Right answers".to_owned(),
            meaning: String::new(),
            estimate: Estimate { value, low: value - 0.05, high: value + 0.01 },
            baseline: Some(0.4),
            more_is_better: share,
            share,
        }
    }

    fn check(card: &ModelCard, quantity: Option<&Quantity>, expected: &[&str]) {
        let page = html(trust(card, "abc", quantity));
        assert!(!page.contains("NaN") && !page.contains("<script>"), "{page}");
        for expected in expected {
            assert!(page.contains(expected), "{expected} is not in {page}");
        }
    }

    #[test]
    fn a_classifier_says_how_many_it_named_right() {
        let report = CalibrationReport {
            temperature: 0.83,
            ece_before: 0.02,
            ece_after: 0.01,
            coverage: 0.9,
            threshold: 0.5,
            coverage_seen: 0.99,
            coverage_baseline: 0.41,
            set_size: 1.01,
            reliability: vec![ReliabilityBin { low: 0.9, high: 1.0, answers: 80, right: 79, stated: 0.97 }],
        };
        let card = ModelCard { calibration: Some(report), ..card(vec![score("accuracy", 0.976, true)]) };
        check(
            &card,
            None,
            &[
                "It named 83 of 85 right",
                "97.6 %",
                "92.6–98.6 %",
                "90–100 %",
                "85 calibrated its probabilities",
            ],
        );
    }

    #[test]
    fn a_model_of_numbers_says_how_often_its_intervals_held() {
        let seen = Range { low: 1.0, high: 2.0 };
        let report = IntervalReport {
            coverage: 0.9,
            half_width: Some(0.2),
            coverage_seen: 0.911,
            mean_width: 71_500.0,
            seen,
        };
        let curve =
            (1..4).map(|epoch| Epoch { epoch, train: 1.0 / epoch as f64, validation: Some(0.5) }).collect();
        let card = ModelCard { interval: Some(report), curve, ..card(vec![score("log_rmse", 0.15, false)]) };
        let quantity = Quantity { unit: "$".to_owned(), ..Quantity::default() };
        check(
            &card,
            Some(&quantity),
            &[
                "Of the intervals given for 85 test rows, 91.1 % held the truth; 90 % was promised. On average they were $71,500 wide.",
                "How the training went",
                "Validation: 0.5",
                "20 decided when to stop, 85 set the width",
            ],
        );
        check(&card, None, &["they were 71,500 wide"]);
    }

    #[test]
    fn a_card_without_either_has_its_scores() {
        check(&card(vec![]), None, &["Measured on 85 rows that it had never seen.", "1,243 parameters"]);
    }
}
