//! What only a browser has: an address, a history, a focus, a form somebody may have typed into.

use leptos::prelude::*;
use maquette_contract::Schema;
use wasm_bindgen::JsValue;
use web_sys::{FormData, HtmlElement, HtmlFormElement, ScrollIntoViewOptions, ScrollLogicalPosition};

/// Gives the inputs of now an address of their own, to come back to.
pub(super) fn push(query: &str) {
    if let Ok(history) = window().history() {
        history.push_state_with_url(&JsValue::NULL, "", Some(&format!("?{query}"))).ok();
    }
}

/// Lets the address follow the inputs.
pub(super) fn replace(query: &str) {
    if let Ok(history) = window().history() {
        history.replace_state_with_url(&JsValue::NULL, "", Some(&format!("?{query}"))).ok();
    }
}

/// Calls with the query of the address when somebody goes back or forward.
pub(super) fn on_back(follow: impl Fn(String) + 'static) {
    let handle = window_event_listener(leptos::ev::popstate, move |_| {
        follow(window().location().search().unwrap_or_default())
    });
    on_cleanup(move || handle.remove());
}

/// Moves the focus, and the page as far as needed to show it.
pub(super) fn focus(id: &'static str) {
    // Only after what has just changed is on the page.
    request_animation_frame(move || {
        if let Some(element) = document()
            .get_element_by_id(id)
            .and_then(|element| wasm_bindgen::JsCast::dyn_into::<HtmlElement>(element).ok())
        {
            element.focus().ok();
            let options = ScrollIntoViewOptions::new();
            options.set_block(ScrollLogicalPosition::Nearest);
            element.scroll_into_view_with_scroll_into_view_options(&options);
        }
    });
}

/// What stands in the form now, a text for each feature.
pub(super) fn typed(schema: &Schema) -> Option<Vec<String>> {
    let form: HtmlFormElement =
        wasm_bindgen::JsCast::dyn_into(document().query_selector("form").ok()??).ok()?;
    let data = FormData::new_with_form(&form).ok()?;
    Some(
        schema
            .features
            .iter()
            .map(|feature| data.get(&feature.name).as_string().unwrap_or_default())
            .collect(),
    )
}
