//! The Model Context Protocol over streamable HTTP: every demo is a tool. Revision 2026-07-28, in which each request
//! declares all that has to be known, and the earlier ones, which open with `initialize`. Both are stateless here.

mod revision;
mod rpc_error;
mod tools;

use crate::api::door::Door;
use crate::api::http::body::{max_body_bytes, read_row};
use crate::api::http::json_limits;
use crate::gallery::Gallery;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use axum::{Json, Router};
use maquette_contract::Schema;
use revision::Revision;
use rpc_error::{INVALID_PARAMS, INVALID_REQUEST, METHOD_NOT_FOUND, PARSE_ERROR, RpcError};
use serde_json::{Map, Value, json};
use std::sync::Arc;

pub(crate) static DOOR: Door = Door {
    name: "MCP",
    routes,
    prefixes: &["/mcp"],
    request_headers: &["last-event-id", "mcp-method", "mcp-name", "mcp-protocol-version", "mcp-session-id"],
    response_headers: &["mcp-session-id"],
    ..Door::PROGRAMS
};
/// The most messages of one batch; only revision 2025-03-26 has batches.
const MAX_MESSAGES: usize = 100;
/// How long a client may cache the list of tools: they stay the same until the server restarts.
const TOOLS_TTL_MILLIS: u64 = 60_000;

fn routes() -> Router<Arc<Gallery>> {
    Router::new().route("/mcp", post(receive)).route("/mcp/", post(receive))
}

async fn receive(State(gallery): State<Arc<Gallery>>, request: Request) -> Response {
    // Which demo is meant is in the body.
    let most = gallery.demos().map(|demo| max_body_bytes(&demo.schema)).max();
    let (head, body) =
        match read_row(request, most.unwrap_or_else(|| max_body_bytes(&Schema::default()))).await {
            Ok(whole) => whole,
            Err(error) => {
                let body = error_without_id(INVALID_REQUEST, &error.message).to_string();
                let mut response = error.into_response();
                *response.body_mut() = Body::from(body);
                return response;
            }
        };
    let replies = match json_limits::from_slice(&body) {
        Err(error) => Some((error.status, error_without_id(INVALID_REQUEST, &error.message))),
        Ok(Err(error)) => Some((
            StatusCode::BAD_REQUEST,
            error_without_id(PARSE_ERROR, &format!("This is not JSON: {error}")),
        )),
        Ok(Ok(Value::Array(messages))) => batch(&gallery, &head.headers, &messages).await,
        Ok(Ok(message)) => reply(&gallery, &head.headers, &message).await,
    };
    match replies {
        Some((status, message)) => (status, Json(message)).into_response(),
        // Notifications alone.
        None => StatusCode::ACCEPTED.into_response(),
    }
}

/// The responses to the requests of a batch; notifications have none.
async fn batch(gallery: &Gallery, headers: &HeaderMap, messages: &[Value]) -> Option<(StatusCode, Value)> {
    if messages.is_empty()
        || messages.len() > MAX_MESSAGES
        || Revision::in_header(headers) == Some(Revision::Stateless)
    {
        let text = format!("Send one message at a time, or in revision 2025-03-26 up to {MAX_MESSAGES}");
        return Some((StatusCode::BAD_REQUEST, error_without_id(INVALID_REQUEST, &text)));
    }
    let mut replies = Vec::new();
    for message in messages {
        replies.extend(reply(gallery, headers, message).await.map(|(_, reply)| reply));
    }
    (!replies.is_empty()).then_some((StatusCode::OK, Value::Array(replies)))
}

