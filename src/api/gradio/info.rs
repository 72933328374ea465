//! The parameters and results of each endpoint, for clients that call by keyword.

use super::app::{App, Endpoint, PathResult, describe_app};
use super::components::{Component, parameter};
use super::files::file_data;
use crate::api::http::error::ApiError;
use crate::api::json::predict::typed;
use crate::gallery::Gallery;
use axum::Json;
use axum::extract::{Request, State};
use maquette_contract::{Feature, Kind};
use serde_json::{Map, Value, json};
use std::sync::Arc;

pub(crate) async fn show_info(
    State(gallery): State<Arc<Gallery>>,
    path: PathResult,
    request: Request,
) -> Result<Json<Value>, ApiError> {
    describe_app(&gallery, path, &request, info)
}

fn info(gallery: &Gallery, app: &App, root: &str) -> Value {
    let named = app.endpoints.iter().map(|endpoint| {
        let parameters: Vec<_> = parameters(gallery, endpoint, root);
        let description = json!({
            "parameters": parameters,
            "returns": endpoint.outputs.iter().map(describe).collect::<Vec<_>>(),
            "api_visibility": "public",
            "description": endpoint.demo.summary,
        });
        (format!("/{}", endpoint.name), description)
    });
    // The clients need both keys.
    json!({ "named_endpoints": named.collect::<Map<_, _>>(), "unnamed_endpoints": {} })
}

fn parameters(gallery: &Gallery, endpoint: &Endpoint, root: &str) -> Vec<Value> {
    let texts = endpoint.demo.initial_texts();
    let features = endpoint.demo.schema.features.iter().zip(&endpoint.inputs).zip(&texts);
    let described = |((feature, component), text): ((&Feature, &Component), &String)| {
        let default = feature.default.as_ref().map(|default| value(gallery, feature, default, root));
        let mut described = describe(component);
        described["parameter_name"] = json!(parameter(feature));
        described["parameter_has_default"] = json!(default.is_some() || !feature.required);
        described["parameter_default"] = json!(default);
        described["example_input"] = value(gallery, feature, text, root);
        described
    };
    features.map(described).collect()
}

fn describe(component: &Component) -> Value {
    json!({
        "label": component.label,
        "type": component.schema,
        "python_type": { "type": component.python, "description": component.description },
        "component": component.title(),
    })
}

/// A text as the JSON that this door expects.
pub(crate) fn value(gallery: &Gallery, feature: &Feature, text: &str, root: &str) -> Value {
    let file = |token: &str| {
        let upload = gallery.uploads.find(token)?;
        Some(file_data(&upload, root))
    };
    match &feature.kind {
        Kind::Choices { .. } => typed(&feature.kind, text),
        _ if text.is_empty() => Value::Null,
        Kind::Media { most, .. } if *most > 1 => text.split(' ').filter_map(file).collect(),
        // A drawing is its own text.
        Kind::Media { .. } => file(text).unwrap_or_else(|| json!(text)),
        kind => typed(kind, text),
    }
}
