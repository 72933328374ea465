//! One error, as many wordings as there are protocols. Which one is spoken at an address, its beginning says: so what is
//! not found there, is too large or fails for any other reason is told in the same shape as everything else.

use super::fault::Fault;
use super::{bento, inference, mlflow, tfserving, torchserve, vertex};
use axum::Json;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde_json::json;

/// Addresses of one protocol, and how it words an error.
pub(super) struct Family {
    /// What they begin with.
    addresses: &'static [&'static str],
    says: fn(&Fault) -> Response,
}

/// The first that fits.
static FAMILIES: &[Family] = &[
    Family { addresses: inference::ADDRESSES, says: error },
    Family { addresses: vertex::ADDRESSES, says: vertex::says },
    Family { addresses: tfserving::ADDRESSES, says: error },
    Family { addresses: torchserve::ADDRESSES, says: torchserve::says },
    Family { addresses: mlflow::ADDRESSES, says: mlflow::says },
    Family { addresses: bento::ADDRESSES, says: bento::says },
];

/// The family of an address, if it has one.
pub(super) fn at(path: &str) -> Option<&'static Family> {
    FAMILIES.iter().find(|family| family.addresses.iter().any(|address| is_below(path, address)))
}

/// Words an error as the family of its address does.
pub(super) fn word(family: Option<&Family>, mut response: Response) -> Response {
    let Some(family) = family else { return response };
    if let Some(fault) = response.extensions_mut().remove::<Fault>() {
        let mut said = (family.says)(&fault);
        // Which methods there are, when to come again, and how to say who one is.
        for name in [header::ALLOW, header::RETRY_AFTER, header::WWW_AUTHENTICATE] {
            if let Some(value) = response.headers_mut().remove(&name) {
                said.headers_mut().insert(name, value);
            }
        }
        response = said;
    }
    response
}

fn is_below(path: &str, address: &str) -> bool {
    path.strip_prefix(address).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// As Triton, KServe and TensorFlow Serving do.
fn error(fault: &Fault) -> Response {
    (fault.bad_request(), Json(json!({ "error": fault.text }))).into_response()
}
