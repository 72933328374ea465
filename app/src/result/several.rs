//! Several outputs, one below the other; metrics that are neighbours stand side by side.

use super::{Output, Place, metric, output, show};
use leptos::prelude::*;
use maquette_contract::{Part, Prediction};

pub(super) const OUTPUT: Output = Output {
    name: "several",
    suits: |prediction| matches!(prediction, Prediction::Several(_)),
    view,
    glance: |prediction| first(prediction, |output| output.glance),
    spoken: |prediction| first(prediction, |output| output.spoken),
};

/// What is said of several is said of the first that says anything.
fn first(prediction: &Prediction, say: fn(&Output) -> fn(&Prediction) -> String) -> String {
    let Prediction::Several(parts) = prediction else { return String::new() };
    let said = parts.iter().filter_map(|part| Some(say(output(&part.prediction)?)(&part.prediction)));
    said.into_iter().find(|said| !said.is_empty()).unwrap_or_default()
}

fn view(prediction: &Prediction, place: &Place<'_>) -> AnyView {
    let Prediction::Several(all) = prediction else { return ().into_any() };
    parts(all, place)
}

pub(super) fn parts(all: &[Part], place: &Place<'_>) -> AnyView {
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
        let shown =
            if metrics.is_empty() { show(&group[0].prediction, &below) } else { metric::row(&metrics) };
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
