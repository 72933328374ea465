use super::{Output, Place};
use leptos::prelude::*;
use maquette_contract::Prediction;

pub(super) const OUTPUT: Output = Output {
    name: "markdown",
    suits: |prediction| matches!(prediction, Prediction::Markdown(_)),
    view,
    glance: words,
    spoken: words,
};

/// Its HTML was made safe where it was made.
fn words(prediction: &Prediction) -> String {
    if let Prediction::Markdown(markdown) = prediction { markdown.words() } else { String::new() }
}

fn view(prediction: &Prediction, _: &Place<'_>) -> AnyView {
    let Prediction::Markdown(markdown) = prediction else { return ().into_any() };
    view! { <div class="prose" inner_html=markdown.html.clone()></div> }.into_any()
}
