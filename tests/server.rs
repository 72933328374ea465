//! The whole server within this process, and the one way in which tests ask it.

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request, StatusCode};
use maquette::api::router;
use maquette::demo::Demo;
use maquette::gallery::Gallery;
use maquette_app::pages::workbench::Task;
use maquette_app::predict::PredictRequest;
use maquette_gallery::demos::DEMOS;
use serde_json::{Value, json};
use std::sync::{Arc, LazyLock};
use tower::ServiceExt;

/// Training is not needed to ask: the shipped models answer.
pub(crate) static GALLERY: LazyLock<Arc<Gallery>> =
    LazyLock::new(|| Arc::new(Gallery::open(demos(), None).expect("the gallery opens")));

fn demos() -> Vec<Demo> {
    DEMOS.iter().map(|row| (row.demo)()).collect()
}

pub(crate) struct Reply {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
    pub(crate) bytes: Vec<u8>,
}

impl Reply {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error} in {}", self.body))
    }

    /// The body as JSON, where it is any.
    pub(crate) fn json_or_null(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_default()
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }
}

pub(crate) async fn send(request: Request<Body>) -> Reply {
    send_to(router(GALLERY.clone()), request).await
}

pub(crate) async fn send_to(router: Router, request: Request<Body>) -> Reply {
    let response = router.oneshot(request).await.expect("infallible");
    let (parts, body) = response.into_parts();
    let body = to_bytes(body, usize::MAX).await.expect("a whole body");
    let text = String::from_utf8_lossy(&body).into_owned();
    Reply { status: parts.status, headers: parts.headers, body: text, bytes: body.to_vec() }
}

pub(crate) async fn get(path: &str) -> Reply {
    send(Request::get(path).body(Body::empty()).expect("a request")).await
}

pub(crate) async fn post_json(path: &str, body: impl Into<Body>) -> Reply {
    let request = Request::post(path).header("content-type", "application/json");
    send(request.body(body.into()).expect("a request")).await
}

/// What the page of a demo holds for the client.
pub(crate) fn page_task(page: &str) -> Task {
    let (_, rest) = page.split_once("data-task=\"").unwrap_or_else(|| panic!("no task in {page}"));
    let json = rest.split('"').next().unwrap_or_default();
    let json = json.replace("&quot;", "\"").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
    serde_json::from_str(&json).unwrap_or_else(|error| panic!("{error} in {json}"))
}

/// The request for an answer that an open page sends, as JSON.
pub(crate) fn live_request(Task { demo, schema, version, .. }: &Task, texts: &[&str]) -> Value {
    let texts: Vec<String> = texts.iter().map(|&text| text.to_owned()).collect();
    json!(PredictRequest::new(demo, schema, version, &texts, ""))
}

/// The task of a page of the gallery.
pub(crate) async fn task_of(demo: &str) -> Task {
    page_task(&get(&format!("/{demo}")).await.body)
}
