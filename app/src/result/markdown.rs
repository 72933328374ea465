use super::{Output, Place};
use leptos::prelude::*;
use maquette_contract::Prediction;

pub(super) const OUTPUT: Output = Output {
    name: "markdown",
    suits: |prediction| matches!(prediction, Prediction::Markdown(_)),
    view,
    glance: Prediction::headline,
    spoken: Prediction::headline,
};

/// Its HTML was made safe where it was made.
fn view(prediction: &Prediction, _: &Place<'_>) -> AnyView {
    let Prediction::Markdown(markdown) = prediction else { return ().into_any() };
    view! { <div class="prose" inner_html=markdown.html.clone()></div> }.into_any()
}
