//! What stands before the doors: who gets in, how often, by which name and under which prefix. Every address of every
//! door is behind it.

use crate::server::{GALLERY, Reply, live_request, send_to, task_of};
use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::Request;
use axum::http::request::Builder;
use maquette::access::{Credentials, Hosts, Lock, Origins, Rate, Settings};
use maquette::api::{DOORS, router_with};
use serde_json::{Value, json};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tower::ServiceExt;

const TOKEN: &str = "a-token-for-programs";
/// `ann:secret` and a token without a name, in base64.
const ANN: &str = "Basic YW5uOnNlY3JldA==";
const NAMELESS: &str = "Basic OmEtdG9rZW4tZm9yLXByb2dyYW1z";

pub(crate) fn served(settings: Settings) -> Router {
    router_with(GALLERY.clone(), settings)
}

/// Locks some demos, or everything.
fn locked(demos: &[&str]) -> Router {
    let credentials = Credentials::new(&[TOKEN.to_owned()], &[("ann".to_owned(), "secret".to_owned())]);
    let lock = Lock::new(credentials, demos.iter().map(|demo| (*demo).to_owned()).collect());
    served(Settings { lock: Some(Arc::new(lock)), ..Settings::default() })
}

/// Asks as a program does, from an address.
pub(crate) async fn ask(app: &Router, request: Builder, body: impl Into<Body>) -> Reply {
    let mut request = request.body(body.into()).expect("a request");
    let peer =
        request.headers().get("x-test-peer").and_then(|peer| peer.to_str().ok()).unwrap_or("203.0.113.9");
    let peer = SocketAddr::new(peer.parse().expect("an address"), 4711);
    request.extensions_mut().insert(ConnectInfo(peer));
    send_to(app.clone(), request).await
}

async fn get(app: &Router, path: &str) -> Reply {
    ask(app, Request::get(path), "").await
}

async fn browse(app: &Router, path: &str, cookie: &str) -> Reply {
    let request = Request::get(path).header("accept", "text/html,*/*").header("sec-fetch-mode", "navigate");
    ask(app, request.header("cookie", cookie), "").await
}

async fn log_in(app: &Router, accept: &str, form: &str) -> Reply {
    let request = Request::post("/login").header("content-type", "application/x-www-form-urlencoded");
    ask(app, request.header("accept", accept), form.to_owned()).await
}

/// The cookie of a reply, as a browser brings it back.
fn cookie(reply: &Reply) -> String {
    reply.header("set-cookie").split(';').next().unwrap_or_default().to_owned()
}

/// Known addresses of every door, beside those that its row names.
const ADDRESSES: [(&str, &str); 36] = [
    ("GET", "/"),
    ("GET", "/penguins"),
    ("POST", "/penguins"),
    ("GET", "/penguins/answers/1"),
    ("GET", "/penguins/tables/0.csv"),
    ("GET", "/voice/jobs/1"),
    ("GET", "/voice/jobs/1/events"),
    ("POST", "/voice/jobs/1/cancel"),
    ("GET", "/nothing/there"),
    ("POST", "/fn/predict"),
    ("GET", "/api"),
    ("GET", "/api/penguins"),
    ("POST", "/api/penguins/predict"),
    ("POST", "/api/penguins/batch"),
    ("POST", "/api/voice/stream"),
    ("GET", "/api/voice/jobs/1/events"),
    ("DELETE", "/api/voice/jobs/1"),
    ("GET", "/openapi.json"),
    ("GET", "/docs"),
    ("POST", "/uploads"),
    ("GET", "/uploads/u1"),
    ("GET", "/metrics"),
    ("GET", "/health/ready"),
    ("OPTIONS", "/"),
    ("GET", "/penguins/config"),
    ("POST", "/penguins/gradio_api/queue/join"),
    ("POST", "/gradio_api/queue/join"),
    ("GET", "/gradio_api/queue/data?session_hash=a"),
    ("POST", "/gradio_api/cancel"),
    ("POST", "/gradio_api/reset"),
    ("POST", "/gradio_api/upload"),
    ("GET", "/gradio_api/file=u1/a.png"),
    ("GET", "/gradio_api/heartbeat/a"),
    ("GET", "/v2/models/penguins/ready"),
    ("POST", "/v1/models/penguins:predict"),
    ("POST", "/predictions/penguins"),
];

