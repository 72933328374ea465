use super::{Output, Place};
use leptos::prelude::*;
use maquette_contract::{Picture, Prediction};

pub(super) const OUTPUT: Output = Output {
    name: "image",
    suits: |prediction| matches!(prediction, Prediction::Image(_)),
    view,
    glance: said,
    spoken: said,
};

fn said(prediction: &Prediction) -> String {
    let Prediction::Image(picture) = prediction else { return String::new() };
    if picture.alt.is_empty() { "A picture".to_owned() } else { picture.alt.clone() }
}

fn view(prediction: &Prediction, place: &Place<'_>) -> AnyView {
    let Prediction::Image(picture) = prediction else { return ().into_any() };
    let alt = match (picture.alt.as_str(), place.title) {
        ("", "") => "A picture",
        ("", title) => title,
        (alt, _) => alt,
    };
    view! { <figure class="picture">{shown(picture, alt)}</figure> }.into_any()
}

/// The picture itself. One of few pixels is made larger without being smoothed, so that each can be seen.
pub(super) fn shown(picture: &Picture, alt: &str) -> AnyView {
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
