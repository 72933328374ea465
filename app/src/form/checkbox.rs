//! A yes-or-no field as one checkbox.

use super::{Field, described, error, hint};
use leptos::prelude::*;

/// Yes or no, in one box with its question behind it.
pub(super) fn view(field: &Field) -> AnyView {
    let Field { feature, first, text, set, .. } = field.clone();
    let name = feature.name;
    // A box that is not ticked sends nothing, and nothing would count as left out.
    view! {
        <div class="field">
            <input type="hidden" name=name.clone() value="false" />
            <label class="answer ask" for=name.clone()>
                <input
                    type="checkbox"
                    id=name.clone()
                    name=name.clone()
                    value="true"
                    checked=first == "true"
                    prop:checked=move || text.get() == "true"
                    on:change:target=move |event| set.run(event.target().checked().to_string())
                    aria-describedby=described(&name)
                />
                {feature.label}
            </label>
            <p class="hint" id=format!("{name}-hint")>{hint(field, None)}</p>
            {error(field)}
        </div>
    }
    .into_any()
}