/// What is open to everybody: the way in, what its page is made of, and the pulse of the process.
const OPEN: [&str; 5] = ["/login", "/logout", "/pkg", "/ping", "/health/live"];

fn addresses() -> Vec<(&'static str, String)> {
    let rows = DOORS.iter().flat_map(|door| door.prefixes).flat_map(|prefix| {
        let below =
            [String::new(), "/penguins".to_owned(), "/models/penguins/infer".to_owned(), "/x/y/z".to_owned()];
        let paths = below.map(|rest| format!("{prefix}{rest}"));
        paths
            .into_iter()
            .flat_map(|path| ["GET", "POST", "PUT", "DELETE"].map(|method| (method, path.clone())))
    });
    let known = ADDRESSES.iter().map(|(method, path)| (*method, (*path).to_owned()));
    let open = |path: &str| OPEN.iter().any(|open| path == *open || path.starts_with(&format!("{open}/")));
    rows.chain(known).filter(|(_, path)| !open(path)).collect()
}

#[tokio::test]
async fn every_address_of_every_door_is_behind_the_lock() {
    for (method, path) in addresses() {
        let app = locked(&[]);
        let ask_at = async |authorization: Option<&str>| {
            let request =
                Request::builder().method(method).uri(&path).header("content-type", "application/json");
            let request =
                authorization.iter().fold(request, |request, value| request.header("authorization", *value));
            let reply = ask(&app, request, "{}").await;
            let challenge = reply.header("www-authenticate").to_owned();
            (reply.status.as_u16(), challenge.contains("Bearer"), reply.json_or_null())
        };
        let (status, challenged, body) = ask_at(None).await;
        assert_eq!((status, challenged), (401, true), "{method} {path}");
        assert!(body.is_object(), "{method} {path} says nothing");
        assert_eq!(ask_at(Some("AWS4-HMAC-SHA256 Credential=a")).await.0, 401, "{method} {path}");
        assert_eq!(ask_at(Some("Basic")).await.0, 401, "{method} {path}");
    }
}

#[tokio::test]
async fn a_key_opens_every_door() {
    let app = locked(&[]);
    let session = cookie(&log_in(&app, "*/*", "username=ann&password=secret").await);
    let bearer = format!("Bearer {TOKEN}");
    let credentials = [
        ("authorization", bearer.as_str()),
        ("authorization", ANN),
        ("authorization", NAMELESS),
        ("cookie", &session),
    ];
    for (name, value) in credentials {
        for (method, path) in addresses() {
            let request =
                Request::builder().method(method).uri(&path).header("content-type", "application/json");
            let request = request.header(name, value).body(Body::from("{}")).expect("a request");
            // What streams has no end to wait for.
            let status = app.clone().oneshot(request).await.expect("infallible").status();
            let stays_outside = [401, 429].contains(&status.as_u16());
            assert!(!stays_outside, "{method} {path} with {name}: {status}");
        }
        let inputs =
            json!({ "bill_length": 46.1, "bill_depth": 14.2, "flipper_length": 211, "body_mass": 4500 });
        let request = Request::post("/api/penguins/predict").header("content-type", "application/json");
        let answer = ask(&app, request.header(name, value), inputs.to_string()).await;
        assert_eq!(answer.json()["prediction"]["classes"]["label"], "Gentoo", "{name}: {}", answer.body);
    }
}

/// Where an address names no demo, the one that answers for all may be locked.
#[tokio::test]
async fn a_locked_demo_that_is_only_named_within_wants_a_key() {
    let app = locked(&["penguins"]);
    let request =
        || Request::post("/invocations?model_name=penguins").header("content-type", "application/json");
    let refused = ask(&app, request(), "{}").await;
    assert_eq!(
        (refused.status.as_u16(), refused.header("www-authenticate")),
        (401, "Bearer realm=\"Maquette\"")
    );
    assert!(refused.body.contains("penguins is locked. Log in first"), "{}", refused.body);
    let known = ask(&app, request().header("authorization", ANN), "{}").await;
    assert_eq!(known.status.as_u16(), 400, "{}", known.body);
}

