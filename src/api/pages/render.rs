//! A page as data, and as HTML.

use super::assets;
use super::tiles::tiles;
use crate::access::{Identity, base_path};
use crate::gallery::Gallery;
use axum::extract::Request;
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::response::Response;
use leptos::nonce::use_nonce;
use leptos::prelude::{AnyView, expect_context};
use leptos_axum::{ResponseOptions, render_app_async_with_context};
use maquette_app::pages::{DemoPage, Tile, demo, home, login, problem};
use maquette_app::ui::{Account, PageAssets, shell};
use std::sync::Arc;

/// A page as data.
pub(crate) enum Page {
    Home,
    Demo(Box<DemoPage>),
    Login(Login),
    Problem {
        title: &'static str,
        text: String,
    },
    /// What does not move, drawn from what only its door knows: what programs are error.
    Static {
        title: String,
        summary: String,
        modules: Vec<&'static str>,
        main: Box<dyn Fn() -> AnyView + Send + Sync>,
    },
}

/// What the way in shows.
pub(crate) struct Login {
    /// Where somebody was going.
    pub(crate) next: String,
    /// Whether the form has a field for a name beside the password.
    pub(crate) named: bool,
    /// What was wrong with the last attempt, if anything.
    pub(crate) error: String,
}

pub(crate) async fn render(
    gallery: &Arc<Gallery>,
    page: Page,
    status: StatusCode,
    mut request: Request,
) -> Response {
    let base = base_path(&request);
    let (client, tiles): (_, Vec<Tile>) = match page {
        Page::Demo(ref demo) => {
            let modules = assets::modules(&base, &demo.modules);
            (PageAssets { modules, ..assets::client(&base) }, vec![])
        }
        Page::Static { ref modules, .. } => {
            let modules = assets::modules(&base, modules);
            (PageAssets { bundle: None, modules, ..assets::client(&base) }, vec![])
        }
        // Nothing moves there, so nobody pays for what would move it.
        Page::Home | Page::Problem { .. } => {
            let tiles = tiles(gallery).await;
            (PageAssets { bundle: None, ..assets::client(&base) }, tiles)
        }
        Page::Login(_) => (PageAssets { bundle: None, ..assets::client(&base) }, vec![]),
    };
    let foot = !matches!(page, Page::Static { .. } | Page::Login(_));
    let client = PageAssets { account: account(&request), foot, ..client };
    let page = Arc::new(page);
    let view = move || match &*page {
        Page::Home => {
            let summary = "Models to try in the browser, with a confidence that can be trusted";
            shell(&base, "Maquette", summary, &client, home(&base, &tiles))
        }
        Page::Demo(page) => {
            let client = PageAssets { next: page.next.clone(), ..client.clone() };
            shell(&base, &page.title, &page.summary, &client, demo(page))
        }
        Page::Login(Login { next, named, error }) => {
            let account = PageAssets { account: None, ..client.clone() };
            shell(&base, "Log in", "The way in", &account, login(&base, next, *named, error))
        }
        Page::Problem { title, text } => {
            shell(&base, title, text, &client, problem(&base, title, text, &tiles))
        }
        Page::Static { title, summary, main, .. } => shell(&base, title, summary, &client, main()),
    };
    // The renderer answers reading alone; the error page of another method is rendered all the same.
    *request.method_mut() = Method::GET;
    let mut response = render_app_async_with_context(set_csp, view)(request).await;
    *response.status_mut() = status;
    // The answer is as old as the model that gave it, and no proxy may rewrite the page.
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache, no-transform"));
    response
}

/// Whether the request is authenticated, where there is a lock.
fn account(request: &Request) -> Option<Account> {
    request.extensions().get().map(|identity| match identity {
        Identity::Known => Account::Known,
        Identity::Anonymous => Account::Unknown,
    })
}

/// A page may load from here and from nowhere else. `cargo leptos watch` reloads from another port.
fn set_csp() {
    if assets::watched().is_some() {
        return;
    }
    let nonce = use_nonce().map(|nonce| format!("'nonce-{nonce}'")).unwrap_or_default();
    let policy = format!(
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval' {nonce}; style-src 'self'; img-src 'self' data: blob:; media-src 'self' data: blob:; \
         connect-src 'self'; form-action 'self'; base-uri 'none'"
    );
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        expect_context::<ResponseOptions>().insert_header(header::CONTENT_SECURITY_POLICY, policy);
    }
}
