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
        is_below_any(path, &self.open)
    }

    pub(super) fn is_probe(&self, path: &str) -> bool {
        is_below_any(path, &self.probes)
    }

    pub(super) fn is_about_all_demos(&self, path: &str) -> bool {
        is_below_any(path, &self.all_demos)
    }
}

fn is_below_any(path: &str, addresses: &[&str]) -> bool {
    let path = path.trim_matches('/');
    addresses.iter().any(|address| is_below(path, address))
}

/// Whether a path is `prefix` or continues it with a `/`.
pub(crate) fn is_below(path: &str, prefix: &str) -> bool {
    path.strip_prefix(prefix).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}
