//! A choice of many answers, as a drop-down list.

use super::option_list::unknown;
use super::{Field, described, hint, labelled};
use leptos::prelude::*;
use maquette_contract::{Alternative, Kind};

/// Many answers, in a list that unfolds.
pub(super) fn view(field: &Field) -> AnyView {
    let Field { feature, first, text, set, problem, .. } = field.clone();
    let Kind::Choice { choices } = feature.kind else { return ().into_any() };
    let name = feature.name;
    // Where nothing is chosen yet the first line says so, as a browser would otherwise choose for the person.
    let none = if feature.required {
        (!choices.iter().any(|choice| choice.value == first))
            .then(|| Alternative { value: String::new(), label: "Choose…".to_owned() })
    } else {
        Some(unknown())
    };
    let options = none.into_iter().chain(choices).map(|Alternative { value, label }| {
        let selected = first == value;
        let mine = value.clone();
        view! {
            <option value=value selected=selected prop:selected=move || text.get() == mine>{label}</option>
        }
    });
    let control = view! {
        <select
            id=name.clone()
            name=name.clone()
            on:change:target=move |event| set.run(event.target().value())
            aria-describedby=described(&name)
            aria-invalid=move || problem.get().is_some().then_some("true")
        >
            {options.collect_view()}
        </select>
    };
    labelled(field, hint(field, None), control.into_any())
}
