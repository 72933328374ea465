use leptos::prelude::*;
use maquette_contract::{ModelCard, ReliabilityBin};

/// How far to trust the answers: what was measured, on what, and how.
pub(super) fn trust(card: &ModelCard, version: &str) -> AnyView {
    let ModelCard { scores, calibration, splits, data, .. } = card;
    let accuracy = scores.accuracy;
    let right = (accuracy.value * splits.test as f64).round();
    let measures = [
        ("Right answers, of 1", scores.accuracy.value, Some(scores.accuracy_baseline)),
        ("Log loss, 0 is perfect", scores.log_loss, Some(scores.log_loss_baseline)),
        ("Brier score, 0 is perfect, 2 the worst", scores.brier, Some(scores.brier_baseline)),
        ("Calibration error before calibration", calibration.ece_before, None),
        ("Calibration error after it", calibration.ece_after, None),
        ("Lists that held the right answer, of 1", calibration.coverage_seen, Some(calibration.coverage_baseline)),
        ("Answers in a list, on average", calibration.set_size, Some(1.0)),
    ];
    let measures = measures.map(|(name, model, baseline)| {
        view! {
            <tr>
                <th scope="row">{name}</th>
                <td>{format!("{model:.3}")}</td>
                <td>{baseline.map(|baseline| format!("{baseline:.3}"))}</td>
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
                        <tr><td></td><th scope="col">"Model"</th><th scope="col">"Always the same"</th></tr>
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
                    "Of the rows, {} trained the network, {} calibrated its probabilities and lists (temperature {:.2}), and {} were set aside for the numbers above. \"Always the same\" answers with the shares of the training rows, whatever the inputs. Each value that may be left out was left out of {:.0} rows in 100, as people do.",
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
