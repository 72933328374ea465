//! What the browser has a field for.

use super::{Field, described, hint, labelled};
use leptos::prelude::*;
use maquette_contract::{Date, Kind};

/// A day, by the browser's own calendar where it has one.
pub(super) fn date(field: &Field) -> AnyView {
    let Kind::Date { first, last } = field.feature.kind else { return ().into_any() };
    let bounded = (first, last) != (Date::FIRST, Date::LAST);
    let bounds = bounded.then(|| format!("From {first} to {last}"));
    let control = input(
        field,
        Input { kind: "date", min: Some(first.to_string()), max: Some(last.to_string()), ..TEXT },
    );
    labelled(field, hint(field, bounds), control)
}

/// A colour, by the browser's own field for it.
pub(super) fn color(field: &Field) -> AnyView {
    labelled(field, hint(field, None), input(field, Input { kind: "color", ..TEXT }))
}

/// How the browser is to take an answer.
pub(super) struct Input {
    pub(super) kind: &'static str,
    /// Which keys a phone shows.
    pub(super) mode: Option<&'static str>,
    /// How many characters are seen.
    pub(super) size: Option<usize>,
    pub(super) max_len: Option<usize>,
    pub(super) min: Option<String>,
    pub(super) max: Option<String>,
}

pub(super) const TEXT: Input =
    Input { kind: "text", mode: None, size: None, max_len: None, min: None, max: None };

pub(super) fn input(field: &Field, attributes: Input) -> AnyView {
    let Field { feature, first, text, set, problem, .. } = field.clone();
    let name = feature.name;
    view! {
        <input
            type=attributes.kind
            inputmode=attributes.mode
            size=attributes.size
            maxlength=attributes.max_len
            min=attributes.min
            max=attributes.max
            id=name.clone()
            name=name.clone()
            value=first
            prop:value=move || text.get()
            on:input:target=move |event| set.run(event.target().value())
            aria-describedby=described(&name)
            aria-invalid=move || problem.get().is_some().then_some("true")
        />
    }
    .into_any()
}
