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
        ("Right answers", share(accuracy.value), share(scores.accuracy_baseline)),
        ("Log loss, 0 is perfect", number(scores.log_loss), number(scores.log_loss_baseline)),
        ("Brier score, from 0 (perfect) to 2", number(scores.brier), number(scores.brier_baseline)),
        ("Calibration error before calibration", number(calibration.ece_before), String::new()),
        ("Calibration error after it", number(calibration.ece_after), String::new()),
        (
            "Lists that held the right answer",
            share(calibration.coverage_seen),
            share(calibration.coverage_baseline),
        ),
        ("Answers in a list, on average", number(calibration.set_size), number(1.0)),
    ];
    let measures = measures.map(|(name, model, baseline)| {
        view! {
            <tr>
                <th scope="row">{name}</th>
                <td>{model}</td>
                <td>{baseline}</td>
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
                    "The model named {right:.0} of {} rows right that it had never seen. With so few rows its true share of right answers lies between {:.0} and {:.0} %, 19 times in 20.",
                    splits.test,
                    accuracy.low * 100.0,
                    accuracy.high * 100.0,
                )}
            </p>
            <div class="columns">
                <table class="numbers">
                    <caption>"On the test rows"</caption>
                    <thead>
                        <tr><td></td><th scope="col">"Model"</th><th scope="col">"Baseline"</th></tr>
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
                    "Of the rows, {} trained the network, {} calibrated its probabilities and lists (temperature {:.2}), and {} were set aside for the numbers above. The baseline answers with the shares of the training rows, whatever the inputs. Each value that may be left out was left out of {:.0} rows in 100, as people do.",
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
