//! What is written on one line: a text, a number, a whole number.

use super::input::{Input, TEXT, input};
use super::{Field, hint, labelled};
use leptos::prelude::*;
use maquette_contract::{Feature, Kind, format_number};

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
    Some(
        format!("Seen in training: {}–{} {unit}", format_number(seen.low), format_number(seen.high))
            .trim_end()
            .to_owned(),
    )
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
    let size = characters(&field.feature, &field.first);
    view! { <div class="number">{line(field, mode, Some(size), None)} {unit}</div> }.into_any()
}

/// How many characters of a number are seen: all of its default, of what its page opens with, and of each place of
/// its slider.
fn characters(feature: &Feature, first: &str) -> usize {
    let Kind::Number { range, step, .. } = &feature.kind else { return LEAST };
    let decimals = |number: f64| number.to_string().split_once('.').map_or(0, |(_, decimals)| decimals.len());
    let ends = range.iter().zip(step).flat_map(|(range, step)| {
        let places = decimals(*step).max(decimals(range.low));
        [range.low, range.high].map(|end| format!("{end:.places$}").len())
    });
    let texts = [first, feature.default.as_deref().unwrap_or_default()].map(|text| text.chars().count());
    ends.chain(texts).fold(LEAST, usize::max).min(MOST)
}

const LEAST: usize = 7;
const MOST: usize = 20;

fn line(field: &Field, mode: &'static str, size: Option<usize>, max_len: Option<usize>) -> AnyView {
    input(field, Input { mode: Some(mode), size, max_len, ..TEXT })
}

#[cfg(test)]
mod tests {
    use super::*;
    use maquette_contract::Value;

    #[test]
    fn a_field_shows_the_whole_of_its_numbers() {
        let check = |low: f64, high: f64, step: f64, default: f64, first: &str, expected: usize| {
            let feature = Feature::number("x", "X", "", low..=high, step).default(&Value::Number(default));
            assert_eq!(characters(&feature, first), expected, "{low} {high} {step} {default} {first}");
        };
        check(0.0, 9.0, 1.0, 3.0, "3", 7);
        check(0.0, 1.0, 0.01, 0.003_187, "0.5", 8);
        check(0.0, 1.0, 0.01, 0.5, "0.003187", 8);
        check(-1000.0, 1000.0, 0.0625, 0.0, "", 10);
        check(0.000_1, 1.0, 0.01, 0.5, "", 7);
        check(0.0, 1.0, 0.01, 0.5, "0.1234567890123456789", 20);
        let free = Kind::Number { unit: String::new(), range: None, step: None, whole: false, seen: None };
        assert_eq!(characters(&Feature::new("x", "X", free), "0.003187"), 8);
    }
}
