//! The probabilities of classes as bars from 0 to 100 %.

use super::percent::{percents, shown};
use leptos::prelude::*;
use maquette_contract::Classes;

/// How many labels have a row of their own; the others share one, unless there is but one other.
pub(super) const ROWS: usize = 5;

/// One label: its length as a share of the scale, and its figure.
pub(super) struct Row {
    pub(super) label: String,
    pub(super) share: f64,
    pub(super) figure: String,
}

/// The classes, most probable first, on one scale from 0 to 100 %.
pub(super) fn bars(classes: &Classes) -> AnyView {
    let rows = percentages(classes).into_iter();
    let row = |(label, share, percent)| Row { label, share, figure: shown(percent) };
    drawn("Probability of each class", rows.map(row))
}

/// Each row's label, probability and whole percentage; the percentages add up to 100.
pub(super) fn percentages(classes: &Classes) -> Vec<(String, f64, i64)> {
    let classes = &classes.classes;
    let (own, others) = classes.split_at(if classes.len() > ROWS + 1 { ROWS } else { classes.len() });
    let mut rows: Vec<(String, f64)> =
        own.iter().map(|class| (class.label.to_string(), class.probability)).collect();
    if !others.is_empty() {
        let rest = others.iter().map(|class| class.probability).sum();
        rows.push((format!("{} others", others.len()), rest));
    }
    let figures = percents(&rows.iter().map(|(_, probability)| *probability).collect::<Vec<_>>());
    std::iter::zip(rows, figures).map(|((label, share), percent)| (label, share, percent)).collect()
}

/// Rows of bars on one scale; the first is the one that counts.
pub(super) fn drawn(caption: &'static str, rows: impl Iterator<Item = Row>) -> AnyView {
    let rows = rows.map(|Row { label, share, figure }| {
        let share = if share.is_finite() { share.clamp(0.0, 1.0) } else { 0.0 };
        view! {
            <tr>
                <th scope="row">{label}</th>
                <td class="bar">
                    <svg viewBox="0 0 100 20" preserveAspectRatio="none" aria-hidden="true">
                        <rect class="track" width="100" height="20" />
                        <rect class="length" width=format!("{:.1}", share * 100.0) height="20" />
                    </svg>
                </td>
                <td class="figure">{figure}</td>
            </tr>
        }
    });
    view! {
        <table class="bars">
            <caption class="unseen">{caption}</caption>
            <tbody>{rows.collect_view()}</tbody>
        </table>
    }
    .into_any()
}
