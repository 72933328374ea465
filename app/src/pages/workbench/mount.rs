//! Starts the client on a demo's page: builds the workbench anew and puts it in the place of the server's.

use super::bench::Bench;
use super::{PREDICTION, Task, WORKBENCH, workbench};
use crate::form::inside_id;
use crate::pages::navigation::{self, elements, typed};
use leptos::mount::mount_to;
use leptos::prelude::*;
use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, HtmlTextAreaElement, Node};

/// The elements that the client changes. If one of them leaves the page, the form is left to the browser.
const BOUND: &str =
    ".bench, form, [name], .slider, .error, .glance, .result, .prediction, .earlier, [role=status]";
/// What a person may have unfolded and the client draws.
const FOLDED: &str = "form > details";
/// While a button of the mouse or a finger is down on the form, nothing is replaced under it.
const PRESSED_PAUSE: Duration = Duration::from_millis(100);

/// Takes over the workbench of this page, if it has one. Where something is missing, the page stays as it is: it works
/// without a script.
pub(crate) fn start() {
    let Some(place) = document().get_element_by_id(WORKBENCH) else { return };
    let Some(task) = place.get_attribute("data-task").and_then(|json| serde_json::from_str(&json).ok())
    else {
        return;
    };
    take_over(place, task);
}

fn take_over(place: Element, task: Task) {
    if place.matches(":active").unwrap_or_default() {
        set_timeout(move || take_over(place, task), PRESSED_PAUSE);
        return;
    }
    let names: Vec<String> = task.schema.features.iter().map(|feature| feature.name.clone()).collect();
    let Some(typed) = typed(&place, &task.schema) else { return };
    let Some(made) =
        document().create_element("div").ok().and_then(|made| made.dyn_into::<HtmlElement>().ok())
    else {
        return;
    };
    let bench: Rc<Cell<Option<Bench>>> = Rc::default();
    let built = Rc::clone(&bench);
    let first = task.texts.clone();
    mount_to(made.clone(), move || {
        let (view, bench) = workbench(task, Some(typed), None);
        built.set(Some(bench));
        view
    })
    .forget();
    let (Some(bench), Some(new)) = (bench.get(), made.first_element_child()) else { return };

    navigation::watch(elements(&new, BOUND));
    // An element that moves loses the focus.
    let focus = Focus::find(&place);
    for id in names.iter().map(|name| inside_id(name)).chain([PREDICTION.to_owned()]) {
        let find = |within: &Element| within.query_selector(&format!("[id='{id}']")).ok().flatten();
        if let (Some(old), Some(new)) = (find(&place), find(&new)) {
            move_children(&old, &new);
        }
    }
    keep_open(&place, &new);
    place.replace_children_with_node_1(&new);
    if let Some(focus) = focus {
        focus.restore(&new);
    }
    bench.take_over(first);
}

fn move_children(from: &Node, to: &Node) {
    while let Some(child) = from.first_child() {
        if to.append_child(&child).is_err() {
            return;
        }
    }
}

/// Keeps open what a person has unfolded.
fn keep_open(old: &Element, new: &Element) {
    for (old, new) in elements(old, FOLDED).iter().zip(elements(new, FOLDED)) {
        if old.has_attribute("open") {
            new.set_attribute("open", "").ok();
        }
    }
}

/// The element that has the focus, and what a person sees of it.
struct Focus {
    element: Element,
    /// Its place among those that are alike.
    place: usize,
    caret: Option<(u32, u32)>,
    scrolled: i32,
}

impl Focus {
    fn find(within: &Element) -> Option<Self> {
        let element = document().active_element()?;
        let place = alike(within, &element).iter().position(|other| *other == element)?;
        let (caret, scrolled) = (navigation::caret(&element), element.scroll_top());
        Some(Self { element, place, caret, scrolled })
    }

    /// Gives the focus to the same element if it has moved, and otherwise to the one drawn in its place.
    fn restore(self, within: &Element) {
        let moved = within.contains(Some(&self.element)).then(|| self.element.clone());
        let drawn = || alike(within, &self.element).into_iter().nth(self.place);
        let Some(element) = moved.or_else(drawn) else { return };
        if let Some(element) = element.dyn_ref::<HtmlElement>() {
            navigation::focus_in_place(element);
        }
        // The client writes the text a moment later, and the caret stays only if nothing changes by that.
        let texts = (self.element.dyn_ref::<HtmlTextAreaElement>(), element.dyn_ref::<HtmlTextAreaElement>());
        if let (Some(old), Some(new)) = texts {
            new.set_value(&old.value());
        }
        if let Some(caret) = self.caret {
            navigation::set_caret(&element, caret);
        }
        element.set_scroll_top(self.scrolled);
    }
}

/// The elements that are the same to a person. Their place on the page says nothing: a phone or an extension may have
/// put links and buttons of its own in between.
fn alike(within: &Element, element: &Element) -> Vec<Element> {
    let identity = |element: &Element| {
        let attribute = |name| element.get_attribute(name);
        let (id, kind) = (attribute("id"), attribute("type"));
        if id.is_some() {
            return [id, None, None, None];
        }
        // The value of any other control is what was typed.
        let value = kind.as_deref().is_some_and(|kind| matches!(kind, "radio" | "checkbox"));
        let value = value.then(|| attribute("value")).flatten();
        [kind, attribute("name"), value, attribute("href")]
    };
    let mut found = elements(within, &element.local_name());
    let wanted = identity(element);
    found.retain(|other| identity(other) == wanted);
    found
}
