//! A file to be saved.

use super::{Place, Words};
use leptos::prelude::*;
use maquette_contract::{Blob, format_fixed};

pub(super) fn words(file: &Blob, _: &Place<'_>) -> Words<'static> {
    format!("A file to save: {}", name(file)).into()
}

fn name(file: &Blob) -> String {
    if file.name.is_empty() { "file".to_owned() } else { file.name.clone() }
}

pub(super) fn view(file: &Blob, _: &Place<'_>) -> AnyView {
    let name = name(file);
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
        bytes if bytes < KILO * KILO => format!("{} KB", format_fixed(bytes / KILO, 0)),
        bytes => format!("{} MB", format_fixed(bytes / KILO / KILO, 1)),
    }
}
