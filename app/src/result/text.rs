use super::{Output, Place};
use leptos::prelude::*;
use maquette_contract::Prediction;

pub(super) const OUTPUT: Output = Output {
    name: "text",
    suits: |prediction| matches!(prediction, Prediction::Text(_)),
    view,
    glance: Prediction::headline,
    spoken: Prediction::headline,
};

/// A few words are shown as a value is, more of them as a text.
fn view(prediction: &Prediction, _: &Place<'_>) -> AnyView {
    const FEW: usize = 40;
    let Prediction::Text(text) = prediction else { return ().into_any() };
    match text.trim() {
        "" => view! { <p class="hint">"An empty text"</p> }.into_any(),
        short if short.chars().count() <= FEW && !short.contains('\n') => {
            view! { <p class="label">{short.to_owned()}</p> }.into_any()
        }
        _ => view! { <div class="plain">{text.clone()}</div> }.into_any(),
    }
}
