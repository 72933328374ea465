use super::{Field, described, hint, labelled};
use leptos::prelude::*;
use maquette_contract::{Date, Kind};

/// A day, by the browser's own calendar where it has one.
pub(super) fn view(field: &Field) -> AnyView {
    let Field { feature, first: text_at_first, text, set, problem } = field.clone();
    let Kind::Date { first, last } = feature.kind else { return ().into_any() };
    let bounded = (first, last) != (Date::FIRST, Date::LAST);
    let bounds = bounded.then(|| format!("From {first} to {last}"));
    let name = feature.name;
    let control = view! {
        <input
            type="date"
            id=name.clone()
            name=name.clone()
            min=first.to_string()
            max=last.to_string()
            value=text_at_first
            prop:value=move || text.get()
            on:input:target=move |event| set.run(event.target().value())
            aria-describedby=described(&name)
            aria-invalid=move || problem.get().is_some().then_some("true")
        />
    };
    labelled(field, hint(field, bounds), control.into_any())
}
