//! Labels by a score that nobody has measured: no percent sign, and no words of certainty.

use super::bars::{ROWS, Row, drawn};
use super::{Place, Words};
use leptos::prelude::*;
use maquette_contract::{Ranked, format_fixed};

pub(super) fn words<'a>(ranked: &'a Ranked, _: &Place<'_>) -> Words<'a> {
    match ranked.labels.first() {
        Some((label, score)) => Words::new(label.as_str(), format!("{label}, score {}", figure(*score))),
        None => "No label".into(),
    }
}

pub(super) fn view(Ranked { labels }: &Ranked, _: &Place<'_>) -> AnyView {
    if labels.is_empty() {
        return view! { <p class="hint">"No label"</p> }.into_any();
    }
    let scores = || labels.iter().map(|(_, score)| *score).filter(|score| score.is_finite());
    // From zero, and as far as scores like these go: shares of one go to one.
    let low = scores().fold(0.0, f64::min);
    let high = scores().fold(if low < 0.0 { 0.0 } else { 1e-12 }, f64::max);
    let high = if low == 0.0 && high <= 1.0 { 1.0 } else { high };
    let own = if labels.len() > ROWS + 1 { ROWS } else { labels.len() };
    let rows = labels.iter().take(own).map(|(label, score)| Row {
        label: label.clone(),
        share: (score - low) / (high - low),
        figure: figure(*score),
    });
    let others = labels.len() - own;
    let others =
        (others > 0).then(|| view! { <p class="hint">{format!("{others} others scored lower")}</p> });
    view! {
        <p class="label">{labels[0].0.clone()}</p>
        {drawn("Score of each label", rows)}
        {others}
        <p class="record">"The score is not a probability; this model's confidence has not been measured."</p>
    }
    .into_any()
}

fn figure(score: f64) -> String {
    format_fixed(score, 2)
}
