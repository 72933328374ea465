use super::{Output, Place};
use leptos::prelude::*;
use maquette_contract::{Prediction, grouped};

pub(super) const OUTPUT: Output = Output {
    name: "file",
    suits: |prediction| matches!(prediction, Prediction::File(_)),
    view,
    glance: said,
    spoken: said,
};

fn said(prediction: &Prediction) -> String {
    let Prediction::File(file) = prediction else { return String::new() };
    format!("A file to save: {}", named(&file.name))
}

fn named(name: &str) -> String {
    if name.is_empty() { "file".to_owned() } else { name.to_owned() }
}

fn view(prediction: &Prediction, _: &Place<'_>) -> AnyView {
    let Prediction::File(file) = prediction else { return ().into_any() };
    let name = named(&file.name);
    view! {
        <p class="file">
            <a href=file.address() download=name.clone()>{format!("Save {name}")}</a>
            " "
            <span class="hint">{size(file.data.len())}</span>
        </p>
    }
    .into_any()
}

fn size(bytes: usize) -> String {
    const KILO: f64 = 1_000.0;
    match bytes as f64 {
        bytes if bytes < KILO => format!("{bytes} bytes"),
        bytes if bytes < KILO * KILO => format!("{} KB", grouped(bytes / KILO, 0)),
        bytes => format!("{} MB", grouped(bytes / KILO / KILO, 1)),
    }
}
