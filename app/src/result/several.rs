//! Several outputs, one below the other; metrics that are neighbours stand side by side.

use super::{Place, Words, metric};
use leptos::prelude::*;
use maquette_contract::{Part, Prediction};

/// The words of the first part that has any.
pub(super) fn words<'a>(parts: &'a [Part], place: &Place<'_>) -> Words<'a> {
    let mut all = parts.iter().map(|part| super::words(&part.prediction, place));
    all.find(|words| !words.glance.is_empty()).unwrap_or_default()
}

pub(super) fn view(all: &[Part], place: &Place<'_>) -> AnyView {
    // A heading begins a new group, and so does anything but a metric.
    let together = |a: &Part, b: &Part| {
        matches!((&a.prediction, &b.prediction), (Prediction::Metric(_), Prediction::Metric(_)))
            && b.title.is_empty()
    };
    let groups = all.chunk_by(together).map(|group| {
        let title = &group[0].title;
        let below = Place { title, depth: place.depth + 1, ..*place };
        let heading = (!title.is_empty()).then(|| heading(title, place.depth));
        let metrics: Vec<_> = group
            .iter()
            .filter_map(
                |part| if let Prediction::Metric(metric) = &part.prediction { Some(metric) } else { None },
            )
            .collect();
        let shown = if metrics.is_empty() {
            super::view(&group[0].prediction, &below)
        } else {
            metric::row(&metrics)
        };
        view! { <section class="part">{heading} {shown}</section> }
    });
    view! { <div class="parts">{groups.collect_view()}</div> }.into_any()
}

/// Below the page's "Answer", which is of the second order.
fn heading(title: &str, depth: usize) -> AnyView {
    let title = title.to_owned();
    match depth {
        0 => view! { <h3>{title}</h3> }.into_any(),
        1 => view! { <h4>{title}</h4> }.into_any(),
        _ => view! { <h5>{title}</h5> }.into_any(),
    }
}
