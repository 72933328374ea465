use super::problem::told;
use axum::extract::Request;
use axum::http::uri::Authority;
use axum::http::{Method, StatusCode, Uri, header};
use axum::response::Response;

/// Refuses what a page of another site sends in a visitor's name.
pub(super) fn check(request: &Request) -> Result<(), Response> {
    if foreign(request) {
        return Err(told(StatusCode::FORBIDDEN, "This request comes from a page of another site"));
    }
    Ok(())
}

/// Programs send no `Origin`, and reading changes nothing.
fn foreign(request: &Request) -> bool {
    if matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS) {
        return false;
    }
    // What a browser says itself counts for more than the names, which a proxy may have changed.
    if request.headers().get("sec-fetch-site").is_some_and(|site| site == "same-origin") {
        return false;
    }
    let Some(origin) = request.headers().get(header::ORIGIN) else {
        return false;
    };
    let host = request.headers().get(header::HOST).and_then(|host| host.to_str().ok());
    let host = host.or_else(|| request.uri().authority().map(Authority::as_str));
    let origin = origin.to_str().ok().and_then(|origin| origin.parse::<Uri>().ok());
    origin.and_then(|origin| origin.into_parts().authority).is_none_or(|origin| Some(origin.as_str()) != host)
}
