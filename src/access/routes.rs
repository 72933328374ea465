//! [`Routes`]: which addresses are open, and which headers other sites may use.

use axum::http::HeaderValue;

/// What the doors say of their own addresses.
#[derive(Default)]
pub(crate) struct Routes {
    /// Addresses that are open to everybody, without the first slash.
    pub(crate) open: Vec<&'static str>,
    /// Those of them that are answered under any host name: a liveness probe asks by number, and learns no secret.
    pub(crate) probes: Vec<&'static str>,
    /// Addresses that tell of all demos together, and so are locked as soon as one demo is.
    pub(crate) all_demos: Vec<&'static str>,
    /// Headers that a page of another site may send.
    pub(crate) request_headers: Option<HeaderValue>,
    /// Headers that a page of another site may read.
    pub(crate) response_headers: Option<HeaderValue>,
}

impl Routes {
    /// Whether everybody may ask for an address.
    pub(super) fn is_open(&self, path: &str) -> bool {
        is_below(&self.open, path)
    }

    pub(super) fn is_probe(&self, path: &str) -> bool {
        is_below(&self.probes, path)
    }

    pub(super) fn is_about_all_demos(&self, path: &str) -> bool {
        is_below(&self.all_demos, path)
    }
}

fn is_below(addresses: &[&str], path: &str) -> bool {
    let path = path.trim_matches('/');
    let below = |rest: &str| rest.is_empty() || rest.starts_with('/');
    addresses.iter().any(|address| path.strip_prefix(address).is_some_and(below))
}
