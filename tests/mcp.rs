//! The Model Context Protocol, in both its eras, as their specifications have it.

use crate::server::{Reply, get, post_json, send, send_to};
use axum::body::Body;
use axum::http::Request;
use insta::assert_json_snapshot;
use maquette::prelude::*;
use serde_json::{Value, json};

/// Asks as the revisions with a handshake do.
pub(crate) async fn ask(method: &str, params: Value) -> Reply {
    let message = json!({ "jsonrpc": "2.0", "id": 7, "method": method, "params": params });
    post_json("/mcp", message.to_string()).await
}

const NOW: &str = "2026-07-28";

fn meta(version: &str) -> Value {
    json!({
        "io.modelcontextprotocol/protocolVersion": version,
        "io.modelcontextprotocol/clientInfo": { "name": "test", "version": "1" },
        "io.modelcontextprotocol/clientCapabilities": {},
    })
}

/// Asks as revision 2026-07-28 does, with these headers.
async fn ask_now(headers: &[(&str, &str)], method: &str, mut params: Value) -> Reply {
    params["_meta"] = params.get("_meta").cloned().unwrap_or_else(|| meta(NOW));
    let message = json!({ "jsonrpc": "2.0", "id": "a", "method": method, "params": params });
    let request = Request::post("/mcp").header("content-type", "application/json");
    let request = headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
    send(request.body(Body::from(message.to_string())).expect("a request")).await
}

/// The status, the code of the error and its words; code 0 where there is none.
fn outcome(reply: &Reply) -> (u16, i64, String) {
    let said = reply.json();
    let error = &said["error"];
    let text = error["message"].as_str().unwrap_or_default().to_owned();
    (reply.status.as_u16(), error["code"].as_i64().unwrap_or(0), text)
}

fn check(reply: &Reply, status: u16, code: i64, words: &str) {
    let (got, error, text) = outcome(reply);
    assert!((got, error) == (status, code) && text.contains(words), "{got} {}", reply.body);
}

const BILL: &str = "bill_length";

fn penguin(bill: Value) -> Value {
    let arguments = json!({ BILL: bill, "bill_depth": 15, "flipper_length": 220, "body_mass": 5200 });
    json!({ "name": "penguins", "arguments": arguments })
}

#[tokio::test]
async fn a_client_with_a_handshake() {
    let agreed = async |wanted: &str| {
        let params = json!({ "protocolVersion": wanted, "capabilities": {}, "clientInfo": { "name": "test", "version": "1" } });
        let reply = ask("initialize", params).await;
        assert_eq!(reply.header("mcp-session-id"), "");
        reply.json()["result"].clone()
    };
    let first = agreed("2025-06-18").await;
    assert_eq!(first["protocolVersion"], "2025-06-18");
    assert_eq!(first["serverInfo"]["name"], "maquette");
    assert_eq!(first["capabilities"], json!({ "tools": { "listChanged": false } }));
    assert_eq!(agreed("1999-01-01").await["protocolVersion"], "2025-11-25");
    let ready = json!({ "jsonrpc": "2.0", "method": "notifications/initialized" });
    let ready = post_json("/mcp", ready.to_string()).await;
    assert_eq!((ready.status.as_u16(), ready.body.as_str()), (202, ""));
    assert_eq!(ask("ping", json!({})).await.json(), json!({ "jsonrpc": "2.0", "id": 7, "result": {} }));
    let said = ask("tools/call", penguin(json!(50))).await.json();
    assert_eq!(said["result"]["structuredContent"]["prediction"]["label"], "Gentoo");
    assert!(said["result"].get("resultType").is_none(), "{said}");
    // Any other status would mean to such a client that its session has ended.
    check(&ask("prompts/list", json!({})).await, 200, -32601, "no method “prompts/list”");
    check(&ask("server/discover", json!({})).await, 200, -32601, "no method");
}

