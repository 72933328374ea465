//! Pictures side by side, each above its caption.

use super::{Place, Words, image};
use leptos::prelude::*;
use maquette_contract::Picture;

pub(super) fn words(pictures: &[Picture], _: &Place<'_>) -> Words<'static> {
    match pictures.len() {
        0 => "No pictures".into(),
        1 => "1 picture".into(),
        count => format!("{count} pictures").into(),
    }
}

pub(super) fn view(pictures: &[Picture], _: &Place<'_>) -> AnyView {
    if pictures.is_empty() {
        return view! { <p class="hint">"No pictures"</p> }.into_any();
    }
    let pictures = pictures.iter().map(|picture| {
        let caption =
            (!picture.alt.is_empty()).then(|| view! { <figcaption>{picture.alt.clone()}</figcaption> });
        // What the caption says need not be repeated.
        let alt = if picture.alt.is_empty() { "A picture" } else { "" };
        view! {
            <li>
                <figure class="picture">{image::img(picture, alt)} {caption}</figure>
            </li>
        }
    });
    view! { <ul class="gallery">{pictures.collect_view()}</ul> }.into_any()
}
