//! A choice of a few answers as radio buttons.

use super::option_list::{radios, unknown};
use super::{Field, fieldset};
use leptos::prelude::*;
use maquette_contract::Kind;

/// A few answers, all of them in view. "Not known" is one where the feature is optional.
pub(super) fn view(field: &Field) -> AnyView {
    let Kind::Choice { choices } = field.feature.kind.clone() else { return ().into_any() };
    let unknown = (!field.feature.required).then(unknown);
    fieldset(field, radios(field, choices.into_iter().chain(unknown).collect()))
}
