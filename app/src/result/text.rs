//! A text without formatting.

use super::{Place, Words};
use leptos::prelude::*;

pub(super) fn words<'a>(text: &'a str, _: &Place<'_>) -> Words<'a> {
    text.into()
}

/// A few words look like a value, more of them like a text.
pub(super) fn view(text: &str, _: &Place<'_>) -> AnyView {
    const FEW: usize = 40;
    match text.trim() {
        "" => view! { <p class="hint">"An empty text"</p> }.into_any(),
        short if short.chars().count() <= FEW && !short.contains('\n') => {
            view! { <p class="label">{short.to_owned()}</p> }.into_any()
        }
        _ => view! { <div class="plain">{text.to_owned()}</div> }.into_any(),
    }
}
