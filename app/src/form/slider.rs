use super::line::{keys, measured, seen};
use super::{Field, hint, labelled};
use leptos::prelude::*;
use maquette_contract::{Kind, read};

/// A number is written, or set by a slider beside it; without a script the slider is not shown.
pub(super) fn view(field: &Field) -> AnyView {
    let Field { feature, first, text, set, .. } = field.clone();
    let Kind::Number { range: Some(range), step: Some(step), whole, .. } = feature.kind.clone() else {
        return ().into_any();
    };
    let mode = keys(&feature.kind, if whole { "numeric" } else { "decimal" });
    let more = seen(&feature.kind).unwrap_or_else(|| {
        format!("From {} to {} {}", read(range.low), read(range.high), feature.unit()).trim_end().to_owned()
    });
    let control = view! {
        <div class="slid">
            <input
                type="range"
                class="slider"
                aria-label=format!("{}, slider", feature.label)
                min=range.low
                max=range.high
                step=step
                value=first
                prop:value=move || text.get()
                on:input:target=move |event| set.run(event.target().value())
            />
            {measured(field, mode)}
        </div>
    };
    labelled(field, hint(field, Some(more)), control.into_any())
}
