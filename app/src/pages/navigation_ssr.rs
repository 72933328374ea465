//! Stand-ins for [`navigation`](super::navigation) on the server, where there is no browser.

use leptos::ev::MouseEvent;
use maquette_contract::Schema;

pub(super) fn push(_address: &str) {}

pub(super) fn replace(_address: &str) {}

pub(super) fn query() -> String {
    String::new()
}

pub(super) fn on_back(_follow: impl Fn() + 'static) {}

pub(super) fn focus(_id: String) {}

pub(super) fn typed(_schema: &Schema) -> Option<Vec<String>> {
    None
}

pub(super) fn view_link(_event: &MouseEvent) -> Option<(String, String)> {
    None
}
