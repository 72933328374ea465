//! What the pages ask while they are open. Not a public API: it changes with the pages.

use crate::gallery::Gallery;
use crate::predict::predict;
use axum::Router;
use axum::extract::{Request, State};
use axum::response::IntoResponse;
use axum::routing::post;
use leptos::prelude::provide_context;
use leptos::server_fn::axum::server_fn_paths;
use maquette_app::server_fn::{Outcome, Port, SharedPort};
use maquette_contract::PredictError;
use std::pin::Pin;
use std::sync::Arc;

pub(super) fn routes() -> Router<Arc<Gallery>> {
    server_fn_paths().fold(Router::new(), |router, (path, _)| router.route(path, post(call)))
}

async fn call(State(gallery): State<Arc<Gallery>>, request: Request) -> impl IntoResponse {
    let port: SharedPort = gallery;
    leptos_axum::handle_server_fns_with_context(move || provide_context(port.clone()), request).await
}

impl Port for Gallery {
    fn predict<'a>(
        &'a self,
        demo: &'a str,
        texts: &'a [String],
    ) -> Pin<Box<dyn Future<Output = Outcome> + Send + 'a>> {
        Box::pin(async move {
            let shown = self.find(demo).ok_or_else(|| PredictError::UnknownDemo { name: demo.to_owned() })?;
            predict(self, demo, &shown.demo.schema.raw_fields(texts)).await
        })
    }
}
