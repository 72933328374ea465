//! The same on the server, where there is no browser.

use maquette_contract::Schema;

pub(super) fn push(_query: &str) {}

pub(super) fn replace(_query: &str) {}

pub(super) fn query() -> String {
    String::new()
}

pub(super) fn on_back(_follow: impl Fn() + 'static) {}

pub(super) fn focus(_id: &'static str) {}

pub(super) fn typed(_schema: &Schema) -> Option<Vec<String>> {
    None
}
