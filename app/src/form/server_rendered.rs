//! A field whose inside only the server draws; the client passes its text on.

use super::{Field, hint, labelled};
use leptos::prelude::*;

/// The inside belongs to the server and to a module of its own, so the client passes its text on and looks no further:
/// the module dispatches `input` events, and reads `data-now` to learn of other values.
pub(super) fn view(field: &Field) -> AnyView {
    let Field { feature, text, set, inside, .. } = field.clone();
    let name = feature.name;
    let id = inside_id(&name);
    let control = view! {
        <div
            id=id
            data-now=move || text.get()
            on:input=move |event| {
                if let Some(value) = changed_value(&event, &name) {
                    set.run(value);
                }
            }
            inner_html=inside
        ></div>
    };
    labelled(field, hint(field, None), control.into_any())
}

/// The id of the element around a field's inside.
pub(crate) fn inside_id(name: &str) -> String {
    format!("{name}-inside")
}

/// The value of the control of this name, if it is the one that changed.
#[cfg(target_arch = "wasm32")]
fn changed_value(event: &leptos::ev::Event, name: &str) -> Option<String> {
    use wasm_bindgen::JsCast;
    let target: web_sys::Element = event.target()?.dyn_into().ok()?;
    // A hidden input and a textarea have both; nothing else here has the name.
    (target.get_attribute("name")? == name).then(|| event_target_value(event))
}

#[cfg(not(target_arch = "wasm32"))]
fn changed_value(_: &leptos::ev::Event, _: &str) -> Option<String> {
    None
}