#[tokio::test]
async fn what_is_open_is_open_to_everybody() {
    let app = locked(&[]);
    assert_eq!(get(&app, "/health/live").await.status.as_u16(), 200);
    for path in OPEN {
        assert_ne!(get(&app, path).await.status.as_u16(), 401, "{path}");
    }
    let document = ask(&app, Request::get("/openapi.json").header("authorization", ANN), "").await.json();
    assert_eq!(document["security"], json!([{ "token": [] }, { "password": [] }, {}]));
    assert_eq!(document["components"]["securitySchemes"]["token"]["scheme"], "bearer");
    let way_in = browse(&app, "/login", "").await;
    assert!(way_in.body.contains("can give you a name and a password"), "{}", way_in.body);
    assert!(!way_in.body.contains("/docs"), "leads to what is locked: {}", way_in.body);
    let style = way_in.body.split("href=\"").find(|rest| rest.starts_with("/pkg/") && rest.contains(".css"));
    let style = style.and_then(|rest| rest.split('"').next()).expect("a style");
    assert_eq!(get(&app, style).await.status.as_u16(), 200, "{style}");
}

#[tokio::test]
async fn a_refusal_has_the_shape_of_its_protocol() {
    let app = locked(&[]);
    let check =
        async |path: &str, expected: Value| assert_eq!(get(&app, path).await.json(), expected, "{path}");
    let text = "Log in first, or send a token or a name and a password in the Authorization header";
    let gradio = json!({ "detail": { "error": "Not authenticated", "auth_message": null } });
    for path in [
        "/config",
        "/penguins/config",
        "/gradio_api/info",
        "/gradio_api/queue/data",
        "/penguins/gradio_api/info",
    ] {
        check(path, gradio.clone()).await;
    }
    check("/v2/models/penguins/infer", json!({ "error": text })).await;
    check("/v1/models/penguins:predict", json!({ "error": text })).await;
    check("/predictions/penguins", json!({ "code": 401, "type": "InvalidKeyException", "message": text }))
        .await;
    check("/invocations", json!({ "error_code": "UNAUTHENTICATED", "message": text })).await;
    check("/mcp", json!({ "detail": text })).await;
    check("/api/penguins", json!({ "detail": text })).await;
}

#[tokio::test]
async fn a_browser_is_led_to_the_way_in_and_back() {
    let app = locked(&[]);
    let refused = browse(&app, "/penguins?bill_length=46&island=Biscoe", "").await;
    assert_eq!(refused.status.as_u16(), 303);
    assert_eq!(refused.header("location"), "/login?next=%2Fpenguins%3Fbill_length%3D46%26island%3DBiscoe");
    let page = browse(&app, refused.header("location"), "").await;
    assert_eq!(page.status.as_u16(), 200);
    assert!(page.body.contains("value=\"/penguins?bill_length=46&amp;island=Biscoe\""), "{}", page.body);
    assert!(
        !page.body.contains("Emperor") && !page.body.contains("Which penguin"),
        "it shows what is locked"
    );

    let form = "username=ann&password=secret&next=%2Fpenguins%3Fbill_length%3D46";
    let back = log_in(&app, "text/html", form).await;
    assert_eq!((back.status.as_u16(), back.header("location")), (303, "/penguins?bill_length=46"));
    let set = back.header("set-cookie");
    assert!(
        set.contains("; Path=/; Max-Age=43200; HttpOnly; SameSite=Lax") && !set.contains("Secure"),
        "{set}"
    );
    let session = cookie(&back);
    let shown = browse(&app, "/penguins", &session).await;
    assert_eq!(shown.status.as_u16(), 200);
    assert!(shown.body.contains("href=\"/logout\""), "no way out");

    let wrong = log_in(&app, "text/html", "username=ann&password=Secret&next=%2Fvoice").await;
    assert_eq!((wrong.status.as_u16(), wrong.header("set-cookie")), (401, ""));
    assert!(
        wrong.body.contains("This password or token is not right") && wrong.body.contains("value=\"/voice\"")
    );
    assert!(!wrong.body.contains("Secret"), "it says the password back");

    let out = browse(&app, "/logout", &session).await;
    assert_eq!((out.status.as_u16(), out.header("location")), (303, "/"));
    assert!(out.header("set-cookie").contains("Max-Age=0"), "{}", out.header("set-cookie"));
    assert_eq!(browse(&app, "/penguins", &session).await.status.as_u16(), 303);
}

