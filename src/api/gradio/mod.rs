//! Gradio's protocol (`sse_v3`), so that the clients people already have work unchanged: `gradio_client` in Python,
//! `@gradio/client` in JavaScript, and curl as Gradio's guides show it. The root serves all demos, each as an endpoint
//! of its own name; below a demo's page there is an app of that demo alone, with the one endpoint `/predict`.
//!
//! A call becomes an [event](event::Event) of a session. Its work goes on whether anybody listens or not, and what it
//! came to is kept for a while, so that whoever lost the connection may come back for it.

mod app;
mod components;
mod config;
mod info;
mod openapi;
mod inputs;
mod outputs;
mod errors;
mod event;
mod session;
mod work;
mod follow;
mod diff;
mod message;
mod stream;
mod queue;
mod call;
mod run;
mod files;
mod upload;
mod transfer;
mod about;

use crate::api::door::Door;
use crate::gallery::Gallery;
use axum::extract::DefaultBodyLimit;
use axum::routing::{MethodRouter, any, get, post};
use axum::{Extension, Router};
pub(crate) use components::parameter;
use session::Sessions;
use std::sync::Arc;
use transfer::Transfers;
use uuid::Uuid;

pub(crate) static DOOR: Door = Door {
    name: "Gradio",
    routes,
    prefixes: &["/call", "/config", "/gradio_api", "/run"],
    demo_prefixes: &["/call", "/config", "/gradio_api", "/run"],
    render_error: Some(errors::render_error),
    request_headers: &["x-gradio-user"],
    ..Door::PROGRAMS
};

/// Where everything lies but the configuration; the clients read it from there.
const PREFIX: &str = "/gradio_api";

/// What one router of this door knows beside the gallery.
struct AppState {
    /// Names this life of the server.
    id: String,
    sessions: Sessions,
    transfers: Arc<Transfers>,
}

fn routes() -> Router<Arc<Gallery>> {
    let id = Uuid::new_v4().simple().to_string();
    let state = AppState { id, sessions: Sessions::default(), transfers: Arc::default() };
    let apps = ["", "/{demo}"].into_iter().fold(Router::new(), app_at);
    apps.method_not_allowed_fallback(about::wrong_method).route_layer(Extension(Arc::new(state)))
}

/// The routes of the app at an address. The clients follow no redirect, so what Gradio also answers at an address that
/// ends in a slash is there too.
fn app_at(router: Router<Arc<Gallery>>, app: &str) -> Router<Arc<Gallery>> {
    let api = format!("{app}{PREFIX}");
    let router = slashed(router, &format!("{app}/config"), &get(config::show_config));
    // Gradio's guides show the plain addresses too.
    let router = [app, &api].into_iter().fold(router, |router, at| {
        let router = slashed(router, &format!("{at}/call/{{name}}"), &post(call::create_call));
        let router = slashed(router, &format!("{at}/call/v2/{{name}}"), &post(call::create_named_call));
        let router = router.route(&format!("{at}/call/{{name}}/{{id}}"), get(call::follow_call));
        slashed(router, &format!("{at}/run/{{name}}"), &post(run::run))
    });
    let router = slashed(router, &format!("{api}/api/{{name}}"), &post(run::run));
    let router = slashed(router, &format!("{api}/info"), &get(info::show_info));
    let router = slashed(router, &format!("{api}/reset"), &post(queue::reset));
    let upload = post(upload::create_uploads).layer(DefaultBodyLimit::max(upload::READ));
    router
        .route(&format!("{api}/queue/join"), post(queue::join))
        .route(&format!("{api}/queue/data"), get(queue::data))
        .route(&format!("{api}/queue/status"), get(queue::status))
        .route(&format!("{api}/cancel"), post(queue::cancel))
        .route(&format!("{api}/upload"), upload)
        .route(&format!("{api}/upload_progress"), get(transfer::follow_upload))
        .route(&format!("{api}/file={{*path}}"), get(files::find_file))
        .route(&format!("{api}/file/{{*path}}"), get(files::find_file))
        .route(&format!("{api}/heartbeat/{{id}}"), get(about::heartbeat))
        .route(&format!("{api}/app_id"), get(about::app_id))
        .route(&format!("{api}/startup-events"), get(about::startup_events))
        .route(&format!("{api}/openapi.json"), get(openapi::describe_api))
        .route(&format!("{api}/{{*path}}"), any(about::nothing))
}

fn slashed(
    router: Router<Arc<Gallery>>,
    path: &str,
    answers: &MethodRouter<Arc<Gallery>>,
) -> Router<Arc<Gallery>> {
    router.route(path, answers.clone()).route(&format!("{path}/"), answers.clone())
}
