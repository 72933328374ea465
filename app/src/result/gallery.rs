use super::{Output, Place, image};
use leptos::prelude::*;
use maquette_contract::Prediction;

pub(super) const OUTPUT: Output = Output {
    name: "gallery",
    suits: |prediction| matches!(prediction, Prediction::Gallery(_)),
    view,
    glance: count,
    spoken: count,
};

fn count(prediction: &Prediction) -> String {
    match prediction {
        Prediction::Gallery(pictures) if pictures.is_empty() => "No pictures".to_owned(),
        Prediction::Gallery(pictures) if pictures.len() == 1 => "1 picture".to_owned(),
        Prediction::Gallery(pictures) => format!("{} pictures", pictures.len()),
        _ => String::new(),
    }
}

/// Pictures beside each other, each over its caption.
fn view(prediction: &Prediction, _: &Place<'_>) -> AnyView {
    let Prediction::Gallery(pictures) = prediction else { return ().into_any() };
    if pictures.is_empty() {
        return view! { <p class="hint">"No pictures"</p> }.into_any();
    }
    let pictures = pictures.iter().map(|picture| {
        let caption =
            (!picture.alt.is_empty()).then(|| view! { <figcaption>{picture.alt.clone()}</figcaption> });
        // What the caption says need not be said twice.
        let alt = if picture.alt.is_empty() { "A picture" } else { "" };
        view! {
            <li>
                <figure class="picture">{image::shown(picture, alt)} {caption}</figure>
            </li>
        }
    });
    view! { <ul class="gallery">{pictures.collect_view()}</ul> }.into_any()
}
