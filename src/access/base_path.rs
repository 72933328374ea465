//! The prefix of every address, where this server is nested into another app or reached through a proxy.

use super::client::ClientInfo;
use axum::extract::{OriginalUri, Request};
use axum::http::Uri;
use axum::http::uri::PathAndQuery;

/// The prefix of every address on this server, as a request came to it.
#[derive(Clone)]
struct BasePath(String);

/// The prefix under which this server was nested into another, or is reached through a proxy; `""` where it stands
/// alone. Links begin with it.
pub(crate) fn base_path(request: &Request) -> String {
    let resolved = request.extensions().get().map(|BasePath(base)| base.clone());
    resolved.unwrap_or_else(|| nested(request))
}

/// Finds the prefix, once for all doors, and takes it off the address. `own` is the configured one: most proxies strip
/// it, and where one does not, it is stripped here. `stripped` is one that a proxy says it has stripped off.
pub(super) fn resolve(request: &mut Request, own: &str, stripped: Option<&str>) -> String {
    let base = format!("{}{}", stripped.unwrap_or(own), nested(request));
    let path = request.uri().path();
    let inside = path.strip_prefix(own).filter(|rest| rest.is_empty() || rest.starts_with('/'));
    if let Some(inside) = inside.filter(|_| !own.is_empty() && stripped.is_none()) {
        let query = request.uri().query().map(|query| format!("?{query}")).unwrap_or_default();
        let inside = if inside.is_empty() { "/" } else { inside };
        if let Ok(inside) = format!("{inside}{query}").parse::<PathAndQuery>() {
            *request.uri_mut() = Uri::from(inside);
        }
    }
    if stripped.is_some() || !own.is_empty() {
        request.extensions_mut().insert(BasePath(base.clone()));
    }
    base
}

fn nested(request: &Request) -> String {
    let here = request.uri().path();
    let Some(OriginalUri(original)) = request.extensions().get() else {
        return String::new();
    };
    let whole = original.path();
    let base = whole.strip_suffix(here).or_else(|| whole.strip_suffix(here.trim_end_matches('/')));
    base.unwrap_or_default().trim_end_matches('/').to_owned()
}

/// The address of this server as the client reached it, with the prefix: `http://127.0.0.1:3000`.
pub(crate) fn server_url(request: &Request) -> String {
    let client = request.extensions().get().cloned().unwrap_or_else(ClientInfo::default);
    format!("{}{}", client.server_origin(request), base_path(request))
}
