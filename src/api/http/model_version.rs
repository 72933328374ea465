//! What protocols with versions call the weights that answer. There is one version of each model.

use crate::demo::Description;
use axum::extract::Path;
use axum::extract::rejection::PathRejection;
use serde::Deserialize;

/// A model in an address, or bytes that are no text.
pub(crate) type Model = Result<Path<Named>, PathRejection>;

#[derive(Deserialize)]
pub(crate) struct Named {
    pub(crate) model: String,
    pub(crate) version: Option<String>,
}

/// The one version where a number is wanted, and of a model without weights.
pub(crate) const ONLY: &str = "1";

/// The version by the weights, where any text will do.
pub(crate) fn version(demo: &Description) -> &str {
    if demo.version.is_empty() { ONLY } else { &demo.version }
}

/// Whether an address names the version that there is.
pub(crate) fn is_version(demo: &Description, asked: &str) -> bool {
    asked == ONLY || asked == version(demo)
}
