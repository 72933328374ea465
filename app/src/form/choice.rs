use super::{Field, error};
use leptos::prelude::*;
use maquette_contract::{Alternative, Kind};

/// A few answers, all of them in view. "Not known" is one where the feature is optional.
pub(super) fn view(field: &Field) -> AnyView {
    let Field { feature, first, text, set, .. } = field.clone();
    let Kind::Choice { choices } = feature.kind.clone() else {
        return ().into_any();
    };
    let name = feature.name;
    let unknown =
        (!feature.required).then(|| Alternative { value: String::new(), label: "Not known".to_owned() });
    let answers = choices.into_iter().chain(unknown).map(|Alternative { value, label }| {
        let checked = first == value;
        let (chosen, mine) = (value.clone(), value.clone());
        view! {
            <label class="answer">
                <input
                    type="radio"
                    name=name.clone()
                    value=value
                    checked=checked
                    prop:checked=move || text.get() == mine
                    on:change=move |_| set.run(chosen.clone())
                />
                {label}
            </label>
        }
    });
    view! {
        <fieldset class="field" id=name.clone() aria-describedby=format!("{name}-error")>
            <legend>{feature.label}</legend>
            {error(field)}
            <div class="answers">{answers.collect_view()}</div>
        </fieldset>
    }
    .into_any()
}
