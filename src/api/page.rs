//! The pages. An address holds the inputs, so its page holds the answer before any script has run.

use super::problem::{status, told, with_retry};
use super::{DOORS, site};
use crate::demo::Demo;
use crate::gallery::Gallery;
use crate::predict::predict;
use axum::Router;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, RawQuery, Request, State};
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::response::Response;
use axum::routing::get;
use leptos::nonce::use_nonce;
use leptos::prelude::expect_context;
use leptos_axum::{ResponseOptions, render_app_async_with_context};
use maquette_app::form::texts;
use maquette_app::pages::workbench::Task;
use maquette_app::pages::{DemoPage, Tile, demo, home, problem};
use maquette_app::ui::{Client, shell};
use std::sync::Arc;

pub(super) fn routes() -> Router<Arc<Gallery>> {
    Router::new().route("/", get(show_home)).route("/{demo}", get(show_demo))
}

/// A page as data.
enum Page {
    Home,
    Demo(Box<DemoPage>),
    Problem { title: &'static str, text: String },
}

async fn show_home(State(gallery): State<Arc<Gallery>>, request: Request) -> Response {
    render(&gallery, Page::Home, StatusCode::OK, request).await
}

async fn show_demo(
    State(gallery): State<Arc<Gallery>>,
    name: Result<Path<String>, PathRejection>,
    RawQuery(query): RawQuery,
    request: Request,
) -> Response {
    let Some(shown) = name.ok().and_then(|Path(name)| gallery.find(&name)) else {
        return not_found(State(gallery), request).await;
    };
    let name = shown.demo.name;
    let Demo { schema, examples, .. } = &shown.demo;
    let given = query.and_then(|query| texts(schema, &query));
    let texts = given.or_else(|| examples.first().map(|example| example.texts.clone())).unwrap_or_default();
    let outcome = predict(&gallery, name, &schema.raw_fields(&texts)).await;
    let error = outcome.as_ref().err().cloned();
    let page = Page::Demo(Box::new(DemoPage {
        title: shown.demo.title.to_owned(),
        summary: shown.demo.summary.to_owned(),
        card: shown.demo.card.clone(),
        version: shown.demo.version.clone(),
        task: Task {
            demo: name.to_owned(),
            schema: schema.clone(),
            examples: examples.clone(),
            scatter: shown.demo.scatter.clone(),
            report: shown.demo.card.calibration.clone(),
            texts,
            outcome,
        },
    }));
    let response = render(&gallery, page, error.as_ref().map_or(StatusCode::OK, status), request).await;
    error.iter().fold(response, |response, error| with_retry(error, response))
}

/// What is not there: words for programs, a way on for people.
pub(super) async fn not_found(State(gallery): State<Arc<Gallery>>, request: Request) -> Response {
    let text = format!("There is nothing at {}", request.uri().path());
    if for_programs(&request) {
        return told(StatusCode::NOT_FOUND, &text);
    }
    let page = Page::Problem { title: "There is no such page", text: format!("{text}. These can be tried:") };
    render(&gallery, page, StatusCode::NOT_FOUND, request).await
}

pub(super) async fn method_not_allowed(State(gallery): State<Arc<Gallery>>, request: Request) -> Response {
    let text = format!("{} is not a method of {}", request.method(), request.uri().path());
    if for_programs(&request) {
        return told(StatusCode::METHOD_NOT_ALLOWED, &text);
    }
    let text = format!("{text}. These can be opened and tried:");
    let page = Page::Problem { title: "Nothing can be sent to this page", text };
    render(&gallery, page, StatusCode::METHOD_NOT_ALLOWED, request).await
}

fn for_programs(request: &Request) -> bool {
    let first = request.uri().path().split('/').nth(1).unwrap_or_default();
    DOORS.iter().any(|door| door.programs.contains(&first))
}

async fn render(gallery: &Arc<Gallery>, page: Page, status: StatusCode, mut request: Request) -> Response {
    let client = match page {
        Page::Demo(_) => site::client(),
        // Nothing moves there, so nobody pays for what would move it.
        Page::Home | Page::Problem { .. } => Client { bundle: None, ..site::client() },
    };
    let tiles: Vec<Tile> = gallery.demos().map(tile).collect();
    let page = Arc::new(page);
    let view = move || match &*page {
        Page::Home => {
            let summary = "Models to try in the browser, with a confidence that can be trusted";
            shell("Maquette", summary, &client, home(&tiles))
        }
        Page::Demo(page) => shell(&page.title, &page.summary, &client, demo(page)),
        Page::Problem { title, text } => shell(title, text, &client, problem(title, text, &tiles)),
    };
    // The renderer answers reading alone; the error page of another method is rendered all the same.
    *request.method_mut() = Method::GET;
    let mut response = render_app_async_with_context(policy, view)(request).await;
    *response.status_mut() = status;
    // The answer is as old as the model that gave it.
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    response
}

/// A page may load from here and from nowhere else. `cargo leptos watch` reloads from another port.
fn policy() {
    if site::watched().is_some() {
        return;
    }
    let nonce = use_nonce().map(|nonce| format!("'nonce-{nonce}'")).unwrap_or_default();
    let policy = format!(
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval' {nonce}; style-src 'self'; img-src 'self'; \
         connect-src 'self'; form-action 'self'; base-uri 'none'"
    );
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        expect_context::<ResponseOptions>().insert_header(header::CONTENT_SECURITY_POLICY, policy);
    }
}

fn tile(demo: &Demo) -> Tile {
    Tile {
        name: demo.name.to_owned(),
        title: demo.title.to_owned(),
        summary: demo.summary.to_owned(),
        right: (demo.card.scores.accuracy.value * demo.card.splits.test as f64).round() as usize,
        rows: demo.card.splits.test,
    }
}
