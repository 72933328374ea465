//! The HTTP API, explained on pages of its own: that of all demos, and for each its addresses, its inputs, an example
//! and a form to try it by. What is shown as an answer is one.

mod call;
mod demo;
mod overview;
mod pretty;

use crate::access::base_path;
use crate::api::door::Door;
use crate::api::http::body::{FORM, read_row};
use crate::api::http::found::Found;
use crate::api::pages::not_found::not_found;
use crate::api::pages::render::{Page, render};
use crate::gallery::Gallery;
use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;
use call::call;
use form_urlencoded::parse;
use std::sync::Arc;

pub(crate) static DOOR: Door = Door { name: "the API's pages", routes, prefixes: &["/docs"], ..Door::PAGES };
/// The most bytes of what is tried; a program may send more.
const TRIED: usize = 1024 * 1024;

fn routes() -> Router<Arc<Gallery>> {
    Router::new().route("/docs", get(show_overview)).route("/docs/{demo}", get(show_demo).post(try_demo))
}

async fn show_overview(State(gallery): State<Arc<Gallery>>, request: Request) -> Response {
    let page = overview::page(&gallery, base_path(&request)).await;
    let page = Page::Static {
        title: "HTTP API".to_owned(),
        summary: "How programs ask the models that are served here".to_owned(),
        modules: vec!["docs"],
        main: Box::new(move || maquette_app::pages::docs::overview(&page)),
    };
    render(&gallery, page, StatusCode::OK, request).await
}

async fn show_demo(State(gallery): State<Arc<Gallery>>, found: Option<Found>, request: Request) -> Response {
    show(gallery, found, None, request).await
}

/// Sends what was written in the form to the native door, and shows what it says.
async fn try_demo(State(gallery): State<Arc<Gallery>>, found: Option<Found>, request: Request) -> Response {
    let (head, body) = request.into_parts();
    let read = read_row(Request::from_parts(head.clone(), body), TRIED).await;
    let request = Request::from_parts(head, Body::empty());
    let body = match read {
        Ok((head, body)) if crate::api::http::body::media_type(&head) == FORM => body,
        Ok(_) => {
            return refused(
                &gallery,
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                format!("A form is sent here, as {FORM}"),
                request,
            )
            .await;
        }
        Err(error) => return refused(&gallery, error.status, error.message, request).await,
    };
    let body = parse(&body).find(|(name, _)| name == "body").map(|(_, body)| body.into_owned());
    show(gallery, found, Some(body.unwrap_or_default()), request).await
}

async fn refused(gallery: &Arc<Gallery>, status: StatusCode, text: String, request: Request) -> Response {
    let page =
        Page::Problem { title: "This can't be tried here", text: format!("{text}. These can be tried:") };
    render(gallery, page, status, request).await
}

async fn show(
    gallery: Arc<Gallery>,
    found: Option<Found>,
    body: Option<String>,
    request: Request,
) -> Response {
    let Some(Found(served)) = found else {
        return not_found(&gallery, request).await;
    };
    let demo = &served.demo;
    let reply = match &body {
        Some(body) => Some(call(&gallery, &served, body).await),
        None => None,
    };
    let page = demo::page(&gallery, &served, base_path(&request), body, reply).await;
    let page = Page::Static {
        title: format!("HTTP API of {}", demo.name),
        summary: format!("How programs ask “{}”", demo.title),
        modules: vec!["docs"],
        main: Box::new(move || maquette_app::pages::docs::reference(&page)),
    };
    // The page itself is there, whatever was tried on it.
    render(&gallery, page, StatusCode::OK, request).await
}
