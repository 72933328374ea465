//! One picture.

use super::{Place, Words};
use leptos::prelude::*;
use maquette_contract::Picture;

pub(super) fn words<'a>(picture: &'a Picture, _: &Place<'_>) -> Words<'a> {
    if picture.alt.is_empty() { "A picture".into() } else { picture.alt.as_str().into() }
}

pub(super) fn view(picture: &Picture, place: &Place<'_>) -> AnyView {
    let alt = match (picture.alt.as_str(), place.title) {
        ("", "") => "A picture",
        ("", title) => title,
        (alt, _) => alt,
    };
    view! { <figure class="picture">{img(picture, alt)}</figure> }.into_any()
}

/// The picture itself. One of few pixels is made larger without being smoothed, so that each can be seen.
pub(super) fn img(picture: &Picture, alt: &str) -> AnyView {
    const FEW: usize = 64;
    let tiny = picture.width.max(picture.height) <= FEW;
    view! {
        <img
            class=tiny.then_some("pixels")
            src=picture.file.address()
            alt=alt.to_owned()
            width=picture.width
            height=picture.height
        />
    }
    .into_any()
}
