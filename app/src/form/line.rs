//! What is written on one line: a text, a number, a whole number.

use super::input::{Input, TEXT, input};
use super::{Field, hint, labelled};
use leptos::prelude::*;
use maquette_contract::{Kind, read};

pub(super) fn text(field: &Field) -> AnyView {
    let Kind::Text { max_len, .. } = field.feature.kind else { return ().into_any() };
    let control = line(field, "text", None, Some(max_len));
    labelled(field, hint(field, None), control)
}

pub(super) fn number(field: &Field) -> AnyView {
    labelled(
        field,
        hint(field, seen(&field.feature.kind)),
        measured(field, keys(&field.feature.kind, "decimal")),
    )
}

pub(super) fn integer(field: &Field) -> AnyView {
    let whole = "A whole number".to_owned();
    labelled(
        field,
        hint(field, seen(&field.feature.kind).or(Some(whole))),
        measured(field, keys(&field.feature.kind, "numeric")),
    )
}

/// What was in the training data, where there was any.
pub(super) fn seen(kind: &Kind) -> Option<String> {
    let Kind::Number { unit, seen: Some(seen), .. } = kind else { return None };
    Some(format!("Seen in training: {}–{} {unit}", read(seen.low), read(seen.high)).trim_end().to_owned())
}

/// The keys of a phone for a number. Those for numbers alone have no minus on some.
pub(super) fn keys(kind: &Kind, numbers: &'static str) -> &'static str {
    let negative = matches!(kind, Kind::Number { range, .. } if range.is_none_or(|range| range.low < 0.0));
    if negative { "text" } else { numbers }
}

/// A number and its unit. The field is text, since browsers round, scroll and hide what is typed into a number
/// field.
pub(super) fn measured(field: &Field, mode: &'static str) -> AnyView {
    let unit = field.feature.unit().to_owned();
    let unit = (!unit.is_empty()).then(|| view! { <span class="unit">{unit}</span> });
    view! { <div class="number">{line(field, mode, Some("9"), None)} {unit}</div> }.into_any()
}

fn line(field: &Field, mode: &'static str, size: Option<&'static str>, max_len: Option<usize>) -> AnyView {
    input(field, Input { mode: Some(mode), size, max_len, ..TEXT })
}
