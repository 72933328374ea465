//! The author's own component.

use super::{Place, Words};
use leptos::prelude::*;

pub(super) fn words(_: &str, _: &Place<'_>) -> Words<'static> {
    "A new answer".into()
}

/// The author vouches for the HTML.
pub(super) fn view(html: &str, _: &Place<'_>) -> AnyView {
    view! { <div class="markup" inner_html=html.to_owned()></div> }.into_any()
}
