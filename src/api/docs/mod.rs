//! The HTTP API, explained on pages of its own: that of all demos, and for each its addresses, its inputs, an example
//! and a form to try it by. What is shown as an answer is one.

mod demo;
mod overview;
mod pretty;

use super::base::base;
use super::body::row;
use super::form::FORM;
use super::native::{Name, create_prediction};
use super::page::{Page, not_found, render};
use crate::demo::Description;
use crate::gallery::Gallery;
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Path, Request, State};
use axum::http::{StatusCode, header};
use axum::response::Response;
use axum::routing::get;
use form_urlencoded::parse;
use maquette_app::pages::api::Reply;
use pretty::pretty;
use std::sync::Arc;
use std::time::Instant;

pub(super) const DOOR: &str = "the API's pages";
/// The most bytes of what is tried; a program may send more.
const TRIED: usize = 1024 * 1024;

pub(super) fn routes() -> Router<Arc<Gallery>> {
    Router::new().route("/docs", get(show_overview)).route("/docs/{demo}", get(show_demo).post(try_demo))
}

async fn show_overview(State(gallery): State<Arc<Gallery>>, request: Request) -> Response {
    let page = overview::page(&gallery, base(&request)).await;
    let page = Page::Still {
        title: "HTTP API".to_owned(),
        summary: "How programs ask the models that are served here".to_owned(),
        modules: vec!["docs"],
        main: Box::new(move || maquette_app::pages::api::overview(&page)),
    };
    render(&gallery, page, StatusCode::OK, request).await
}

async fn show_demo(State(gallery): State<Arc<Gallery>>, name: Name, request: Request) -> Response {
    show(gallery, name, None, request).await
}

/// Sends what was written in the form to the native door, and shows what it says.
async fn try_demo(State(gallery): State<Arc<Gallery>>, name: Name, request: Request) -> Response {
    let (head, body) = request.into_parts();
    let read = row(Request::from_parts(head.clone(), body), TRIED).await;
    let request = Request::from_parts(head, Body::empty());
    let body = match read {
        Ok((head, body)) if super::body::kind(&head) == FORM => body,
        Ok(_) => {
            return refused(
                &gallery,
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                format!("A form is sent here, as {FORM}"),
                request,
            )
            .await;
        }
        Err(fault) => return refused(&gallery, fault.status, fault.text, request).await,
    };
    let body = parse(&body).find(|(name, _)| name == "body").map(|(_, body)| body.into_owned());
    show(gallery, name, Some(body.unwrap_or_default()), request).await
}

async fn refused(gallery: &Arc<Gallery>, status: StatusCode, text: String, request: Request) -> Response {
    let page =
        Page::Problem { title: "This can't be tried here", text: format!("{text}. These can be tried:") };
    render(gallery, page, status, request).await
}

async fn show(gallery: Arc<Gallery>, name: Name, body: Option<String>, request: Request) -> Response {
    let Some(shown) = name.ok().and_then(|Path(name)| gallery.find(&name)) else {
        return not_found(State(gallery), request).await;
    };
    let demo = &shown.demo;
    let reply = match &body {
        Some(body) => Some(ask(&gallery, demo, body).await),
        None => None,
    };
    let page = demo::page(&gallery, demo, base(&request), body, reply).await;
    let page = Page::Still {
        title: format!("HTTP API of {}", demo.name),
        summary: format!("How programs ask “{}”", demo.title),
        modules: vec!["docs"],
        main: Box::new(move || maquette_app::pages::api::reference(&page)),
    };
    // The page itself is there, whatever was tried on it.
    render(&gallery, page, StatusCode::OK, request).await
}

/// What the native door says to a body.
async fn ask(gallery: &Arc<Gallery>, demo: &Description, body: &str) -> Reply {
    let started = Instant::now();
    let mut request = Request::new(Body::from(body.to_owned()));
    request.headers_mut().insert(header::CONTENT_TYPE, header::HeaderValue::from_static("application/json"));
    let response = create_prediction(State(gallery.clone()), Ok(Path(demo.name.clone())), request).await;
    let status = response.status().to_string();
    let bytes = to_bytes(response.into_body(), usize::MAX).await.unwrap_or_default();
    Reply { status, millis: started.elapsed().as_millis(), body: pretty(&String::from_utf8_lossy(&bytes)) }
}
