//! [`Found`]: the demo that an address names, as an axum extractor.

use super::error::ApiError;
use crate::gallery::{Gallery, ServedDemo};
use axum::extract::{FromRequestParts, OptionalFromRequestParts, RawPathParams};
use axum::http::request::Parts;
use maquette_contract::{PredictError, Schema};
use std::convert::Infallible;
use std::sync::Arc;

/// The demo that `{demo}` in a route names.
pub(crate) struct Found(pub(crate) Arc<ServedDemo>);

impl FromRequestParts<Arc<Gallery>> for Found {
    type Rejection = ApiError;

    /// # Errors
    /// 404: no demo has this name, or it is not UTF-8.
    async fn from_request_parts(parts: &mut Parts, gallery: &Arc<Gallery>) -> Result<Self, ApiError> {
        let params = RawPathParams::from_request_parts(parts, gallery).await.ok();
        let name = params.as_ref().and_then(|params| params.iter().find(|(name, _)| *name == "demo"));
        // A name that can't be decoded is no demo's either.
        let name = name.map_or("\u{fffd}", |(_, name)| name);
        let unknown = || PredictError::UnknownDemo { name: name.to_owned() };
        Ok(Self(gallery.find(name).cloned().ok_or_else(unknown)?))
    }
}

impl OptionalFromRequestParts<Arc<Gallery>> for Found {
    type Rejection = Infallible;

    async fn from_request_parts(
        parts: &mut Parts,
        gallery: &Arc<Gallery>,
    ) -> Result<Option<Self>, Infallible> {
        Ok(<Self as FromRequestParts<_>>::from_request_parts(parts, gallery).await.ok())
    }
}

/// The schema of the demo in an address. Where there is none, a body is read by the bounds of an empty one, since a
/// client that is still sending would miss the answer.
pub(crate) fn schema(found: &Result<Found, ApiError>) -> Schema {
    found.as_ref().map_or_else(|_| Schema::default(), |Found(served)| served.demo.schema.clone())
}
