//! JSON as a program would get it, with line breaks.

use super::code::block;
use super::{Place, Words};
use leptos::prelude::*;
use serde_json::Value;

pub(super) fn words(_: &Value, _: &Place<'_>) -> Words<'static> {
    "An answer in JSON".into()
}

pub(super) fn view(json: &Value, place: &Place<'_>) -> AnyView {
    block("json", &format!("{json:#}"), place)
}
