use super::locks::Visitor;
use axum::extract::{OriginalUri, Request};
use axum::http::Uri;
use axum::http::uri::PathAndQuery;

/// The prefix of every address on this server, as a request came to it.
#[derive(Clone)]
struct Base(String);

/// The prefix under which this server was nested into another, or is reached through a proxy; `""` where it stands
/// alone. Links begin with it.
pub(super) fn base(request: &Request) -> String {
    let settled = request.extensions().get().map(|Base(base)| base.clone());
    settled.unwrap_or_else(|| nested(request))
}

/// Finds the prefix, once for all doors. `own` is the one this server was told of: most proxies take it off the address,
/// and where one leaves it on, it is taken off here. `taken` is one that a proxy says it took off.
pub(super) fn settle(request: &mut Request, own: &str, taken: Option<&str>) -> String {
    let base = format!("{}{}", taken.unwrap_or(own), nested(request));
    let path = request.uri().path();
    let inside = path.strip_prefix(own).filter(|rest| rest.is_empty() || rest.starts_with('/'));
    if let Some(inside) = inside.filter(|_| !own.is_empty() && taken.is_none()) {
        let query = request.uri().query().map(|query| format!("?{query}")).unwrap_or_default();
        let inside = if inside.is_empty() { "/" } else { inside };
        if let Ok(inside) = format!("{inside}{query}").parse::<PathAndQuery>() {
            *request.uri_mut() = Uri::from(inside);
        }
    }
    if taken.is_some() || !own.is_empty() {
        request.extensions_mut().insert(Base(base.clone()));
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

/// Where this server is, as whoever asks has reached it, with the prefix: `http://127.0.0.1:3000`.
pub(super) fn site(request: &Request) -> String {
    let visitor = request.extensions().get().cloned().unwrap_or_else(Visitor::default);
    format!("{}{}", visitor.site(request), base(request))
}
