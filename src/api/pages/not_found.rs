//! What is not there: JSON for programs, a page that leads on for people.

use super::render::{Page, render};
use crate::access::base_path;
use crate::api::http::accept::ForPrograms;
use crate::api::http::error::ApiError;
use crate::gallery::Gallery;
use axum::extract::{Request, State};
use axum::http::{Method, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use std::sync::Arc;

/// An address without a route.
pub(crate) async fn no_route(State(gallery): State<Arc<Gallery>>, request: Request) -> Response {
    not_found(&gallery, request).await
}

/// A route or a demo that is not there.
pub(crate) async fn not_found(gallery: &Arc<Gallery>, request: Request) -> Response {
    if let Some(redirect) = without_last_slash(&request) {
        return redirect;
    }
    let text = format!("There is nothing at {}{}", base_path(&request), request.uri().path());
    if is_for_programs(&request) {
        return ApiError::not_found(text).into_response();
    }
    let page = Page::Problem { title: "There is no such page", text: format!("{text}. These can be tried:") };
    render(gallery, page, StatusCode::NOT_FOUND, request).await
}

/// A route that takes other methods.
pub(crate) async fn wrong_method(State(gallery): State<Arc<Gallery>>, request: Request) -> Response {
    let text = format!("{} is not a method of {}", request.method(), request.uri().path());
    if is_for_programs(&request) {
        let text = format!("{text}; the header Allow says which are");
        return ApiError::new(StatusCode::METHOD_NOT_ALLOWED, text).into_response();
    }
    let text = format!("{text}. These can be opened and tried:");
    let page = Page::Problem { title: "Nothing can be sent to this page", text };
    render(&gallery, page, StatusCode::METHOD_NOT_ALLOWED, request).await
}

fn is_for_programs(request: &Request) -> bool {
    request.extensions().get::<ForPrograms>().is_some()
}

/// A redirect from an address that ends in a slash to the one without.
fn without_last_slash(request: &Request) -> Option<Response> {
    let path = request.uri().path();
    let shorter =
        path.strip_suffix('/').filter(|path| !path.is_empty() && *request.method() == Method::GET)?;
    let query = request.uri().query().map(|query| format!("?{query}")).unwrap_or_default();
    // Two slashes at the beginning would lead to another host, and a browser reads a backslash as one.
    let shorter = shorter.trim_start_matches(['/', '\\']);
    Some(Redirect::permanent(&format!("{}/{shorter}{query}", base_path(request))).into_response())
}
