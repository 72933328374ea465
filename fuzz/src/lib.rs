//! What the targets share: the server in process, around a demo that takes every kind of input and one that works
//! long, and the two ways to ask it. A panic ends a target even where the server catches it; so does what the server
//! says is its own fault.

// The types of nested views exceed the compiler's default limit.
#![recursion_limit = "256"]

mod demos;

use maquette::axum::Router;
use maquette::axum::body::Body;
use maquette::axum::http::{HeaderMap, Request, StatusCode};
use maquette::futures_util::StreamExt;
use maquette::prelude::*;
use maquette::serde_json::{self, Value};
use std::sync::LazyLock;
use std::time::Duration;
use tokio::runtime::{Builder, Runtime};
use tokio::time;
use tower::ServiceExt;

/// The demo with every kind of input.
pub const EVERYTHING: &str = "everything";
/// The demo that works long.
pub const COUNTING: &str = "counting";
/// What has no end within this time, by the runtime's clock, has none.
const ANSWER_TIMEOUT: Duration = Duration::from_secs(60);

struct Server {
    runtime: Runtime,
    router: Router,
}

static SERVER: LazyLock<Server> = LazyLock::new(|| {
    let runtime = Builder::new_current_thread().enable_time().build().expect("a runtime");
    let router = runtime.block_on(async {
        let demos = [demos::everything(), demos::counting()];
        let router = demos.into_iter().fold(Maquette::new(), Maquette::demo).router(None).expect("a router");
        // Requests that come while a model is loading wait for it.
        for name in [EVERYTHING, COUNTING] {
            let request = Request::get(format!("/{name}")).body(Body::empty()).expect("a request");
            let reply = answer(router.clone(), request).await;
            assert!(!reply.status.is_server_error(), "{name} is not served: {}", reply.text());
        }
        router
    });
    Server { runtime, router }
});

/// An answer to its end.
pub struct Reply {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

/// Asks the server.
pub fn ask(request: Request<Body>) -> Reply {
    SERVER.runtime.block_on(answer(SERVER.router.clone(), request))
}

/// The same where silences are passed over: the clock jumps to whatever is waited for.
pub fn ask_without_waiting(request: Request<Body>) -> Reply {
    SERVER.runtime.block_on(async {
        time::pause();
        let reply = answer(SERVER.router.clone(), request).await;
        time::resume();
        reply
    })
}

async fn answer(router: Router, request: Request<Body>) -> Reply {
    let whole = async {
        let Ok(response) = router.oneshot(request).await;
        let (head, body) = response.into_parts();
        let (mut chunks, mut body) = (body.into_data_stream(), Vec::new());
        while let Some(chunk) = chunks.next().await {
            body.extend(chunk.expect("a whole body"));
        }
        Reply { status: head.status, headers: head.headers, body }
    };
    let reply = time::timeout(ANSWER_TIMEOUT, whole).await.expect("an answer that has an end");
    let excused = [StatusCode::SERVICE_UNAVAILABLE, StatusCode::GATEWAY_TIMEOUT].contains(&reply.status);
    assert!(!reply.status.is_server_error() || excused, "{}: {}", reply.status, reply.text());
    reply
}

impl Reply {
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The body as JSON, which its head has to say too.
    pub fn json(&self) -> Value {
        assert_eq!(self.header("content-type"), "application/json", "{}", self.text());
        serde_json::from_slice(&self.body).expect("JSON")
    }
}

/// The first line of an input, and what stands behind it; what has none is nothing that could be sent.
pub fn first_line(data: &[u8]) -> Option<(&str, &[u8])> {
    let end = data.iter().position(|byte| *byte == b'\n')?;
    Some((std::str::from_utf8(&data[..end]).ok()?, &data[end + 1..]))
}