#[tokio::test]
async fn a_program_logs_in_as_it_does_with_gradio() {
    let app = locked(&[]);
    let reply = log_in(&app, "*/*", "username=ann&password=secret").await;
    assert_eq!((reply.status.as_u16(), reply.json()), (200, json!({ "success": true })));
    // Its JavaScript client takes what is before the first semicolon, and cuts it at each equals sign.
    assert_eq!(cookie(&reply).matches('=').count(), 1);
    assert!(!reply.header("set-cookie").contains(','));

    let part = |name: &str, text: &str| {
        format!("--line\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{text}\r\n")
    };
    let form = [part("username", "ann"), part("password", "secret"), "--line--\r\n".to_owned()].concat();
    let request = Request::post("/login").header("content-type", "multipart/form-data; boundary=line");
    let reply = ask(&app, request, form).await;
    assert_eq!((reply.status.as_u16(), reply.json()), (200, json!({ "success": true })));
    assert_eq!(
        ask(&app, Request::get("/api").header("cookie", cookie(&reply)), "").await.status.as_u16(),
        200
    );

    for form in
        ["username=ann&password=", "username=ann", "", "username=&password=", "username=ben&password=secret"]
    {
        let reply = log_in(&app, "*/*", form).await;
        assert_eq!((reply.status.as_u16(), reply.header("set-cookie")), (401, ""), "{form}");
        assert!(reply.json()["detail"].is_string(), "{form}");
    }
    let json = Request::post("/login").header("content-type", "application/json");
    assert_eq!(ask(&app, json, "{}").await.status.as_u16(), 415);
    assert_eq!(log_in(&app, "*/*", &"x".repeat(100_000)).await.status.as_u16(), 413);
}

#[tokio::test]
async fn a_lock_of_some_demos_leaves_the_others_open() {
    let app = locked(&["penguins", "voice"]);
    let front = browse(&app, "/", "").await;
    assert_eq!(front.status.as_u16(), 200);
    assert!(front.body.contains("href=\"/penguins\"") && front.body.contains("Locked: log in to try it"));
    assert!(front.body.contains("href=\"/login\""), "no way in");
    let known =
        ask(&app, Request::get("/").header("authorization", ANN).header("accept", "text/html"), "").await;
    assert!(!known.body.contains("Locked"), "{}", known.body);

    assert_eq!(get(&app, "/houses").await.status.as_u16(), 200);
    assert_eq!(browse(&app, "/penguins", "").await.header("location"), "/login?next=%2Fpenguins");
    for path in [
        "/api/penguins",
        "/api/penguins/predict",
        "/api/%70enguins",
        "/v1/models/penguins:predict",
        "/voice/jobs/1/events",
        "/penguins/answers/1",
        "/metrics",
    ] {
        assert_eq!(get(&app, path).await.status.as_u16(), 401, "{path}");
    }
    let named = |reply: &Reply| reply.body.contains("penguins");
    for path in ["/api", "/openapi.json"] {
        assert!(!named(&get(&app, path).await), "{path} tells of what is locked");
        let known = ask(&app, Request::get(path).header("authorization", ANN), "").await;
        assert!(named(&known), "{path} tells too little");
    }
    // Where the body names the demo, and not the address.
    let live = live_request(&task_of("penguins").await, &["46.1", "14.2", "211", "4500", "", ""]).to_string();
    let request = || Request::post("/fn/predict").header("content-type", "application/json");
    let nobody = ask(&app, request(), live.clone()).await;
    assert!(nobody.json().get("Ok").is_none() && !nobody.body.contains("Gentoo"), "{}", nobody.body);
    let known = ask(&app, request().header("authorization", ANN), live).await;
    assert!(known.json().get("Ok").is_some(), "{}", known.body);
    let list = json!({ "jsonrpc": "2.0", "id": 1, "method": "tools/list" }).to_string();
    let params = json!({ "name": "penguins", "arguments": {} });
    let call = json!({ "jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": params }).to_string();
    let request = || Request::post("/mcp").header("content-type", "application/json");
    assert!(!named(&ask(&app, request(), list.clone()).await), "a tool is locked and listed");
    assert!(named(&ask(&app, request().header("authorization", ANN), list).await));
    let called = ask(&app, request(), call).await;
    assert!(called.json()["error"].is_object(), "{}", called.body);
    assert!(!named(&get(&app, "/config").await) && !named(&get(&app, "/gradio_api/info").await));
    let rows = json!({ "instances": [{}] }).to_string();
    for path in ["/invocations?model_name=penguins", "/predict?model_name=penguins"] {
        let request = Request::post(path).header("content-type", "application/json");
        let reply = ask(&app, request, rows.clone()).await;
        assert!(reply.status.is_client_error(), "{path}: {}", reply.body);
    }
    // Wrong credentials are an error at every address.
    assert_eq!(
        ask(&app, Request::get("/api").header("authorization", "Bearer x"), "").await.status.as_u16(),
        401
    );
}

