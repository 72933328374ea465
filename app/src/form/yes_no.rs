//! An optional yes-or-no field as radio buttons: yes, no, not known.

use super::option_list::{radios, unknown};
use super::{Field, fieldset};
use leptos::prelude::*;
use maquette_contract::Alternative;

/// Yes, no, or nobody knows.
pub(super) fn view(field: &Field) -> AnyView {
    let answer = |value: &str, label: &str| Alternative { value: value.to_owned(), label: label.to_owned() };
    fieldset(field, radios(field, vec![answer("true", "Yes"), answer("false", "No"), unknown()]))
}
