//! Stand-ins for [`navigation`](super::navigation) on the server, where there is no browser.

use crate::predict::{Outcome, PredictRequest};
use leptos::ev::MouseEvent;

pub(super) fn push(_address: &str) {}

pub(super) fn replace(_address: &str) {}

pub(super) fn focus(_id: String) {}

pub(super) fn replace_html(_id: &str, _html: &str) {}

pub(super) fn mark_stale() {}

pub(super) fn is_intact() -> bool {
    true
}

pub(super) fn is_link(_event: &MouseEvent, _selector: &str) -> bool {
    false
}

pub(super) fn view_link(_event: &MouseEvent) -> Option<(String, String)> {
    None
}

pub(super) async fn post(_base: &str, _request: &PredictRequest) -> Result<Outcome, String> {
    Err(String::new())
}
