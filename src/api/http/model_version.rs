//! Model versions in protocols that have them: there is one version of each model.

use crate::demo::Description;
use axum::extract::Path;
use axum::extract::rejection::PathRejection;
use serde::Deserialize;

/// The model in an address, or a rejection if it is not UTF-8.
pub(crate) type ModelPathResult = Result<Path<ModelPath>, PathRejection>;

#[derive(Deserialize)]
pub(crate) struct ModelPath {
    pub(crate) model: String,
    pub(crate) version: Option<String>,
}

/// The version where the protocol wants a number, and of a model without weights.
pub(crate) const ONLY_VERSION: &str = "1";

/// The version of the weights, for protocols that accept any text.
pub(crate) fn version_of(demo: &Description) -> &str {
    if demo.version.is_empty() { ONLY_VERSION } else { &demo.version }
}

/// Whether an address names the existing version.
pub(crate) fn is_version_of(demo: &Description, version: &str) -> bool {
    version == ONLY_VERSION || version == version_of(demo)
}
