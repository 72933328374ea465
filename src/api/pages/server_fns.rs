//! What the pages ask while they are open. Not a public API: it changes with the pages.

use super::fragment::fragment;
use crate::access::base_path;
use crate::api::door::Door;
use crate::api::http::body::{max_text_bytes, read_row};
use crate::api::http::error::ApiError;
use crate::gallery::Gallery;
use crate::predict::{Caller, predict};
use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use leptos::prelude::provide_context;
use leptos::server_fn::axum::server_fn_paths;
use maquette_app::result::TablePages;
use maquette_app::server_fn::{Backend, Outcome, SharedBackend};
use maquette_contract::PredictError;
use std::pin::Pin;
use std::sync::Arc;

pub(crate) static DOOR: Door =
    Door { name: "the pages' server functions", routes, prefixes: &["/fn"], ..Door::PAGES };

fn routes() -> Router<Arc<Gallery>> {
    server_fn_paths().fold(Router::new(), |router, (path, _)| router.route(path, post(call)))
}

async fn call(State(gallery): State<Arc<Gallery>>, request: Request) -> Response {
    let base = base_path(&request);
    // Only the body names the demo.
    let room = gallery.demos().map(|demo| max_text_bytes(&demo.schema)).max().unwrap_or_default();
    let (mut head, body) = match read_row(request, room).await {
        Ok(whole) => whole,
        Err(fault) => return fault.into_response(),
    };
    // With these Leptos would send a browser that has no script back to where it came from; the pages'
    // forms ask without one in another way.
    head.headers.remove(header::ACCEPT);
    head.headers.remove(header::REFERER);
    let backend: SharedBackend = Arc::new(PageBackend { gallery, base });
    let request = Request::from_parts(head, Body::from(body));
    let response =
        leptos_axum::handle_server_fns_with_context(move || provide_context(backend.clone()), request).await;
    let response = response.into_response();
    // The functions themselves do not fail; their errors are part of what they return.
    if response.status().is_server_error() {
        let text = "This is not what a page of this server sends";
        return ApiError::new(StatusCode::UNPROCESSABLE_ENTITY, text).into_response();
    }
    response
}

/// The gallery as a page under a prefix sees it.
struct PageBackend {
    gallery: Arc<Gallery>,
    base: String,
}

impl Backend for PageBackend {
    fn predict<'a>(
        &'a self,
        demo: &'a str,
        texts: &'a [String],
        view: &'a str,
    ) -> Pin<Box<dyn Future<Output = Outcome> + Send + 'a>> {
        Box::pin(async move {
            let served = self.gallery.find(demo);
            let served = served.ok_or_else(|| PredictError::UnknownDemo { name: demo.to_owned() })?;
            let raw = served.demo.schema.raw_fields(texts);
            let answer = predict(&self.gallery, demo, &raw, Caller::page(DOOR.name)).await?;
            Ok(fragment(&served.demo, &self.base, texts, &TablePages::from_query(view), &answer))
        })
    }
}
