//! What only a browser has: an address, a history, a focus, a form somebody may have typed into.

use crate::form::joined;
use leptos::ev::MouseEvent;
use leptos::prelude::*;
use maquette_contract::{Feature, Schema};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{
    Element, FormData, HtmlElement, HtmlFormElement, ScrollIntoViewOptions, ScrollLogicalPosition,
};

/// Gives the inputs of now an address of their own, to come back to.
pub(super) fn push(address: &str) {
    if let Ok(history) = window().history() {
        history.push_state_with_url(&JsValue::NULL, "", Some(address)).ok();
    }
}

/// Lets the address follow the inputs.
pub(super) fn replace(address: &str) {
    if let Ok(history) = window().history() {
        history.replace_state_with_url(&JsValue::NULL, "", Some(address)).ok();
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
pub(super) fn focus(id: String) {
    // Only after what has just changed is on the page.
    request_animation_frame(move || {
        let element =
            document().get_element_by_id(&id).and_then(|element| element.dyn_into::<HtmlElement>().ok());
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
    let text = |feature: &Feature| {
        let values: Vec<_> =
            data.get_all(&feature.name).iter().filter_map(|value| value.as_string()).collect();
        joined(feature, values.iter().map(String::as_str)).unwrap_or_default()
    };
    Some(schema.features.iter().map(text).collect())
}

/// The view that a link in an answer leads to, and the place on the page to be at then.
pub(super) fn view_link(event: &MouseEvent) -> Option<(String, String)> {
    let target: Element = event.target()?.dyn_into().ok()?;
    let link = target.closest("a[data-view]").ok()??;
    let place = link.get_attribute("href")?.split_once('#').map(|(_, place)| place.to_owned());
    Some((link.get_attribute("data-view")?, place.unwrap_or_default()))
}

/// Where the pages lie under a prefix, the server's functions do too.
#[cfg(feature = "hydrate")]
pub(crate) fn ask_under_the_base() {
    let base = document().body().and_then(|body| body.get_attribute("data-base")).unwrap_or_default();
    if !base.is_empty() {
        // It is wanted for as long as the page is there.
        server_fn::client::set_server_url(Box::leak(base.into_boxed_str()));
    }
}
