//! Addresses that a cloud service chooses for a container, rewritten to those of the door.

use axum::extract::Request;
use axum::http::{Method, Uri};

/// Where Vertex AI's door answers a container that was given no other address.
const VERTEX_CONTAINER: &str = "/v1/endpoints/-/deployedModels/-:predict";

/// Addresses at which Vertex AI tells a container to answer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Aliases {
    pub health: Option<String>,
    pub predict: Option<String>,
}

impl Aliases {
    /// Rewrites the address of a request that uses one of them.
    pub(super) fn rewrite(&self, request: &mut Request) {
        let path = Some(request.uri().path());
        let is_alias = match *request.method() {
            Method::GET | Method::HEAD => path == self.health.as_deref(),
            Method::POST => path == self.predict.as_deref(),
            _ => false,
        };
        if is_alias {
            *request.uri_mut() = Uri::from_static(VERTEX_CONTAINER);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::body::Body;

    #[test]
    fn an_alias_leads_to_where_it_is_answered() {
        let aliases = Aliases { health: Some("/alive".to_owned()), predict: Some("/go:predict".to_owned()) };
        let check = |method: Method, path: &str, expected: &str| {
            let request = Request::builder().method(method).uri(path).body(Body::empty());
            let mut request = request.expect("a request");
            aliases.rewrite(&mut request);
            assert_eq!(request.uri().path(), expected);
        };
        check(Method::GET, "/alive", VERTEX_CONTAINER);
        check(Method::POST, "/go:predict", VERTEX_CONTAINER);
        check(Method::POST, "/alive", "/alive");
        check(Method::GET, "/penguins", "/penguins");
    }
}
