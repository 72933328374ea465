//! The doors: one protocol, one file, one row in [`DOORS`]. A door translates request, response and
//! error, and does nothing else; whatever it asks, it asks [`predict`](crate::predict::predict).

mod base;
mod bento;
mod body;
mod bytes;
mod families;
mod fault;
mod form;
mod health;
pub mod inference;
mod job_page;
mod jobs;
mod mlflow;
mod nan;
mod native;
mod openapi;
mod origin;
mod page;
mod parts;
mod plain;
mod problem;
mod schemas;
mod server_fns;
pub(crate) mod site;
mod sse;
mod tables;
mod tfserving;
mod torchserve;
mod uploads;
mod version;
mod vertex;

pub use vertex::Aliases;

use crate::gallery::Gallery;
use any_spawner::Executor;
use axum::Router;
use axum::http::{HeaderName, HeaderValue};
use axum::middleware::{from_fn, map_request};
use std::sync::Arc;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{DefaultPredicate, Predicate};
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
    Door { name: "the pages' files", routes: site::routes, programs: &["pkg"] },
    Door { name: server_fns::DOOR, routes: server_fns::routes, programs: &["fn"] },
    Door { name: native::DOOR, routes: native::routes, programs: &["api"] },
    Door { name: "long work in JSON", routes: jobs::routes, programs: &["api"] },
    Door { name: "OpenAPI", routes: openapi::routes, programs: &["openapi.json"] },
    Door { name: "uploads", routes: uploads::routes, programs: &["uploads"] },
    Door { name: "health", routes: health::routes, programs: &["health"] },
    Door { name: inference::DOOR, routes: inference::routes, programs: &["v2"] },
    Door { name: tfserving::DOOR, routes: tfserving::routes, programs: &["v1"] },
    Door {
        name: torchserve::DOOR,
        routes: torchserve::routes,
        programs: &["api-description", "explanations", "models", "ping", "predictions"],
    },
    Door {
        name: mlflow::DOOR,
        routes: mlflow::routes,
        programs: &["endpoints", "execution-parameters", "invocations", "version"],
    },
    Door { name: vertex::DOOR, routes: vertex::routes, programs: &["v1"] },
    Door {
        name: bento::DOOR,
        routes: bento::routes,
        programs: &["bento", "docs.json", "healthz", "livez", "predict", "readyz", "schema.json"],
    },
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
        .layer(from_fn(families::word))
        .layer(CompressionLayer::new().compress_when(DefaultPredicate::new().and(families::compressed)))
        .layer(header("x-content-type-options", "nosniff"))
        .layer(header("referrer-policy", "same-origin"))
}

/// The same, and at the addresses that Vertex AI told this container.
pub fn router_with(gallery: Arc<Gallery>, aliases: Aliases) -> Router {
    let lead = move |request| {
        let led = aliases.lead(request);
        async { led }
    };
    Router::new().fallback_service(router(gallery)).layer(map_request(lead))
}
