//! The doors: one protocol, one file, one row in [`DOORS`]. A door translates request, response and
//! error, and does nothing else; whatever it asks, it asks [`predict`](crate::predict::predict).

mod apart;
mod around;
mod base;
mod bento;
mod body;
mod bytes;
mod code;
mod docs;
mod families;
mod fault;
mod fields;
mod form;
mod gradio;
mod health;
pub mod inference;
mod job_page;
mod jobs;
pub mod locks;
mod mcp;
mod metrics;
mod mlflow;
mod nan;
mod native;
mod openapi;
mod page;
mod parts;
mod plain;
mod problem;
mod schemas;
mod server_fns;
pub(crate) mod site;
mod snippets;
mod sse;
mod tables;
mod tfserving;
mod torchserve;
mod uploads;
mod values;
mod version;
mod vertex;
mod written;

pub use vertex::Aliases;

use crate::gallery::Gallery;
use any_spawner::Executor;
use axum::Router;
use axum::extract::Request;
use axum::middleware::from_fn_with_state;
use locks::{Guard, Settings, Standing};
use std::sync::Arc;
use tower::{ServiceExt, service_fn};
use tower_http::compression::CompressionLayer;

/// One protocol and where it is spoken.
pub struct Door {
    pub name: &'static str,
    pub routes: fn() -> Router<Arc<Gallery>>,
    /// The first parts of the addresses that only programs ask for: what is not found there is said in
    /// JSON, and no demo may bear such a name.
    pub programs: &'static [&'static str],
    /// For whom: what people read travels compressed, and what programs wait for does not.
    pub pages: bool,
}

/// A door for people.
const fn pages(name: &'static str, routes: fn() -> Router<Arc<Gallery>>) -> Door {
    Door { name, routes, programs: &[], pages: true }
}

/// A door for programs.
const fn programs(
    name: &'static str,
    routes: fn() -> Router<Arc<Gallery>>,
    programs: &'static [&'static str],
) -> Door {
    Door { name, routes, programs, pages: false }
}

/// Every door of the server.
pub static DOORS: &[Door] = &[
    pages(page::DOOR, page::routes),
    pages("the pages of long work", job_page::routes),
    pages(tables::DOOR, tables::routes),
    pages(code::DOOR, code::routes),
    pages(docs::DOOR, docs::routes),
    Door { programs: &["pkg"], ..pages("the pages' files", site::routes) },
    Door { programs: &["fn"], ..pages(server_fns::DOOR, server_fns::routes) },
    Door { programs: &["openapi.json"], ..pages("OpenAPI", openapi::routes) },
    programs(native::DOOR, native::routes, &["api"]),
    programs("long work in JSON", jobs::routes, &["api"]),
    programs("uploads", uploads::routes, &["uploads"]),
    programs("metrics", metrics::routes, &["metrics"]),
    programs("health", health::routes, &["health"]),
    programs(gradio::DOOR, gradio::routes, &["call", "config", "gradio_api", "run"]),
    programs(mcp::DOOR, mcp::routes, &["mcp"]),
    programs(inference::DOOR, inference::routes, &["v2"]),
    programs(tfserving::DOOR, tfserving::routes, &["v1"]),
    programs(
        torchserve::DOOR,
        torchserve::routes,
        &["api-description", "explanations", "models", "ping", "predictions"],
    ),
    programs(mlflow::DOOR, mlflow::routes, &["endpoints", "execution-parameters", "invocations", "version"]),
    programs(vertex::DOOR, vertex::routes, &["v1"]),
    programs(
        bento::DOOR,
        bento::routes,
        &["bento", "docs.json", "healthz", "livez", "predict", "readyz", "schema.json"],
    ),
    Door { programs: &["login", "logout"], ..pages("the way in", locks::login::routes) },
];

/// The whole server, ready to be served, to be nested into another app, or to be asked in a test.
pub fn router(gallery: Arc<Gallery>) -> Router {
    router_with(gallery, Settings::default())
}

/// The same behind what is said of who may ask for what.
pub fn router_with(gallery: Arc<Gallery>, settings: Settings) -> Router {
    // Leptos spawns what it renders; a second router of the same process finds it set already.
    Executor::init_tokio().ok();
    let inside = if settings.choose_doors() {
        // Each has doors of their own: what is hidden from somebody is not behind theirs.
        let known = doors(gallery.clone());
        let nobody = settings.locked_demos().map(|demos| doors(Arc::new(gallery.hiding(demos))));
        Router::new().fallback_service(service_fn(move |request: Request| {
            let hides = request.extensions().get() == Some(&Standing::Nobody);
            nobody.as_ref().filter(|_| hides).unwrap_or(&known).clone().oneshot(request)
        }))
    } else {
        doors(gallery)
    };
    inside.layer(from_fn_with_state(Arc::new(Guard::new(settings)), around::every))
}

fn doors(gallery: Arc<Gallery>) -> Router {
    let doors = DOORS.iter().fold(Router::new(), |router, door| {
        let routes = (door.routes)();
        router.merge(if door.pages { routes.layer(CompressionLayer::new()) } else { routes })
    });
    doors.fallback(page::not_found).method_not_allowed_fallback(page::method_not_allowed).with_state(gallery)
}
