//! The configuration that a client reads first: the components, and which endpoints have which.

use super::app::{App, Endpoint, PathResult, address};
use super::components::Component;
use super::{AppState, PREFIX};
use crate::api::http::error::ApiError;
use crate::gallery::Gallery;
use axum::extract::State;
use axum::{Extension, Json};
use maquette_contract::Media;
use serde_json::{Value, json};
use std::sync::Arc;

/// The version of Gradio whose protocol this is: the clients choose their behaviour by it.
const VERSION: &str = "6.31.0";

pub(crate) async fn show_config(
    State(gallery): State<Arc<Gallery>>,
    Extension(state): Extension<Arc<AppState>>,
    path: PathResult,
) -> Result<Json<Value>, ApiError> {
    let address = address(path)?;
    let app = App::at(&gallery, &address)?;
    Ok(Json(config(&app, &state.id)))
}

/// Without `root`, since the client knows best by which address it reached the server.
fn config(app: &App, id: &str) -> Value {
    let components: Vec<_> = app.endpoints.iter().flat_map(components).collect();
    let dependencies: Vec<_> = app.endpoints.iter().map(dependency).collect();
    json!({
        "version": VERSION,
        "protocol": "sse_v3",
        "api_prefix": PREFIX,
        "app_id": id,
        "title": app.title(),
        "mode": "blocks",
        "components": components,
        "dependencies": dependencies,
        "enable_queue": true,
        "connect_heartbeat": false,
        "max_file_size": Media::MAX_BYTES,
        "show_error": true,
        "is_space": false,
        "space_id": null,
        "username": null,
        // What people ask is not to be kept in their browsers unasked.
        "run_history": false,
        "mcp_server": false,
        "server": { "name": "maquette", "version": env!("CARGO_PKG_VERSION") },
    })
}

fn components<'a>(endpoint: &'a Endpoint) -> impl Iterator<Item = Value> + 'a {
    let all = endpoint.inputs.iter().chain(&endpoint.outputs);
    all.enumerate().map(|(place, component)| described(endpoint.first + place, component))
}

fn described(id: usize, component: &Component) -> Value {
    let mut props = component.props.clone();
    props["label"] = json!(component.label);
    props["name"] = json!(component.kind);
    json!({
        "id": id,
        "type": component.kind,
        "label": component.label,
        "props": props,
        "skip_api": false,
        "component_class_id": component.kind,
        "api_info": component.schema,
        "rendered_in": null,
    })
}

fn dependency(endpoint: &Endpoint) -> Value {
    let between = endpoint.first + endpoint.inputs.len();
    let inputs: Vec<_> = (endpoint.first..between).collect();
    let outputs: Vec<_> = (between..between + endpoint.outputs.len()).collect();
    json!({
        "id": endpoint.id,
        "targets": [],
        "inputs": inputs,
        "outputs": outputs,
        "api_name": endpoint.name,
        "api_visibility": "public",
        "api_description": endpoint.demo.summary,
        "backend_fn": true,
        "js": null,
        "queue": true,
        "connection": "sse",
        "types": { "generator": endpoint.demo.streams, "cancel": false },
        "batch": false,
        "max_batch_size": 1,
        "cancels": [],
        "show_progress": "full",
        "scroll_to_output": false,
        "collects_event_data": false,
        "trigger_after": null,
        "trigger_only_on_success": false,
        "trigger_only_on_failure": false,
        "trigger_mode": "multiple",
        "rendered_in": null,
        "render_id": null,
        "time_limit": null,
        "stream_every": 0.5,
        "event_specific_args": null,
    })
}
