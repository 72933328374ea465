use super::answers::{radios, unknown};
use super::{Field, grouped};
use leptos::prelude::*;
use maquette_contract::Alternative;

/// Yes, no, or nobody knows.
pub(super) fn view(field: &Field) -> AnyView {
    let answer = |value: &str, label: &str| Alternative { value: value.to_owned(), label: label.to_owned() };
    grouped(field, radios(field, vec![answer("true", "Yes"), answer("false", "No"), unknown()]))
}
