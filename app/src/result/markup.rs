use super::{Output, Place};
use leptos::prelude::*;
use maquette_contract::Prediction;

pub(super) const OUTPUT: Output = Output {
    name: "markup",
    suits: |prediction| matches!(prediction, Prediction::Markup(_)),
    view,
    glance: |_| "A new answer".to_owned(),
    spoken: |_| "A new answer".to_owned(),
};

/// The author's own component, taken at the author's word.
fn view(prediction: &Prediction, _: &Place<'_>) -> AnyView {
    let Prediction::Markup(html) = prediction else { return ().into_any() };
    view! { <div class="markup" inner_html=html.clone()></div> }.into_any()
}
