//! The doors: one protocol, one file, one row in [`DOORS`]. A door translates request, response and
//! error, and does nothing else; whatever it asks, it asks [`predict`](crate::predict::predict).

mod base;
mod body;
mod code;
mod docs;
mod form;
mod health;
mod job_page;
mod jobs;
mod mcp;
mod metrics;
mod native;
mod openapi;
mod origin;
mod page;
mod plain;
mod problem;
mod schemas;
mod server_fns;
pub(crate) mod site;
mod snippets;
mod sse;
mod tables;
mod uploads;

use crate::gallery::Gallery;
use any_spawner::Executor;
use axum::Router;
use axum::http::{HeaderName, HeaderValue};
use axum::middleware::from_fn;
use std::sync::Arc;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::set_header::SetResponseHeaderLayer;

/// One protocol and where it is spoken.
pub struct Door {
    pub name: &'static str,
    pub routes: fn() -> Router<Arc<Gallery>>,
    /// The first parts of the addresses that only programs ask for: what is not found there is said in
    /// JSON, and no demo may bear such a name.
    pub programs: &'static [&'static str],
}

/// Every door of the server.
pub static DOORS: &[Door] = &[
    Door { name: page::DOOR, routes: page::routes, programs: &[] },
    Door { name: "the pages of long work", routes: job_page::routes, programs: &[] },
    Door { name: tables::DOOR, routes: tables::routes, programs: &[] },
    Door { name: code::DOOR, routes: code::routes, programs: &[] },
    Door { name: docs::DOOR, routes: docs::routes, programs: &[] },
    Door { name: "the pages' files", routes: site::routes, programs: &["pkg"] },
    Door { name: server_fns::DOOR, routes: server_fns::routes, programs: &["fn"] },
    Door { name: native::DOOR, routes: native::routes, programs: &["api"] },
    Door { name: "long work in JSON", routes: jobs::routes, programs: &["api"] },
    Door { name: "OpenAPI", routes: openapi::routes, programs: &["openapi.json"] },
    Door { name: "uploads", routes: uploads::routes, programs: &["uploads"] },
    Door { name: mcp::DOOR, routes: mcp::routes, programs: &["mcp"] },
    Door { name: "metrics", routes: metrics::routes, programs: &["metrics"] },
    Door { name: "health", routes: health::routes, programs: &["health"] },
];

/// The whole server, ready to be served or to be asked in a test.
pub fn router(gallery: Arc<Gallery>) -> Router {
    // Leptos spawns what it renders; a second router of the same process finds it set already.
    Executor::init_tokio().ok();
    let header = |name, value| {
        SetResponseHeaderLayer::if_not_present(HeaderName::from_static(name), HeaderValue::from_static(value))
    };
    let doors = DOORS.iter().fold(Router::new(), |router, door| router.merge((door.routes)()));
    doors
        .fallback(page::not_found)
        .method_not_allowed_fallback(page::method_not_allowed)
        .with_state(gallery)
        .layer(from_fn(origin::check))
        .layer(CatchPanicLayer::custom(problem::panicked))
        .layer(CompressionLayer::new())
        .layer(header("x-content-type-options", "nosniff"))
        .layer(header("referrer-policy", "same-origin"))
}
