//! One error, as many wordings as there are protocols. Which one is spoken at an address, its beginning says: so what is
//! not found there, is too large or fails for any other reason is told in the same shape as everything else.

use super::fault::Fault;
use super::{bento, inference, mlflow, tfserving, torchserve, vertex};
use axum::Json;
use axum::extract::Request;
use axum::http::{Extensions, HeaderMap, StatusCode, Version, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use serde_json::json;

/// Addresses of one protocol, and how it words an error.
struct Family {
    /// What they begin with.
    addresses: &'static [&'static str],
    says: fn(&Fault) -> Response,
    /// Whether answers may be compressed for whoever would accept that.
    compressed: bool,
}

/// The first that fits.
static FAMILIES: &[Family] = &[
    // An asynchronous tritonclient says that it accepts brotli, and does not.
    Family { addresses: inference::ADDRESSES, says: error, compressed: false },
    Family { addresses: vertex::ADDRESSES, says: vertex::says, compressed: true },
    Family { addresses: tfserving::ADDRESSES, says: error, compressed: true },
    Family { addresses: torchserve::ADDRESSES, says: torchserve::says, compressed: true },
    Family { addresses: mlflow::ADDRESSES, says: mlflow::says, compressed: true },
    Family { addresses: bento::ADDRESSES, says: bento::says, compressed: true },
];

/// A response that is sent as it is.
#[derive(Clone)]
struct Uncompressed;

/// Words the errors of a family's addresses as the family does.
pub(super) async fn word(request: Request, next: Next) -> Response {
    let path = request.uri().path();
    let family =
        FAMILIES.iter().find(|family| family.addresses.iter().any(|address| is_below(path, address)));
    let mut response = next.run(request).await;
    let Some(family) = family else { return response };
    if let Some(fault) = response.extensions_mut().remove::<Fault>() {
        let mut said = (family.says)(&fault);
        // Which methods there are, and when to come again.
        for name in [header::ALLOW, header::RETRY_AFTER] {
            if let Some(value) = response.headers_mut().remove(&name) {
                said.headers_mut().insert(name, value);
            }
        }
        response = said;
    }
    if !family.compressed {
        response.extensions_mut().insert(Uncompressed);
    }
    response
}

/// Whether a response may be compressed.
pub(super) fn compressed(_: StatusCode, _: Version, _: &HeaderMap, extensions: &Extensions) -> bool {
    extensions.get::<Uncompressed>().is_none()
}

fn is_below(path: &str, address: &str) -> bool {
    path.strip_prefix(address).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// As Triton, KServe and TensorFlow Serving do.
fn error(fault: &Fault) -> Response {
    (fault.bad_request(), Json(json!({ "error": fault.text }))).into_response()
}
