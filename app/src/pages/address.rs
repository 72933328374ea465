//! What only a browser has: an address, a history, a focus, a form somebody may have typed into.

use leptos::prelude::*;
use maquette_contract::Schema;
use wasm_bindgen::{JsCast, JsValue};
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

/// The query of the address, without its mark.
pub(super) fn query() -> String {
    window().location().search().unwrap_or_default().trim_start_matches('?').to_owned()
}

/// Calls when somebody goes back or forward, to a link within the page too.
pub(super) fn on_back(follow: impl Fn() + 'static) {
    let handle = window_event_listener(leptos::ev::popstate, move |_| follow());
    on_cleanup(move || handle.remove());
}

/// Moves the focus, and the page as far as needed to show it.
pub(super) fn focus(id: &'static str) {
    // Only after what has just changed is on the page.
    request_animation_frame(move || {
        let element =
            document().get_element_by_id(id).and_then(|element| element.dyn_into::<HtmlElement>().ok());
        if let Some(element) = element {
            element.focus().ok();
            let options = ScrollIntoViewOptions::new();
            options.set_block(ScrollLogicalPosition::Nearest);
            element.scroll_into_view_with_scroll_into_view_options(&options);
        }
    });
}

/// What stands in the form now, a text for each feature.
pub(super) fn typed(schema: &Schema) -> Option<Vec<String>> {
    let form: HtmlFormElement = document().query_selector("form").ok()??.dyn_into().ok()?;
    let data = FormData::new_with_form(&form).ok()?;
    Some(
        schema
            .features
            .iter()
            .map(|feature| data.get(&feature.name).as_string().unwrap_or_default())
            .collect(),
    )
}
