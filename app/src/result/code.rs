use super::{Output, Place};
use leptos::prelude::*;
use maquette_contract::Prediction;

pub(super) const OUTPUT: Output = Output {
    name: "code",
    suits: |prediction| matches!(prediction, Prediction::Code(_)),
    view,
    glance: said,
    spoken: said,
};

fn said(prediction: &Prediction) -> String {
    match prediction {
        Prediction::Code(code) => format!("{}, {} lines", named(&code.language), code.text.lines().count()),
        _ => String::new(),
    }
}

fn view(prediction: &Prediction, place: &Place<'_>) -> AnyView {
    let Prediction::Code(code) = prediction else { return ().into_any() };
    block(&code.language, &code.text, place)
}

/// A text that keeps its lines. A long one scrolls within itself, so it can have the focus.
pub(super) fn block(language: &str, text: &str, place: &Place<'_>) -> AnyView {
    let label = if place.title.is_empty() { named(language) } else { place.title.to_owned() };
    // Only what a language is named with may be part of a class.
    let plain = |letter: char| letter.is_ascii_alphanumeric() || "+#-_".contains(letter);
    let class = format!("language-{}", language.chars().filter(|letter| plain(*letter)).collect::<String>());
    view! {
        <pre class="code" role="region" tabindex="0" aria-label=label><code class=class>{text.to_owned()}</code></pre>
    }
    .into_any()
}

fn named(language: &str) -> String {
    if language.is_empty() { "Code".to_owned() } else { format!("Code in {language}") }
}
