//! The HTTP server: every protocol is a [`Door`], one file and one row in [`DOORS`]. Every door calls
//! [`predict`](crate::predict::predict).

mod access_log;
mod door;
mod doors;
mod gradio;
mod http;
mod json;
mod mcp;
mod middleware;
pub mod open_inference;
mod ops;
mod pages;
mod serving;

pub use access_log::TARGET as ACCESS_LOG;
pub use door::Door;
pub use doors::{DOORS, check_names, reserved_names};
pub(crate) use pages::has_client;

use crate::access::{Guard, Identity, Settings};
use crate::gallery::Gallery;
use any_spawner::Executor;
use axum::Router;
use axum::extract::Request;
use axum::middleware::{from_fn, from_fn_with_state};
use std::sync::Arc;
use tower::{ServiceExt, service_fn};
use tower_http::compression::CompressionLayer;

/// The whole server, ready to be served, to be nested into another app, or to be called in a test.
pub fn router(gallery: Arc<Gallery>) -> Router {
    router_with(gallery, Settings::default())
}

/// The whole server behind access control.
pub fn router_with(gallery: Arc<Gallery>, settings: Settings) -> Router {
    build(gallery, settings, doors)
}

/// The whole server behind access control, with a line in the log for each request.
pub fn router_with_access_log(gallery: Arc<Gallery>, settings: Settings) -> Router {
    let logged = |gallery: Arc<Gallery>| {
        doors(gallery.clone()).layer(from_fn_with_state(gallery, http::route::tell_route))
    };
    build(gallery, settings, logged).layer(from_fn(access_log::access_log))
}

fn build(gallery: Arc<Gallery>, settings: Settings, routes: fn(Arc<Gallery>) -> Router) -> Router {
    // Leptos spawns what it renders; a second router of the same process finds it set already.
    Executor::init_tokio().ok();
    let routed = if settings.affect_routing() {
        // Locked demos are not filtered route by route: an anonymous request goes to a router whose gallery does not
        // contain them.
        let known = routes(gallery.clone());
        let anonymous = settings.locked_demos().map(|demos| routes(Arc::new(gallery.hiding(demos))));
        Router::new().fallback_service(service_fn(move |request: Request| {
            let is_anonymous = request.extensions().get() == Some(&Identity::Anonymous);
            anonymous.as_ref().filter(|_| is_anonymous).unwrap_or(&known).clone().oneshot(request)
        }))
    } else {
        routes(gallery)
    };
    let guard = Arc::new(Guard::new(settings, doors::access_routes()));
    routed.layer(from_fn_with_state(guard, middleware::middleware))
}

fn doors(gallery: Arc<Gallery>) -> Router {
    let doors = DOORS.iter().fold(Router::new(), |router, door| {
        let routes = (door.routes)();
        router.merge(if door.is_for_people { routes.layer(CompressionLayer::new()) } else { routes })
    });
    doors.fallback(pages::no_route).method_not_allowed_fallback(pages::wrong_method).with_state(gallery)
}
