//! What every door needs of HTTP: bodies within bounds, inputs in JSON and in forms, errors and responses.

pub(crate) mod accept;
pub(crate) mod blocking;
pub(crate) mod body;
pub(crate) mod body_error;
pub(crate) mod content_disposition;
pub(crate) mod content_encoding;
pub(crate) mod content_type;
pub(crate) mod error;
pub(crate) mod fastapi;
pub(crate) mod file_response;
pub(crate) mod found;
pub(crate) mod json_fields;
pub(crate) mod json_limits;
pub(crate) mod lenient_json;
pub(crate) mod model_version;
pub(crate) mod multipart;
pub(crate) mod multipart_limits;
mod parameters;
pub(crate) mod raw_bytes;
pub(crate) mod respond;
pub(crate) mod route;
pub(crate) mod rows;
pub(crate) mod sse;
