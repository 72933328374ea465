use super::percent::{percents, shown};
use leptos::prelude::*;
use maquette_contract::Prediction;

/// How many classes have a row of their own; the others share one, unless there is but one other.
const ROWS: usize = 5;

/// The classes, most probable first, on one scale from 0 to 100 %. The rows add up.
pub(super) fn bars(prediction: &Prediction) -> impl IntoView + use<> {
    let classes = &prediction.classes;
    let (own, others) = classes.split_at(if classes.len() > ROWS + 1 { ROWS } else { classes.len() });
    let mut rows: Vec<(String, f64)> =
        own.iter().map(|class| (class.label.clone(), class.probability)).collect();
    if !others.is_empty() {
        let rest = others.iter().map(|class| class.probability).sum();
        rows.push((format!("{} others", others.len()), rest));
    }
    let figures = percents(&rows.iter().map(|(_, probability)| *probability).collect::<Vec<_>>());
    let rows = std::iter::zip(rows, figures).map(|((label, probability), figure)| {
        view! {
            <tr>
                <th scope="row">{label}</th>
                <td class="bar">
                    <svg viewBox="0 0 100 20" preserveAspectRatio="none" aria-hidden="true">
                        <rect class="track" width="100" height="20" />
                        <rect class="length" width=format!("{:.1}", probability * 100.0) height="20" />
                    </svg>
                </td>
                <td class="figure">{shown(figure)}</td>
            </tr>
        }
    });
    view! {
        <table class="bars">
            <caption class="unseen">"Probability of each class"</caption>
            <tbody>{rows.collect_view()}</tbody>
        </table>
    }
}
