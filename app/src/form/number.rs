use super::{Field, error};
use leptos::prelude::*;
use maquette_contract::Kind;

/// A number is written, or set by a slider beside it. The field is text, since browsers round,
/// scroll and hide what is typed into a number field; without a script the slider is not shown.
pub(super) fn view(field: &Field) -> AnyView {
    let Field { feature, first, text, set, problem } = field.clone();
    let Kind::Number { unit, range, step, seen } = feature.kind.clone() else {
        return ().into_any();
    };
    let name = feature.name;
    let help = (!feature.help.is_empty()).then_some(feature.help);
    let seen = seen.map(|seen| format!("Seen in training: {}–{} {unit}", seen.low, seen.high));
    let hint = help.into_iter().chain(seen).collect::<Vec<_>>().join(". ");
    let first_position = first.clone();
    view! {
        <div class="field">
            <label for=name.clone()>{feature.label.clone()}</label>
            <p class="hint" id=format!("{name}-hint")>{hint}</p>
            {error(field)}
            <div class="number">
                <input
                    type="range"
                    class="slider"
                    aria-label=format!("{}, slider", feature.label)
                    min=range.low
                    max=range.high
                    step=step
                    value=first_position
                    prop:value=move || text.get()
                    on:input:target=move |event| set.run(event.target().value())
                />
                <input
                    type="text"
                    inputmode="decimal"
                    size="7"
                    id=name.clone()
                    name=name.clone()
                    value=first
                    prop:value=move || text.get()
                    on:input:target=move |event| set.run(event.target().value())
                    aria-describedby=format!("{name}-hint {name}-error")
                    aria-invalid=move || problem.get().is_some().then_some("true")
                />
                <span class="unit">{unit}</span>
            </div>
        </div>
    }
    .into_any()
}
