//! What an open page asks for each answer. Not a public API: it changes with the pages.

use super::fragment::fragment;
use crate::access::base_path;
use crate::api::door::Door;
use crate::api::http::body::{max_text_bytes, read_json};
use crate::api::http::error::ApiError;
use crate::api::http::json_limits;
use crate::gallery::Gallery;
use crate::predict::{Caller, predict};
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::routing::post;
use axum::{Json, Router};
use maquette_app::predict::{Failure, Outcome, PATH, PredictRequest};
use maquette_app::result::TablePages;
use maquette_contract::{PredictError, RawField, RawValue};
use std::sync::Arc;

pub(crate) static DOOR: Door =
    Door { name: "the pages' own requests", routes, prefixes: &["/fn"], ..Door::PAGES };

fn routes() -> Router<Arc<Gallery>> {
    Router::new().route(PATH, post(call))
}

async fn call(State(gallery): State<Arc<Gallery>>, request: Request) -> Result<Json<Outcome>, ApiError> {
    let base = base_path(&request);
    // Only the body names the demo.
    let max_bytes = gallery.demos().map(|demo| max_text_bytes(&demo.schema)).max().unwrap_or_default();
    let (_head, body) = read_json(request, max_bytes).await?;
    let request = json_limits::from_slice(&body)?.map_err(|_| {
        ApiError::new(StatusCode::UNPROCESSABLE_ENTITY, "This is not what a page of this server sends")
    })?;
    Ok(Json(answer(&gallery, &base, &request).await))
}

async fn answer(gallery: &Arc<Gallery>, base: &str, request: &PredictRequest) -> Outcome {
    let PredictRequest { demo, schema, inputs, view } = request;
    let served =
        gallery.find(demo).ok_or_else(|| Failure::from(&PredictError::UnknownDemo { name: demo.clone() }))?;
    let demo = &served.demo;
    // The page may have been open since before the server started: its fields may mean something else by now.
    if *schema != demo.schema_version {
        return Err(Failure::of_older_page());
    }
    let raw: Vec<RawField> =
        inputs.iter().map(|(name, text)| (name.clone(), RawValue::Text(text.clone()))).collect();
    let answer = predict(gallery, &demo.name, &raw, Caller::page(DOOR.name)).await;
    let answer = answer.map_err(|error| Failure::from(&error))?;
    let text = |name: &str| inputs.iter().find(|(known, _)| known == name).map(|(_, text)| text.clone());
    let texts: Vec<String> =
        demo.schema.features.iter().map(|feature| text(&feature.name).unwrap_or_default()).collect();
    Ok(fragment(demo, base, &texts, &TablePages::from_query(view), &answer))
}
