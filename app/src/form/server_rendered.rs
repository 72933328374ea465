//! A field whose inside only the server draws; the client passes its text on.

use super::{Field, hint, labelled};
use leptos::prelude::*;

/// What only the server and a module of its own know: the browser's part of the form passes it on. Its inside was drawn
/// by the server, and nothing else may look inside.
pub(super) fn view(field: &Field) -> AnyView {
    let Field { feature, text, set, inside, .. } = field.clone();
    let name = feature.name;
    let control = view! {
        <div
            data-now=move || text.get()
            on:input=move |event| {
                if let Some(value) = written(&event, &name) {
                    set.run(value);
                }
            }
            inner_html=inside
        ></div>
    };
    labelled(field, hint(field, None), control.into_any())
}

/// What stands now in the control of this name, if it was that which changed.
#[cfg(target_arch = "wasm32")]
fn written(event: &leptos::ev::Event, name: &str) -> Option<String> {
    use wasm_bindgen::JsCast;
    let target: web_sys::Element = event.target()?.dyn_into().ok()?;
    // A hidden input and a textarea have both; nothing else here has the name.
    (target.get_attribute("name")? == name).then(|| event_target_value(event))
}

#[cfg(not(target_arch = "wasm32"))]
fn written(_: &leptos::ev::Event, _: &str) -> Option<String> {
    None
}
