//! Gradio's protocol (`sse_v3`), for its own clients: `gradio_client` in Python, `@gradio/client` in JavaScript, and curl
//! as Gradio's guides show it. The root serves all demos, each as an endpoint of its own name; below a demo's page there
//! is an app of that demo alone, with the one endpoint `/predict`.
//!
//! A call becomes an [event](event::Event) of a session. Its work goes on whether a client listens or not, and its result
//! is kept for a while, so that a client that has lost its connection can fetch it.

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
mod runner;
mod subscription;
mod diff;
mod message;
mod stream;
mod queue;
mod call;
mod run;
mod files;
mod upload;
mod upload_progress;
mod meta;

use crate::api::door::Door;
use crate::gallery::Gallery;
use axum::extract::DefaultBodyLimit;
use axum::routing::{MethodRouter, any, get, post};
use axum::{Extension, Router};
pub(crate) use components::parameter;
use session::Sessions;
use std::sync::Arc;
use upload_progress::UploadProgresses;
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

/// The prefix of all addresses but that of the configuration, which tells the clients this one.
const PREFIX: &str = "/gradio_api";

/// The state of one router of this door, beside the gallery.
struct AppState {
    /// Identifies this run of the server.
    id: String,
    sessions: Sessions,
    uploads_in_progress: Arc<UploadProgresses>,
}

fn routes() -> Router<Arc<Gallery>> {
    let id = Uuid::new_v4().simple().to_string();
    let state = AppState { id, sessions: Sessions::default(), uploads_in_progress: Arc::default() };
    let apps = ["", "/{demo}"].into_iter().fold(Router::new(), app_at);
    apps.method_not_allowed_fallback(meta::wrong_method).route_layer(Extension(Arc::new(state)))
}

/// The routes of the app at an address. The clients follow no redirects, so addresses that end in a slash have routes of
/// their own, as Gradio's do.
fn app_at(router: Router<Arc<Gallery>>, app: &str) -> Router<Arc<Gallery>> {
    let api = format!("{app}{PREFIX}");
    let router = route_with_slash(router, &format!("{app}/config"), &get(config::show_config));
    // Gradio's guides show the plain addresses too.
    let router = [app, &api].into_iter().fold(router, |router, at| {
        let router = route_with_slash(router, &format!("{at}/call/{{name}}"), &post(call::create_call));
        let router =
            route_with_slash(router, &format!("{at}/call/v2/{{name}}"), &post(call::create_named_call));
        let router = router.route(&format!("{at}/call/{{name}}/{{id}}"), get(call::follow_call));
        route_with_slash(router, &format!("{at}/run/{{name}}"), &post(run::run))
    });
    let router = route_with_slash(router, &format!("{api}/api/{{name}}"), &post(run::run));
    let router = route_with_slash(router, &format!("{api}/info"), &get(info::show_info));
    let router = route_with_slash(router, &format!("{api}/reset"), &post(queue::reset));
    let upload = post(upload::create_uploads).layer(DefaultBodyLimit::max(upload::MAX_READ_BYTES));
    router
        .route(&format!("{api}/queue/join"), post(queue::join))
        .route(&format!("{api}/queue/data"), get(queue::data))
        .route(&format!("{api}/queue/status"), get(queue::status))
        .route(&format!("{api}/cancel"), post(queue::cancel))
        .route(&format!("{api}/upload"), upload)
        .route(&format!("{api}/upload_progress"), get(upload_progress::follow_upload))
        .route(&format!("{api}/file={{*path}}"), get(files::find_file))
        .route(&format!("{api}/file/{{*path}}"), get(files::find_file))
        .route(&format!("{api}/heartbeat/{{id}}"), get(meta::heartbeat))
        .route(&format!("{api}/app_id"), get(meta::app_id))
        .route(&format!("{api}/startup-events"), get(meta::startup_events))
        .route(&format!("{api}/openapi.json"), get(openapi::describe_api))
        .route(&format!("{api}/{{*path}}"), any(meta::not_found))
}

fn route_with_slash(
    router: Router<Arc<Gallery>>,
    path: &str,
    answers: &MethodRouter<Arc<Gallery>>,
) -> Router<Arc<Gallery>> {
    router.route(path, answers.clone()).route(&format!("{path}/"), answers.clone())
}