#[tokio::test]
async fn without_a_lock_there_is_no_way_in() {
    let app = served(Settings::default());
    for path in ["/login", "/logout"] {
        assert_eq!(get(&app, path).await.status.as_u16(), 404, "{path}");
    }
    assert_eq!(log_in(&app, "*/*", "username=a&password=b").await.status.as_u16(), 404);
    assert!(!get(&app, "/").await.body.contains("/login"));
}

#[tokio::test(start_paused = true)]
async fn passwords_can_be_guessed_only_slowly() {
    let app = locked(&[]);
    let with = async |peer: &str, authorization: &str| {
        let request = Request::get("/api").header("authorization", authorization).header("x-test-peer", peer);
        let reply = ask(&app, request, "").await;
        (reply.status.as_u16(), reply.header("retry-after").to_owned())
    };
    for _ in 0..10 {
        assert_eq!(with("203.0.113.9", "Bearer wrong").await.0, 401);
    }
    assert_eq!(with("203.0.113.9", "Bearer wrong").await, (429, "7".to_owned()));
    assert_eq!(with("203.0.113.9", ANN).await.0, 429);
    let form = log_in(&app, "text/html", "username=ann&password=secret").await;
    assert_eq!((form.status.as_u16(), form.header("retry-after")), (429, "7"));
    assert!(form.body.contains("too many wrong passwords"));
    assert_eq!(with("203.0.113.10", ANN).await.0, 200);
    tokio::time::advance(Duration::from_secs(7)).await;
    assert_eq!(with("203.0.113.9", ANN).await.0, 200);
}

#[tokio::test(start_paused = true)]
async fn everybody_asks_as_often_as_they_may() {
    let rate = Some(Rate { per_second: 2.0, burst: 3 });
    let proxies = vec!["10.0.0.0/8".parse().expect("a range")];
    let app = served(Settings { rate, proxies, ..Settings::default() });
    let ask_at = async |path: &str, peer: &str, client: &str| {
        let request = Request::get(path).header("x-test-peer", peer).header("x-forwarded-for", client);
        ask(&app, request, "").await
    };
    for _ in 0..3 {
        assert_eq!(ask_at("/api", "203.0.113.9", "1.1.1.1").await.status.as_u16(), 200);
    }
    // What somebody says of themselves makes them nobody else.
    let refused = ask_at("/api", "203.0.113.9", "2.2.2.2").await;
    assert_eq!((refused.status.as_u16(), refused.header("retry-after")), (429, "1"));
    let says = "This is more often than this server answers one visitor: try again in 1 s";
    assert_eq!(refused.json()["detail"], says);
    assert!(ask_at("/v2", "203.0.113.9", "").await.json()["error"].is_string());
    assert_eq!(ask_at("/health/live", "203.0.113.9", "").await.status.as_u16(), 200);
    // A trusted proxy reports the client.
    for client in ["1.1.1.1", "1.1.1.1", "1.1.1.1", "2.2.2.2", "2001:db8::1", "2001:db8::2", "2001:db8::3"] {
        assert_eq!(ask_at("/api", "10.0.0.7", client).await.status.as_u16(), 200, "{client}");
    }
    assert_eq!(ask_at("/api", "10.0.0.7", "1.1.1.1").await.status.as_u16(), 429);
    assert_eq!(ask_at("/api", "10.0.0.7", "2001:db8::4").await.status.as_u16(), 429);
    tokio::time::advance(Duration::from_millis(500)).await;
    assert_eq!(ask_at("/api", "203.0.113.9", "").await.status.as_u16(), 200);
    assert_eq!(ask_at("/api", "203.0.113.9", "").await.status.as_u16(), 429);
}

