//! A number with a slider beside its field.

use super::text_input::{keys, measured, seen};
use super::{Field, hint, labelled};
use leptos::prelude::*;
use maquette_contract::{Feature, Kind, RawValue, Value, format_number};

/// A number is written, or set by a slider beside it; without a script the slider is not shown.
pub(super) fn view(field: &Field) -> AnyView {
    let Field { feature, first, text, set, .. } = field.clone();
    let Kind::Number { range: Some(range), step: Some(step), whole, .. } = feature.kind.clone() else {
        return ().into_any();
    };
    let mode = keys(&feature.kind, if whole { "numeric" } else { "decimal" });
    let more = seen(&feature.kind).unwrap_or_else(|| {
        format!("From {} to {} {}", format_number(range.low), format_number(range.high), feature.unit())
            .trim_end()
            .to_owned()
    });
    let place = feature.clone();
    let at = move |text: &str| position(&place, text);
    let initial = at(&first);
    let label = format!("{}, slider", feature.label);
    let control = view! {
        <div class="slid">
            <input
                type="range"
                class="slider"
                aria-label=label
                min=range.low
                max=range.high
                step=step
                value=initial
                prop:value=move || text.with(|text| at(text))
                on:input:target=move |event| set.run(field_text(&feature, event.target().value()))
            />
            {measured(field, mode)}
        </div>
    };
    labelled(field, hint(field, Some(more)), control.into_any())
}

/// Where the slider stands for what is in the field, however a person writes it.
fn position(feature: &Feature, text: &str) -> String {
    match feature.parse(Some(&RawValue::Text(text.to_owned()))) {
        Ok(Value::Number(number)) => number.to_string(),
        _ => text.to_owned(),
    }
}

/// What the field says where the slider stands: a browser's 1.125 may be read in two ways.
fn field_text(feature: &Feature, position: String) -> String {
    position.parse().map_or(position, |number| feature.text(&Value::Number(number)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_slider_follows_its_field_and_the_field_its_slider() {
        let feature = Feature::number("x", "X", "", 0.0..=9000.0, 0.125);
        let check = |text: &str, at: &str, field: &str| {
            assert_eq!(position(&feature, text), at, "{text}");
            assert_eq!(field_text(&feature, at.to_owned()), field, "{at}");
        };
        check("1,5", "1.5", "1.5");
        check("8 450", "8450", "8450");
        check("1.1250", "1.125", "1.1250");
        check("", "", "");
        check("12000", "12000", "12000");
        check("1,125", "1,125", "1,125");
    }
}
