//! A list of options as radio buttons, with "not known" where it is an answer.

use super::Field;
use leptos::prelude::*;
use maquette_contract::Alternative;

/// Answers of which one holds, all of them in view.
pub(super) fn radios(field: &Field, answers: Vec<Alternative>) -> AnyView {
    let Field { feature, first, text, set, .. } = field.clone();
    let name = feature.name;
    let answers = answers.into_iter().map(|Alternative { value, label }| {
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
    answers.collect_view().into_any()
}

/// An answer of an optional question: nobody knows.
pub(super) fn unknown() -> Alternative {
    Alternative { value: String::new(), label: "Not known".to_owned() }
}