fn below(base: &str) -> Router {
    let credentials = Credentials::new(&[TOKEN.to_owned()], &[]);
    let lock = Some(Arc::new(Lock::new(credentials, vec!["voice".to_owned()])));
    let proxies = vec!["10.0.0.0/8".parse().expect("a range")];
    served(Settings { base_path: base.to_owned(), lock, proxies, ..Settings::default() })
}

/// Every address of this server that a page or an answer names.
fn links(reply: &Reply) -> Vec<String> {
    let attributes = ["href=\"", "src=\"", "action=\""];
    let found = attributes.iter().flat_map(|name| reply.body.split(name).skip(1));
    let found = found.filter_map(|rest| rest.split('"').next()).filter(|link| link.starts_with('/'));
    found.map(str::to_owned).collect()
}

#[tokio::test]
async fn every_link_begins_with_the_prefix_whether_a_proxy_takes_it_off_or_not() {
    let app = below("/app");
    let ways: [(&str, &[(&str, &str)]); 3] =
        [("", &[]), ("/app", &[]), ("", &[("x-test-peer", "10.0.0.7"), ("x-forwarded-prefix", "/app/")])];
    for (before, headers) in ways {
        let ask_at = async |method: &str, path: &str, body: &'static str| {
            let request = Request::builder()
                .method(method)
                .uri(format!("{before}{path}"))
                .header("accept", "text/html");
            let request = request.header("content-type", "application/x-www-form-urlencoded");
            let request =
                headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
            ask(&app, request, body).await
        };
        for path in ["/", "/penguins", "/login", "/nothing", "/digits"] {
            let page = ask_at("GET", path, "").await;
            let links = links(&page);
            assert!(links.len() > 3 && page.status.as_u16() < 500, "{before}{path}: {}", page.body);
            let stray: Vec<_> =
                links.iter().filter(|link| *link != "/app" && !link.starts_with("/app/")).collect();
            assert!(stray.is_empty(), "{before}{path}: {stray:?}");
        }
        let location = async |method: &str, path: &str, body: &'static str| {
            ask_at(method, path, body).await.header("location").to_owned()
        };
        assert_eq!(location("GET", "/penguins/", "").await, "/app/penguins");
        assert_eq!(location("GET", "/voice", "").await, "/app/login?next=%2Fvoice");
        assert!(location("POST", "/penguins", "bill_length=46").await.starts_with("/app/penguins?"));
        let back = ask_at("POST", "/login", "password=a-token-for-programs&next=%2Fvoice").await;
        assert_eq!(back.header("location"), "/app/voice");
        assert!(back.header("set-cookie").contains("; Path=/app; "), "{}", back.header("set-cookie"));
        let openapi = ask_at("GET", "/openapi.json", "").await;
        assert_eq!(openapi.json()["servers"][0]["url"], "/app");
        let kept = ask_at("POST", "/uploads", "a file").await;
        assert!(
            kept.json()["url"].as_str().is_some_and(|url| url.starts_with("/app/uploads/")),
            "{}",
            kept.body
        );
    }
}

#[tokio::test]
async fn a_prefix_counts_from_a_proxy_alone_and_only_as_a_path() {
    let app = below("");
    let link = async |peer: &str, prefix: &str| {
        let request = Request::get("/").header("x-test-peer", peer).header("x-forwarded-prefix", prefix);
        let page = ask(&app, request, "").await;
        links(&page).into_iter().find(|link| link.ends_with("/penguins")).expect("a link")
    };
    assert_eq!(link("10.0.0.7", "/team").await, "/team/penguins");
    assert_eq!(link("203.0.113.9", "/team").await, "/penguins");
    for evil in ["//evil.example", "https://evil.example", "/\"onclick=x", "/a b", "evil"] {
        assert_eq!(link("10.0.0.7", evil).await, "/penguins", "{evil}");
    }
}

