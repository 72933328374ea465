//! A text in a programming language.

use super::{Place, Words};
use leptos::prelude::*;
use maquette_contract::Code;

pub(super) fn words(code: &Code, _: &Place<'_>) -> Words<'static> {
    format!("{}, {} lines", title(&code.language), code.text.lines().count()).into()
}

pub(super) fn view(code: &Code, place: &Place<'_>) -> AnyView {
    block(&code.language, &code.text, place)
}

/// A text that keeps its lines. A long one scrolls within itself, so it can have the focus.
pub(super) fn block(language: &str, text: &str, place: &Place<'_>) -> AnyView {
    let label = if place.title.is_empty() { title(language) } else { place.title.to_owned() };
    // Only what a language is named with may be part of a class.
    let plain = |letter: char| letter.is_ascii_alphanumeric() || "+#-_".contains(letter);
    let class = format!("language-{}", language.chars().filter(|letter| plain(*letter)).collect::<String>());
    view! {
        <pre class="code" role="region" tabindex="0" aria-label=label><code class=class>{text.to_owned()}</code></pre>
    }
    .into_any()
}

fn title(language: &str) -> String {
    if language.is_empty() { "Code".to_owned() } else { format!("Code in {language}") }
}
