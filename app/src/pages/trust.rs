use leptos::prelude::*;
use maquette_contract::{ModelCard, ReliabilityBin};

/// How far to trust the answers: what was measured, on what, and how.
pub(super) fn trust(card: &ModelCard, version: &str) -> AnyView {
    let ModelCard { scores, calibration, splits, data, .. } = card;
    let accuracy = scores.accuracy;
    let right = (accuracy.value * splits.test as f64).round();
    let share = |share: f64| format!("{:.1} %", share * 100.0);
    let number = |number: f64| format!("{number:.3}");
    let measures = [
        (
            "Right answers",
            share(accuracy.value),
            share(scores.accuracy_baseline),
            "The most probable class was the true one.",
        ),
        (
            "Log loss",
            number(scores.log_loss),
            number(scores.log_loss_baseline),
            "How surprising the truth was to it; 0 is perfect.",
        ),
        (
            "Brier score",
            number(scores.brier),
            number(scores.brier_baseline),
            "Distance of the probabilities from the truth, from 0 (perfect) to 2.",
        ),
        (
            "Calibration error",
            number(calibration.ece_after),
            String::new(),
            "How far stated probabilities are from how often they are right; 0 is honest.",
        ),
        (
            "The same, uncalibrated",
            number(calibration.ece_before),
            String::new(),
            "What it was before the probabilities were calibrated.",
        ),
        (
            "Truth not ruled out",
            share(calibration.coverage_seen),
            share(calibration.coverage_baseline),
            "The true class was among those not ruled out.",
        ),
        ("Classes not ruled out", number(calibration.set_size), number(1.0), "On average; fewer says more."),
    ];
    let measures = measures.map(|(name, model, baseline, meaning)| {
        view! {
            <tr>
                <th scope="row">{name}</th>
                <td>{model}</td>
                <td>{baseline}</td>
                <td class="meaning">{meaning}</td>
            </tr>
        }
    });
    let stated = |bin: &ReliabilityBin| format!("{:.0}–{:.0} %", bin.low * 100.0, bin.high * 100.0);
    let record = calibration.reliability.iter().rev().filter(|bin| bin.answers > 0).map(|bin| {
        view! {
            <tr>
                <th scope="row">{stated(bin)}</th>
                <td>{bin.answers}</td>
                <td>{bin.right}</td>
            </tr>
        }
    });
    view! {
        <section id="trust" class="trust" aria-labelledby="trust-title">
            <h2 id="trust-title">"How far to trust it"</h2>
            <p>
                {format!(
                    "It named {right:.0} of {} right that it had never seen. By chance that could have come out better or worse: between {:.0} and {:.0} % fit what was seen (95 % interval).",
                    splits.test,
                    accuracy.low * 100.0,
                    accuracy.high * 100.0,
                )}
            </p>
            <div class="columns">
                <table class="numbers">
                    <caption>"On the test rows"</caption>
                    <thead>
                        <tr><td></td><th scope="col">"Model"</th><th scope="col">"Baseline"</th>
                            <th scope="col" class="meaning">"What it means"</th></tr>
                    </thead>
                    <tbody>{measures.collect_view()}</tbody>
                </table>
                <table class="numbers">
                    <caption>"How often a stated probability was right"</caption>
                    <thead>
                        <tr><th scope="col">"Stated"</th><th scope="col">"Answers"</th><th scope="col">"Right"</th></tr>
                    </thead>
                    <tbody>{record.collect_view()}</tbody>
                </table>
            </div>
            <p>
                {format!(
                    "Of the rows, {} trained the network, {} calibrated its probabilities (temperature {:.2}), and {} were set aside for the numbers above. The baseline gives every input the shares of the training rows. We assume that people often don't know what may be left out, so it was left out at random, {:.0} times in 100.",
                    splits.train, splits.calibration, calibration.temperature, splits.test, splits.hidden * 100.0,
                )}
            </p>
            <p class="hint">
                {format!(
                    "Version {version}, trained on {} with seed {}: {} parameters. Data: {}, {}.",
                    card.date, card.seed, card.parameters, data.name, data.licence,
                )}
            </p>
        </section>
    }
    .into_any()
}
