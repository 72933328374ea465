//! A text whose parts are marked: by their names, or by how much each counts.

use super::{Place, Words};
use leptos::prelude::*;
use maquette_contract::{Highlighted, Span};

/// A weight has so many shades on either side.
const SHADES: f64 = 4.0;
/// Colours begin again after so many names.
const COLOURS: usize = 4;

pub(super) fn words(text: &Highlighted, _: &Place<'_>) -> Words<'static> {
    text.text().into()
}

pub(super) fn view(text: &Highlighted, _: &Place<'_>) -> AnyView {
    let mut labels: Vec<&str> =
        text.spans.iter().map(|span| span.label.as_str()).filter(|label| !label.is_empty()).collect();
    labels.sort_unstable();
    labels.dedup();
    let spans = text.spans.iter().map(|span| part(span, &labels));
    let legend = (!text.legend.is_empty()).then(|| view! { <p class="hint">{text.legend.clone()}</p> });
    let strongest = strongest(text);
    view! {
        <p class="highlighted">{spans.collect_view()}</p>
        {legend}
        {strongest}
    }
    .into_any()
}

fn part(span: &Span, labels: &[&str]) -> AnyView {
    let text = span.text.clone();
    if let Some(colour) = labels.iter().position(|label| *label == span.label) {
        let class = format!("named tone-{}", colour % COLOURS);
        return view! { <mark class=class>{text}<small>{span.label.clone()}</small></mark> }.into_any();
    }
    let shade = if span.weight.is_finite() { (span.weight.abs().min(1.0) * SHADES).round() as u8 } else { 0 };
    match shade {
        0 => view! { <span>{text}</span> }.into_any(),
        shade if span.weight > 0.0 => view! { <mark class=format!("for-{shade}")>{text}</mark> }.into_any(),
        shade => view! { <mark class=format!("against-{shade}")>{text}</mark> }.into_any(),
    }
}

/// The parts that count most, in words: a shade of colour can't be read aloud.
fn strongest(text: &Highlighted) -> Option<AnyView> {
    const MOST: usize = 5;
    // Neighbours that count much are one part: a person reads words, not letters.
    let counts = |span: &Span| (span.weight.abs() * SHADES).round() >= SHADES / 2.0;
    let mut parts: Vec<(String, f64)> = Vec::new();
    for run in text.spans.chunk_by(|a, b| counts(a) == counts(b) && (a.weight > 0.0) == (b.weight > 0.0)) {
        if counts(&run[0]) {
            let words: String = run.iter().map(|span| span.text.as_str()).collect();
            parts.push((words.trim().to_owned(), run.iter().map(|span| span.weight).sum()));
        }
    }
    parts.retain(|(words, _)| !words.is_empty());
    parts.sort_by(|a, b| b.1.abs().total_cmp(&a.1.abs()));
    parts.truncate(MOST);
    let named = |(words, weight): (String, f64)| {
        format!("“{words}” ({})", if weight > 0.0 { "for" } else { "against" })
    };
    let words = parts.into_iter().map(named).collect::<Vec<_>>().join(", ");
    (!words.is_empty()).then(|| view! { <p class="hint">"What counts most: " {words}</p> }.into_any())
}
