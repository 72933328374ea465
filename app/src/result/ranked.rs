//! Labels by a score that nobody has measured: no percent sign, and no words of certainty.

use super::bars::{ROWS, Row, drawn};
use super::{Output, Place};
use leptos::prelude::*;
use maquette_contract::{Prediction, Ranked, grouped};

pub(super) const OUTPUT: Output = Output {
    name: "ranked",
    suits: |prediction| matches!(prediction, Prediction::Ranked(_)),
    view,
    glance: |prediction| match prediction.headline() {
        label if label.is_empty() => "No label".to_owned(),
        label => label,
    },
    spoken: |prediction| match prediction {
        Prediction::Ranked(ranked) => {
            let scored =
                ranked.labels.first().map(|(label, score)| format!("{label}, score {}", figure(*score)));
            scored.unwrap_or_else(|| "No label".to_owned())
        }
        _ => String::new(),
    },
};

fn view(prediction: &Prediction, _: &Place<'_>) -> AnyView {
    let Prediction::Ranked(Ranked { labels }) = prediction else { return ().into_any() };
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
    grouped(score, 2)
}
