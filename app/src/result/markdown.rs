//! A formatted text.

use super::links::rooted;
use super::{Place, Words};
use leptos::prelude::*;
use maquette_contract::Markdown;

pub(super) fn words<'a>(markdown: &'a Markdown, _: &Place<'_>) -> Words<'a> {
    markdown.words().into()
}

/// `maquette::markdown` has removed everything harmful from the HTML.
pub(super) fn view(markdown: &Markdown, place: &Place<'_>) -> AnyView {
    let html = rooted(&markdown.html, place.context.page);
    view! { <div class="prose" inner_html=html></div> }.into_any()
}
