//! The same on the server, where there is no browser.

use maquette_contract::Schema;

pub(super) fn push(_query: &str) {}

pub(super) fn replace(_query: &str) {}

pub(super) fn on_back(_follow: impl Fn(String) + 'static) {}

pub(super) fn focus(_id: &'static str) {}

pub(super) fn typed(_schema: &Schema) -> Option<Vec<String>> {
    None
}
