//! Several answers at once, as a group of checkboxes.

use super::{Field, fieldset};
use leptos::prelude::*;
use maquette_contract::{Alternative, Kind};

/// A few answers of which any number may hold, none included.
pub(super) fn view(field: &Field) -> AnyView {
    let Field { feature, first, text, set, .. } = field.clone();
    let Kind::Choices { choices } = feature.kind else { return ().into_any() };
    let name = feature.name;
    let order: Vec<String> = choices.iter().map(|choice| choice.value.clone()).collect();
    let boxes = choices.into_iter().map(|Alternative { value, label }| {
        let checked = holds(&first, &value);
        let (mine, order) = (value.clone(), order.clone());
        let shown = value.clone();
        view! {
            <label class="answer">
                <input
                    type="checkbox"
                    name=name.clone()
                    value=value
                    checked=checked
                    prop:checked=move || holds(&text.get(), &shown)
                    on:change:target=move |event| {
                        let chosen = text.get_untracked();
                        let ticked = event.target().checked();
                        let kept = |answer: &&String| if **answer == mine { ticked } else { holds(&chosen, answer) };
                        set.run(order.iter().filter(kept).map(String::as_str).collect::<Vec<_>>().join(","));
                    }
                />
                {label}
            </label>
        }
    });
    let boxes = boxes.collect_view();
    // Boxes that are not ticked send nothing, and nothing would count as left out.
    let controls = view! {
        <input type="hidden" name=name value="" />
        {boxes}
    };
    fieldset(field, controls.into_any())
}

/// Whether an answer is among those in a text.
fn holds(text: &str, answer: &str) -> bool {
    text.split(',').any(|part| part.trim() == answer)
}
