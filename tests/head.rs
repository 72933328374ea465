//! HEAD: every address that answers GET answers HEAD with the same status and headers, and no body.

use crate::server::{GALLERY, Reply, send_to, task_of};
use axum::body::Body;
use axum::http::Request;
use maquette::api::router;

async fn ask(method: &str, path: &str, accept: &str) -> Reply {
    let request = Request::builder().method(method).uri(path).header("accept", accept);
    send_to(router(GALLERY.clone()), request.body(Body::empty()).expect("a request")).await
}

/// What may differ between two replies to one request.
const CHANGING: [&str; 3] = ["content-security-policy", "date", "content-length"];

#[tokio::test]
async fn every_address_answers_head_as_it_answers_get() {
    let page = task_of("voice").await;
    let sample = page.texts.iter().find(|text| text.starts_with('s')).expect("a sample");
    let upload = format!("/uploads/{sample}");
    for path in [
        "/",
        "/penguins",
        "/penguins?bill_length=40",
        "/penguins?bill_length=long",
        "/penguins/code",
        "/penguins/answers/0",
        "/seattle/tables/0.csv",
        "/voice/jobs/0",
        "/docs",
        "/docs/penguins",
        "/login",
        "/nothing",
        "/nothing/there",
        "/api",
        "/api/penguins",
        "/api/nothing",
        "/openapi.json",
        "/metrics",
        "/health/live",
        "/health/ready",
        &upload,
        "/uploads/nothing",
        "/pkg/nothing",
        "/v1/models/penguins",
        "/v1/models/penguins/metadata",
        "/v2",
        "/v2/health/ready",
        "/v2/models/penguins",
        "/v2/models/penguins/stats",
        "/models",
        "/ping",
        "/penguins/config",
        "/penguins/gradio_api/info",
        "/mcp",
    ] {
        for accept in ["text/html", "*/*"] {
            let [get, head] = [ask("GET", path, accept).await, ask("HEAD", path, accept).await];
            assert_eq!(head.status, get.status, "{path}");
            assert!(head.bytes.is_empty(), "{path} sends a body: {}", head.body);
            let headers = |reply: &Reply| {
                let mut headers = reply.headers.clone();
                for name in CHANGING {
                    headers.remove(name);
                }
                headers
            };
            assert_eq!(headers(&head), headers(&get), "{path}");
        }
    }
}

/// A stream would begin a session, or hang.
#[tokio::test]
async fn head_begins_no_stream() {
    for path in
        ["/penguins/gradio_api/queue/data?session_hash=a", "/voice/jobs/0/events", "/api/voice/jobs/0/events"]
    {
        let head = ask("HEAD", path, "text/event-stream").await;
        assert!(head.bytes.is_empty(), "{path}: {} {}", head.status, head.body);
    }
}