#[tokio::test]
async fn a_client_that_says_everything_each_time() {
    let version = ("mcp-protocol-version", NOW);
    let found = ask_now(&[version, ("mcp-method", "server/discover")], "server/discover", json!({})).await;
    let found = found.json()["result"].clone();
    assert_eq!(found["supportedVersions"], json!([NOW]));
    assert_eq!((&found["resultType"], &found["cacheScope"]), (&json!("complete"), &json!("public")));
    assert_eq!(found["_meta"]["io.modelcontextprotocol/serverInfo"]["name"], "maquette");
    let called = [version, ("mcp-method", "tools/call"), ("mcp-name", "=?base64?cGVuZ3VpbnM=?=")];
    let said = ask_now(&called, "tools/call", penguin(json!(50))).await.json();
    assert_eq!(said["result"]["structuredContent"]["prediction"]["label"], "Gentoo");
    assert_eq!((&said["id"], &said["result"]["resultType"]), (&json!("a"), &json!("complete")));
    let other = ask_now(&[version, ("mcp-method", "ping")], "ping", json!({})).await;
    check(&other, 404, -32601, "no method “ping”");
}

#[tokio::test]
async fn headers_say_what_the_body_says() {
    let list = async |headers: &[(&str, &str)]| ask_now(headers, "tools/list", json!({})).await;
    let (version, method) = (("mcp-protocol-version", NOW), ("mcp-method", "tools/list"));
    check(&list(&[version, method]).await, 200, 0, "");
    check(&list(&[method]).await, 400, -32020, "MCP-Protocol-Version is missing");
    check(&list(&[version, version, method]).await, 400, -32020, "there twice");
    check(&list(&[("mcp-protocol-version", "2025-11-25"), method]).await, 400, -32020, "says “2025-11-25”");
    check(&list(&[version]).await, 400, -32020, "Mcp-Method is missing");
    check(&list(&[version, ("mcp-method", "tools/call")]).await, 400, -32020, "the body \"tools/list\"");
    let call = async |name: &str| {
        let headers = [version, ("mcp-method", "tools/call"), ("mcp-name", name)];
        ask_now(&headers, "tools/call", penguin(json!(50))).await
    };
    check(&call("houses").await, 400, -32020, "Mcp-Name says “houses”");
    check(&call("=?base64?*?=").await, 400, -32020, "Mcp-Name is missing");
    check(&call("penguins").await, 200, 0, "");
}

#[tokio::test]
async fn revisions_that_are_not_spoken() {
    let method = ("mcp-method", "tools/list");
    let later = [("mcp-protocol-version", "2031-01-01"), method];
    let later = ask_now(&later, "tools/list", json!({ "_meta": meta("2031-01-01") })).await;
    check(&later, 400, -32022, "2031-01-01 is not spoken here");
    assert_eq!(later.json()["error"]["data"], json!({ "supported": [NOW], "requested": "2031-01-01" }));
    let lacking = json!({ "_meta": { "io.modelcontextprotocol/protocolVersion": NOW } });
    let lacking = ask_now(&[("mcp-protocol-version", NOW), method], "tools/list", lacking).await;
    check(&lacking, 400, -32602, "lacks io.modelcontextprotocol/clientCapabilities");
    let silent =
        ask_now(&[("mcp-protocol-version", NOW), method], "tools/list", json!({ "_meta": {} })).await;
    check(&silent, 400, -32602, "lacks io.modelcontextprotocol/protocolVersion");
    let unknown = ask_now(&[("mcp-protocol-version", "1.0")], "tools/list", json!({ "_meta": {} })).await;
    check(&unknown, 400, -32022, "1.0 is not spoken here");
}

#[tokio::test]
async fn what_the_tools_are() {
    let list = ask("tools/list", json!({})).await.json();
    let tools = list["result"]["tools"].as_array().expect("tools");
    let name = |tool: &Value| tool["name"].as_str().map(str::to_owned);
    let demos: Vec<_> = maquette_gallery::demos::DEMOS.iter().map(|row| Some(row.name.to_owned())).collect();
    assert_eq!(tools.iter().map(name).collect::<Vec<_>>(), demos);
    assert_json_snapshot!("tool", tools[0]);
    check(&ask("tools/list", json!({ "cursor": "2" })).await, 200, -32602, "no cursor");
}

#[tokio::test]
async fn wrong_arguments_are_reported_to_the_model() {
    let said = ask("tools/call", penguin(json!("long"))).await.json()["result"].clone();
    assert_eq!(said["isError"], true);
    let text = said["content"][0]["text"].as_str().expect("words");
    assert_eq!(text, "bill_length: the text “long” is not a number; give one from 30 to 65");
    let none = ask("tools/call", json!({ "name": "penguins" })).await.json()["result"].clone();
    assert!(none["content"][0]["text"].as_str().is_some_and(|text| text.contains("body_mass: give a value")));
    let call = async |params: Value| ask("tools/call", params).await;
    check(
        &call(json!({ "name": "dodos" })).await,
        200,
        -32602,
        "no tool named “dodos”; there are penguins, ",
    );
    check(&call(json!({})).await, 200, -32602, "which tool");
    check(&call(json!({ "name": "penguins", "arguments": [1] })).await, 200, -32602, "are an object");
    let headers = [("mcp-protocol-version", NOW), ("mcp-method", "tools/call"), ("mcp-name", "dodos")];
    check(&ask_now(&headers, "tools/call", json!({ "name": "dodos" })).await, 400, -32602, "no tool");
}

