use super::links::rooted;
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

fn words(prediction: &Prediction) -> String {
    if let Prediction::Markdown(markdown) = prediction { markdown.words() } else { String::new() }
}

/// Its HTML was made safe where it was made.
fn view(prediction: &Prediction, place: &Place<'_>) -> AnyView {
    let Prediction::Markdown(markdown) = prediction else { return ().into_any() };
    let html = rooted(&markdown.html, place.context.page);
    view! { <div class="prose" inner_html=html></div> }.into_any()
}