/// The response to a message; `None` for a notification.
async fn reply(gallery: &Gallery, headers: &HeaderMap, message: &Value) -> Option<(StatusCode, Value)> {
    let Some(call) = Call::read(message) else {
        let text = "Send a JSON-RPC request: an object with jsonrpc “2.0”, a method, and as its id a string or an integer";
        return Some((StatusCode::BAD_REQUEST, error_without_id(INVALID_REQUEST, text)));
    };
    let id = call.id?;
    let revision = Revision::of(headers, &call);
    let outcome = match revision.check(headers, &call) {
        Ok(()) => result(gallery, revision, &call).await,
        Err(error) => Err(error),
    };
    Some(match outcome {
        Ok(result) => (StatusCode::OK, json!({ "jsonrpc": "2.0", "id": id, "result": result })),
        Err(error) => (revision.status(&error), error.response(id)),
    })
}

/// The error of a message that could not be read as far as its id.
fn error_without_id(code: i32, text: &str) -> Value {
    RpcError::new(code, text).response(&Value::Null)
}

async fn result(gallery: &Gallery, revision: Revision, call: &Call<'_>) -> Result<Value, RpcError> {
    let (mut result, may_cache) = match (revision, call.method) {
        (Revision::Handshake, "initialize") => (initialize(call), false),
        (Revision::Handshake, "ping") => (json!({}), false),
        (Revision::Stateless, "server/discover") => (discover(), true),
        (_, "tools/list") if !call.param("cursor").is_null() => {
            return Err(RpcError::new(
                INVALID_PARAMS,
                "There is one page of tools, and no cursor leads to another",
            ));
        }
        (_, "tools/list") => (tools::list(gallery), true),
        (_, "tools/call") => (tools::call(gallery, call).await?, false),
        (_, method) => {
            let text = format!("There is no method “{method}”: tools can be listed and called");
            return Err(RpcError::new(METHOD_NOT_FOUND, &text));
        }
    };
    if revision == Revision::Stateless {
        result["resultType"] = json!("complete");
        result["_meta"] = json!({ "io.modelcontextprotocol/serverInfo": server_info() });
        if may_cache {
            result["ttlMs"] = json!(TOOLS_TTL_MILLIS);
            result["cacheScope"] = json!("public");
        }
    }
    Ok(result)
}

/// The response to `initialize`: a revision that both sides support.
fn initialize(call: &Call) -> Value {
    let wanted = call.param("protocolVersion").as_str().unwrap_or_default();
    let version =
        revision::HANDSHAKE.into_iter().find(|version| *version == wanted).unwrap_or(revision::HANDSHAKE[0]);
    json!({
        "protocolVersion": version,
        "capabilities": { "tools": { "listChanged": false } },
        "serverInfo": server_info(),
        "instructions": INSTRUCTIONS,
    })
}

fn discover() -> Value {
    json!({
        "supportedVersions": revision::STATELESS,
        "capabilities": { "tools": {} },
        "instructions": INSTRUCTIONS,
    })
}

const INSTRUCTIONS: &str = "Each tool is a machine-learning model. Its `notes` say why an answer should \
    not be relied on; a probability is calibrated and an interval or set holds the truth as often as its `coverage` says.";

fn server_info() -> Value {
    json!({ "name": "maquette", "title": "Maquette", "version": env!("CARGO_PKG_VERSION") })
}

/// A JSON-RPC request, or a notification, which has no id.
struct Call<'a> {
    id: Option<&'a Value>,
    method: &'a str,
    params: Option<&'a Map<String, Value>>,
}

impl<'a> Call<'a> {
    fn read(message: &'a Value) -> Option<Self> {
        let message = message.as_object().filter(|message| message.get("jsonrpc") == Some(&json!("2.0")))?;
        let id = message.get("id");
        if id.is_some_and(|id| !id.is_string() && !id.is_i64() && !id.is_u64()) {
            return None;
        }
        let params = message.get("params").filter(|params| !params.is_null());
        if params.is_some_and(|params| !params.is_object()) {
            return None;
        }
        let method = message.get("method")?.as_str()?;
        Some(Self { id, method, params: params.and_then(Value::as_object) })
    }

    fn param(&self, name: &str) -> &'a Value {
        self.params.and_then(|params| params.get(name)).unwrap_or(&Value::Null)
    }
}
