//! What only a browser has: an address, a history, a focus, a network, a form somebody may have typed into.

use crate::form::joined;
use crate::predict::{Failure, Outcome, PATH, PredictRequest};
use leptos::ev::MouseEvent;
use leptos::leptos_dom::helpers::window_event_listener_untyped;
use leptos::prelude::*;
use maquette_contract::{Feature, Schema};
use std::cell::RefCell;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Element, FocusOptions, FormData, Headers, HtmlElement, HtmlFormElement, HtmlInputElement,
    HtmlTextAreaElement, RequestInit, Response, ScrollIntoViewOptions, ScrollLogicalPosition,
};

thread_local! {
    /// The elements that have to stay on the page for the client to work.
    static WATCHED: RefCell<Vec<Element>> = const { RefCell::new(Vec::new()) };
}

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

/// Calls when the network is back.
pub(super) fn on_online(retry: impl Fn() + 'static) {
    let handle = window_event_listener(leptos::ev::online, move |_| retry());
    on_cleanup(move || handle.remove());
}

/// Sends inputs and reads the reply; an error is a sentence for the person.
pub(super) async fn post(base: &str, request: &PredictRequest) -> Result<Outcome, String> {
    let unreachable = || "The server can't be reached. Try again in a moment".to_owned();
    let response = fetch(base, request).await.map_err(|_| unreachable())?;
    match response.status() {
        200 => {}
        // The server does not know requests of this kind.
        422 => return Ok(Err(Failure::of_older_page())),
        401 | 403 => return Err("You are no longer signed in. Reload this page to sign in again".to_owned()),
        status => return Err(format!("The server answered with an error ({status}). Try again in a moment")),
    }
    let text = match response.text() {
        Ok(text) => JsFuture::from(text).await,
        Err(error) => Err(error),
    };
    let text = text.ok().and_then(|text| text.as_string()).ok_or_else(unreachable)?;
    // A proxy's own page, such as its log-in, is no reply of ours.
    serde_json::from_str(&text).map_err(|_| {
        "Something between this page and the server answered instead. Reload this page".to_owned()
    })
}

async fn fetch(base: &str, request: &PredictRequest) -> Result<Response, JsValue> {
    let headers = Headers::new()?;
    headers.set("content-type", "application/json")?;
    let init = RequestInit::new();
    init.set_method("POST");
    init.set_headers(&headers);
    let body = serde_json::to_string(request).unwrap_or_default();
    init.set_body(&JsValue::from_str(&body));
    // The address of the page may hold a name and a password, with which no request can be made.
    let address = format!("{}{base}{PATH}", window().location().origin()?);
    JsFuture::from(window().fetch_with_str_and_init(&address, &init)).await?.dyn_into()
}

/// Replaces the inside of an element. What a person has unfolded there stays open, if the new inside folds as the old did.
pub(super) fn replace_html(id: &str, html: &str) {
    let Some(element) = document().get_element_by_id(id) else { return };
    let details = || elements(&element, "details");
    let was_open: Vec<bool> = details().iter().map(|part| part.has_attribute("open")).collect();
    element.set_inner_html(html);
    let parts = details();
    if parts.len() == was_open.len() {
        for (part, _) in parts.iter().zip(was_open).filter(|(_, was_open)| *was_open) {
            part.set_attribute("open", "").ok();
        }
    }
}

/// The elements that a selector finds: one and those within it.
pub(super) fn elements(within: &Element, selector: &str) -> Vec<Element> {
    let mut found: Vec<Element> =
        within.matches(selector).unwrap_or_default().then(|| within.clone()).into_iter().collect();
    if let Ok(list) = within.query_selector_all(selector) {
        found.extend((0..list.length()).filter_map(|place| list.item(place)?.dyn_into().ok()));
    }
    found
}

/// Whether a click was on a link that a selector finds.
pub(super) fn is_link(event: &MouseEvent, selector: &str) -> bool {
    let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    target.and_then(|target| target.closest(selector).ok().flatten()).is_some()
}

/// Remembers the elements that have to stay on the page, and marks the answer as soon as an input changes without them.
pub(super) fn watch(elements: Vec<Element>) {
    WATCHED.set(elements);
    let check = |_: leptos::ev::Event| {
        if !is_intact() {
            mark_stale();
        }
    };
    for event in ["input", "change"] {
        window_event_listener_untyped(event, check);
    }
}

/// Whether nothing has taken away an element that the client changes.
pub(super) fn is_intact() -> bool {
    WATCHED.with_borrow(|elements| elements.iter().all(|element| element.is_connected()))
}

/// Marks whatever answer is on the page as an earlier one, and leaves the form to the browser.
pub(super) fn mark_stale() {
    let Some(page) = document().document_element() else { return };
    for element in elements(&page, ".result, .glance") {
        element.class_list().add_1("stale").ok();
    }
    for element in elements(&page, ".bench") {
        element.class_list().remove_1("alive").ok();
    }
    for element in elements(&page, ".earlier") {
        element.set_inner_html("For the earlier inputs. Press the button for an answer");
    }
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

/// Moves the focus, and nothing else.
pub(super) fn focus_in_place(element: &HtmlElement) {
    let options = FocusOptions::new();
    options.set_prevent_scroll(true);
    element.focus_with_options(&options).ok();
}

/// Where the caret or the selection of a text field begins and ends.
pub(super) fn caret(element: &Element) -> Option<(u32, u32)> {
    if let Some(area) = element.dyn_ref::<HtmlTextAreaElement>() {
        return area.selection_start().ok()?.zip(area.selection_end().ok()?);
    }
    let input = element.dyn_ref::<HtmlInputElement>()?;
    input.selection_start().ok()?.zip(input.selection_end().ok()?)
}

pub(super) fn set_caret(element: &Element, (start, end): (u32, u32)) {
    if let Some(area) = element.dyn_ref::<HtmlTextAreaElement>() {
        area.set_selection_range(start, end).ok();
    } else if let Some(input) = element.dyn_ref::<HtmlInputElement>() {
        input.set_selection_range(start, end).ok();
    }
}

/// What stands in the form now, a text for each feature.
pub(super) fn typed(within: &Element, schema: &Schema) -> Option<Vec<String>> {
    let form: HtmlFormElement = within.query_selector("form").ok()??.dyn_into().ok()?;
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