#[tokio::test]
async fn a_cookie_is_for_https_where_a_proxy_says_that_it_is() {
    let app = below("");
    let set = async |peer: &str| {
        let request = Request::post("/login").header("content-type", "application/x-www-form-urlencoded");
        let request = request.header("x-test-peer", peer).header("x-forwarded-proto", "https");
        ask(&app, request, format!("password={TOKEN}")).await.header("set-cookie").to_owned()
    };
    assert!(set("10.0.0.7").await.ends_with("; Secure"));
    assert!(!set("203.0.113.9").await.ends_with("; Secure"));
}

/// In another app, under its prefix, behind its own routes.
#[tokio::test]
async fn what_is_locked_may_be_nested() {
    let models = below("");
    let app = Router::new().nest("/models", models).route("/", axum::routing::get(async || "the app"));
    let page = get(&app, "/models/penguins").await;
    assert_eq!(page.status.as_u16(), 200);
    assert!(links(&page).iter().all(|link| link.starts_with("/models")), "{:?}", links(&page));
    assert_eq!(browse(&app, "/models/voice", "").await.header("location"), "/models/login?next=%2Fvoice");
    assert_eq!(get(&app, "/").await.body, "the app");
}

#[tokio::test]
async fn a_page_of_a_site_that_was_named_may_ask() {
    let origins = Origins { allowed: vec!["https://app.example".parse().expect("an origin")] };
    let credentials = Credentials::new(&[TOKEN.to_owned()], &[]);
    let lock = Some(Arc::new(Lock::new(credentials, vec![])));
    let app = served(Settings { origins, lock, ..Settings::default() });
    let ask_at = async |method: &str, path: &str, origin: &str, more: &[(&str, &str)]| {
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header("host", "maquette.example")
            .header("origin", origin);
        let request = more.iter().fold(request, |request, (name, value)| request.header(*name, *value));
        let reply = ask(&app, request, "{}").await;
        let allowed = reply.header("access-control-allow-origin").to_owned();
        (reply.status.as_u16(), allowed, reply)
    };
    let wanted = [
        ("access-control-request-method", "POST"),
        ("access-control-request-headers", "content-type,x-gradio-user"),
    ];
    let (status, allowed, reply) =
        ask_at("OPTIONS", "/api/penguins/predict", "https://app.example", &wanted).await;
    assert_eq!((status, allowed.as_str()), (204, "https://app.example"));
    let headers = reply.header("access-control-allow-headers");
    for header in ["content-type", "authorization", "x-gradio-user", "traceparent", "baggage", "sentry-trace"]
    {
        assert!(headers.split(", ").any(|allowed| allowed == header), "{header} is not in {headers}");
    }
    // A browser shows its page why it was refused, too.
    let (status, allowed, _) = ask_at("GET", "/api", "https://app.example", &[]).await;
    assert_eq!((status, allowed.as_str()), (401, "https://app.example"));
    let bearer = format!("Bearer {TOKEN}");
    let (status, allowed, _) =
        ask_at("GET", "/api", "https://app.example", &[("authorization", &bearer)]).await;
    assert_eq!((status, allowed.as_str()), (200, "https://app.example"));
    let (status, allowed, _) = ask_at("OPTIONS", "/api", "https://evil.example", &wanted).await;
    assert_eq!((status, allowed.as_str()), (403, ""));
    let (status, allowed, _) = ask_at("POST", "/api/penguins/predict", "https://evil.example", &[]).await;
    assert_eq!((status, allowed.as_str()), (403, ""));
}

#[tokio::test]
async fn a_server_on_a_loopback_address_answers_to_its_own_names() {
    let app = served(Settings { hosts: Hosts { loopback: true, named: vec![] }, ..Settings::default() });
    let ask_at = async |path: &str, host: &str| ask(&app, Request::get(path).header("host", host), "").await;
    assert_eq!(ask_at("/api", "localhost:3000").await.status.as_u16(), 200);
    let refused = ask_at("/api", "evil.example").await;
    assert_eq!(refused.status.as_u16(), 421);
    let sentence = "This server does not answer to the name evil.example; start it with --host evil.example if it should";
    assert_eq!(refused.json()["detail"], sentence);
    // A supervisor knows only the address of a server.
    assert_eq!(ask_at("/health/live", "10.1.2.3:3000").await.status.as_u16(), 200);
    assert_eq!(ask_at("/health/ready", "10.1.2.3:3000").await.status.as_u16(), 421);
}