#[tokio::test]
async fn messages_that_are_none() {
    let post = async |body: Value| post_json("/mcp", body.to_string()).await;
    check(&post_json("/mcp", "{").await, 400, -32700, "This is not JSON");
    check(&post(json!({ "id": 1, "method": "ping" })).await, 400, -32600, "jsonrpc “2.0”");
    check(&post(json!({ "jsonrpc": "2.0", "id": null, "method": "ping" })).await, 400, -32600, "its id");
    check(&post(json!({ "jsonrpc": "2.0", "id": 1, "result": {} })).await, 400, -32600, "a method");
    check(&post(json!({ "jsonrpc": "2.0", "id": 1, "method": "ping", "params": [] })).await, 400, -32600, "");
    check(&post(json!([])).await, 400, -32600, "one message at a time");
    let large = post_json("/mcp", vec![b' '; 60 << 20]).await;
    check(&large, 413, -32600, "larger than");
    for method in ["GET", "DELETE"] {
        let request = Request::builder().method(method).uri("/mcp").body(Body::empty()).expect("a request");
        let reply = send(request).await;
        assert_eq!((reply.status.as_u16(), reply.header("allow")), (405, "POST"));
    }
    let foreign =
        Request::post("/mcp").header("host", "maquette.example").header("origin", "https://other.example");
    assert_eq!(send(foreign.body(Body::from("{}")).expect("a request")).await.status.as_u16(), 403);
    assert_eq!(get("/mcp/tools").await.status.as_u16(), 404);
}

#[tokio::test]
async fn several_messages_of_an_older_client() {
    let ping = |id: u8| json!({ "jsonrpc": "2.0", "id": id, "method": "ping" });
    let note = json!({ "jsonrpc": "2.0", "method": "notifications/initialized" });
    let both = post_json("/mcp/", json!([ping(1), note, ping(2)]).to_string()).await.json();
    let empty = |id: u8| json!({ "jsonrpc": "2.0", "id": id, "result": {} });
    assert_eq!(both, json!([empty(1), empty(2)]));
    assert_eq!(post_json("/mcp", json!([note]).to_string()).await.status.as_u16(), 202);
    let many: Vec<_> = (0..101).map(|_| ping(1)).collect();
    check(&post_json("/mcp", json!(many).to_string()).await, 400, -32600, "up to 100");
}

#[tokio::test]
async fn pictures_and_files_are_beside_the_words() {
    #[derive(Inputs)]
    struct Side {
        /// Side
        #[input(range = 1..=9)]
        side: u8,
    }
    let draw = |Side { side }: Side| {
        let square = Image::gray(side.into(), side.into(), &vec![0; usize::from(side).pow(2)]);
        (picture(&square, "A square"), Blob::new("side.txt", "text/plain", side.to_string().as_bytes()))
    };
    let app = Maquette::new().demo(Demo::function("square", draw)).router(None).expect("it opens");
    let params = json!({ "name": "square", "arguments": { "side": 2 } });
    let message = json!({ "jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": params });
    let request = Request::post("/mcp").body(Body::from(message.to_string())).expect("a request");
    let said = send_to(app, request).await.json()["result"].clone();
    let content = said["content"].as_array().expect("content");
    let kinds: Vec<_> = content.iter().filter_map(|block| block["type"].as_str()).collect();
    assert_eq!(kinds, ["text", "image", "resource"]);
    assert_eq!(content[1]["mimeType"], "image/png");
    assert_eq!(content[2]["resource"]["blob"], "Mg==");
    let drawn = content[1]["data"].as_str().expect("bytes");
    assert!(drawn.starts_with("iVBORw0KGgo") && !content[0].to_string().contains("iVBOR"), "{said}");
    assert_eq!(said["structuredContent"]["prediction"][0]["prediction"]["image"]["file"]["data"], drawn);
}
