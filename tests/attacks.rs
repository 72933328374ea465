//! How servers of this kind have been broken, each class by its name: what an attacker sends, and what becomes of it.
//! Classes that are tested where they belong are listed in [`ELSEWHERE`].

use crate::locks::{ask, served};
use crate::server::{Reply, get, post_json, send, send_to};
use axum::Router;
use axum::body::Body;
use axum::http::Request;
use maquette::access::{Hosts, Settings};
use maquette::prelude::*;
use serde_json::{Value, json};
use std::io::ErrorKind;
use std::net::TcpListener;
use std::path::Path;

/// Class, file and test.
const ELSEWHERE: [(&str, &str, &str); 21] = [
    ("another's session", "src/api/gradio/session.rs", "an_event_is_its_sessions_alone"),
    ("sessions without number", "src/api/gradio/session.rs", "the_number_of_events_is_limited"),
    (
        "addresses from a Host header",
        "src/api/gradio/files.rs",
        "its_address_is_that_by_which_it_was_reached",
    ),
    ("credentials in the product", "tests/process.rs", "a_secret_is_never_said"),
    ("stored scripts by upload", "tests/uploads.rs", "no_upload_is_served_as_a_page"),
    ("files known by their names", "tests/uploads.rs", "a_file_of_another_kind_is_refused_with_a_sentence"),
    ("uploads without end", "tests/uploads.rs", "a_body_that_is_too_large_is_not_read_to_its_end"),
    ("uploads without number", "src/uploads/store.rs", "a_visitors_oldest_files_make_room"),
    ("pixel bomb", "src/media/image.rs", "a_bomb_is_seen_before_it_is_unpacked"),
    ("pixel bomb within a small canvas", "src/media/webp.rs", "a_picture_is_as_large_as_its_place"),
    ("zip bomb", "tests/uploads.rs", "a_form_may_hold_a_table_as_a_file"),
    ("malformed bodies", "tests/malformed.rs", "a_hundred_malformed_requests"),
    ("scripts in Markdown", "src/markdown.rs", "removes_what_could_do_harm"),
    (
        "CSV injection",
        "src/api/pages/csv_export.rs",
        "a_table_is_csv_that_a_spreadsheet_can_open_without_harm",
    ),
    ("long boundary, huge file name", "src/api/http/multipart_limits.rs", "a_body_of_parts_has_bounds"),
    ("slow heads", "src/server/connections.rs", "a_head_arrives_in_time_or_not_at_all"),
    ("timing", "src/access/credentials.rs", "fingerprints_are_equal_in_every_bit_or_not"),
    ("guessing passwords", "tests/locks.rs", "passwords_can_be_guessed_only_slowly"),
    ("open redirect at the way in", "src/api/pages/login.rs", "the_way_back_leads_to_no_other_host"),
    ("wildcard with credentials", "src/access/cors.rs", "credentials_are_for_sites_that_are_named"),
    (
        "sessions of another process",
        "src/access/sessions.rs",
        "a_session_lasts_until_its_time_is_over_or_its_owner_leaves",
    ),
];

#[test]
fn each_class_that_is_tested_elsewhere_is_tested_there() {
    for (class, file, test) in ELSEWHERE {
        let code = std::fs::read_to_string(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/..")).join(file))
            .expect(file);
        assert!(code.contains(&format!("fn {test}()")), "{class}: there is no {test} in {file}");
    }
}

/// What a file of the server holds, if anybody were to get at it.
fn tells_a_secret(reply: &Reply) -> bool {
    ["root:x:0", "[package]", "MAQUETTE_", "PATH="].iter().any(|secret| reply.body.contains(secret))
}

/// CVE-2021-43831, CVE-2023-51449, CVE-2024-47164, CVE-2024-47166, CVE-2026-28414
#[tokio::test]
async fn path_traversal() {
    let ways = [
        "../../../../etc/passwd",
        "..%2f..%2f..%2fetc%2fpasswd",
        "%2e%2e/%2e%2e/etc/passwd",
        "%2fetc%2fpasswd",
        "....//....//etc/passwd",
        "..%5c..%5cetc%5cpasswd",
        "..%252f..%252fetc%252fpasswd",
        "/etc/passwd",
        "C:%5cboot.ini",
        "%00",
        "u1%00.png",
        ".",
        "..",
        "Cargo.toml",
    ];
    for place in [
        "uploads/",
        "pkg/",
        "penguins/tables/",
        "penguins/answers/",
        "voice/jobs/",
        "file=",
        "gradio_api/file=",
    ] {
        for way in ways {
            let reply = get(&format!("/{place}{way}")).await;
            let refused = reply.status.is_client_error() || reply.status.is_redirection();
            assert!(refused && !tells_a_secret(&reply), "/{place}{way}: {} {}", reply.status, reply.body);
        }
    }
}

/// Inputs that name what a server could read. CVE-2024-0964, CVE-2024-1728, CVE-2024-51751, CVE-2024-4941
#[tokio::test]
async fn inputs_that_name_a_file_of_the_server() {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../Cargo.toml");
    let url = format!("file://{file}");
    let mut names: Vec<Value> =
        [file, &url, "/etc/passwd", "../../../../etc/passwd", "/proc/self/environ"].map(Value::from).into();
    names.push(json!({ "path": file }));
    names.push(json!({ "path": file, "meta": { "_type": "gradio.FileData" } }));
    names.push(json!({ "url": url }));
    names.push(json!([file]));
    for name in names {
        refused_as_input(&name).await;
    }
}

/// As a picture, as a sound, and in a form.
async fn refused_as_input(name: &Value) {
    for (demo, input) in [("digits", "drawing"), ("voice", "recording")] {
        let feature =
            get(&format!("/api/{demo}")).await.json()["features"][0]["name"].as_str().map(str::to_owned);
        assert_eq!(feature.as_deref(), Some(input));
        let path = if demo == "voice" { "/api/voice/jobs" } else { "/api/digits/predict" };
        let reply = post_json(path, json!({ input: name }).to_string()).await;
        assert_eq!(reply.status.as_u16(), 422, "{demo} {name}: {}", reply.body);
        assert!(!tells_a_secret(&reply), "{demo} {name}: {}", reply.body);
    }
    for path in ["/gradio_api/run/digits", "/digits/gradio_api/run/predict"] {
        let reply = post_json(path, json!({ "data": [name] }).to_string()).await;
        assert!(reply.status.is_client_error(), "{path} {name}: {} {}", reply.status, reply.body);
        assert!(!tells_a_secret(&reply), "{path} {name}: {}", reply.body);
    }
    if let Some(text) = name.as_str() {
        let query = form_urlencoded::Serializer::new(String::new()).append_pair("drawing", text).finish();
        let page = get(&format!("/digits?{query}")).await;
        assert!(page.status.as_u16() == 422 && !tells_a_secret(&page), "{text}: {}", page.status);
    }
}

/// CVE-2024-1561, CVE-2024-34511
#[tokio::test]
async fn methods_called_by_name() {
    for path in [
        "/component_server",
        "/gradio_api/component_server",
        "/component_server/",
        "/fn/open",
        "/fn/../fn/open",
        "/dev/reload",
    ] {
        let call = json!({ "data": ["/etc/passwd"], "fn_name": "move_resource_to_block_cache", "component_id": 1, "session_hash": "a" });
        let reply = post_json(path, call.to_string()).await;
        assert!(matches!(reply.status.as_u16(), 404 | 405), "{path}: {} {}", reply.status, reply.body);
    }
}

/// Names that are equal for a file system and not for a comparison. CVE-2025-23042, CVE-2024-12217, CVE-2024-34510
#[tokio::test]
async fn names_in_another_case_or_of_another_system() {
    let kept = upload("a,b\n1,2\n", "a.csv").await;
    let token = kept["token"].as_str().expect("a token");
    for name in [
        token.to_uppercase(),
        format!("{token}::$DATA"),
        format!("{token}%3A%3A$DATA"),
        format!("{token}."),
        format!("{token}%20"),
        format!("{token}%00"),
        format!("./{token}"),
    ] {
        assert_eq!(get(&format!("/uploads/{name}")).await.status.as_u16(), 404, "{name}");
    }
    for name in [
        "\\\\attacker.example\\share\\a.png",
        "//attacker.example/share/a.png",
        "\\\\?\\C:\\a",
        "C:\\a.png",
        "u1::$DATA",
    ] {
        refused_as_input(&Value::from(name)).await;
    }
}

/// CVE-2024-4325, CVE-2024-47167, CVE-2024-48052, CVE-2024-1183: nothing here asks another server for anything.
#[tokio::test]
async fn addresses_as_inputs() {
    let internal = TcpListener::bind("127.0.0.1:0").expect("a listener");
    internal.set_nonblocking(true).expect("looked at later");
    let address = internal.local_addr().expect("an address");
    for url in [
        format!("http://{address}/a.png"),
        format!("//{address}/a.png"),
        "http://169.254.169.254/latest/meta-data/".to_owned(),
    ] {
        refused_as_input(&Value::from(url.as_str())).await;
        refused_as_input(&json!({ "path": url, "meta": { "_type": "gradio.FileData" } })).await;
        for path in ["proxy=", "gradio_api/proxy=", "file=", "gradio_api/file=", "proxy/"] {
            let reply = send(
                Request::get(format!("/{path}{url}"))
                    .header("x-direct-url", &url)
                    .body(Body::empty())
                    .expect("a request"),
            )
            .await;
            let led_elsewhere = reply.header("location").contains(&address.to_string());
            assert!(!reply.status.is_success() && !led_elsewhere, "{path}{url}: {}", reply.status);
        }
    }
    let requested = internal.accept().expect_err("somebody requested").kind();
    assert_eq!(requested, ErrorKind::WouldBlock);
}

/// Without a client of its own a server can be sent nowhere, and shares no cookies among those it serves. CVE-2026-48545
#[test]
fn there_is_no_client_to_be_sent_anywhere() {
    let lock = include_str!("../Cargo.lock");
    for client in ["reqwest", "ureq", "hyper-rustls", "native-tls", "isahc", "curl", "hf-hub"] {
        assert!(!lock.contains(&format!("name = \"{client}\"")), "{client}");
    }
}

/// CVE-2024-4940, CVE-2024-8021, CVE-2026-59806
#[tokio::test]
async fn open_redirect() {
    for path in [
        "//evil.example/",
        "////evil.example/",
        "/%2fevil.example/",
        "/%5cevil.example/",
        "/\\evil.example/",
        "//evil.example/%2e%2e/",
        "/https://evil.example/",
        "/gradio_api/file=https://evil.example/",
        "/file=https://evil.example",
        "//user@evil.example/",
        "/.//evil.example/",
        "/%09/evil.example/",
    ] {
        let Ok(request) = Request::get(path).header("accept", "text/html").body(Body::empty()) else {
            continue;
        };
        let reply = send(request).await;
        let location = reply.header("location");
        let stays = location.is_empty()
            || (location.starts_with('/') && !location.starts_with("//") && !location.contains('\\'));
        assert!(stays, "{path} leads to {location}");
    }
}

/// A page of another site on the machine of somebody who runs a server for themselves. CVE-2024-1727, CVE-2024-47084,
/// CVE-2024-47165, CVE-2025-5320
#[tokio::test]
async fn a_page_of_another_site_drives_a_local_server() {
    let app = served(Settings { hosts: Hosts { loopback: true, named: vec![] }, ..Settings::default() });
    let paths = [
        "/api/penguins/predict",
        "/uploads",
        "/penguins",
        "/fn/predict",
        "/voice/jobs/1/cancel",
        "/login",
        "/mcp",
        "/gradio_api/upload",
    ];
    for origin in [
        "https://evil.example",
        "null",
        "http://localhost.evil.example",
        "http://localhost:9999",
        "https://localhost:3000.evil.example",
    ] {
        for path in paths {
            // What a browser sends without asking first: a form's kinds, and a cookie.
            for kind in ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=a"]
            {
                let request = Request::post(path)
                    .header("host", "localhost:3000")
                    .header("origin", origin)
                    .header("content-type", kind);
                let reply = ask(&app, request.header("cookie", "maquette-0=a"), "{}").await;
                assert_eq!(reply.status.as_u16(), 403, "{origin} {path} {kind}");
                assert_eq!(reply.header("access-control-allow-origin"), "", "{origin} {path}");
            }
        }
        let read =
            ask(&app, Request::get("/api").header("host", "localhost:3000").header("origin", origin), "")
                .await;
        assert_eq!(
            (read.status.as_u16(), read.header("access-control-allow-origin")),
            (200, ""),
            "{origin} may read"
        );
    }
    let own =
        Request::post("/uploads").header("host", "localhost:3000").header("origin", "http://localhost:3000");
    assert_eq!(ask(&app, own, "a").await.status.as_u16(), 201);
}

/// A name of the attacker's that leads to the visitor's own machine: the page is of the same origin then.
#[tokio::test]
async fn dns_rebinding() {
    let app = served(Settings { hosts: Hosts { loopback: true, named: vec![] }, ..Settings::default() });
    for path in ["/", "/api", "/penguins", "/openapi.json", "/uploads/u1", "/metrics", "/config", "/mcp"] {
        for method in ["GET", "POST"] {
            let request = Request::builder().method(method).uri(path).header("host", "evil.example:3000");
            let request =
                request.header("origin", "http://evil.example:3000").header("sec-fetch-site", "same-origin");
            let reply = ask(&app, request, "{}").await;
            assert_eq!(reply.status.as_u16(), 421, "{method} {path}");
        }
    }
}

/// What one visitor says of the host is not shown to another. CVE-2024-47870
#[tokio::test]
async fn host_and_root_poisoning() {
    let headers = [
        "host",
        "x-forwarded-host",
        "x-forwarded-prefix",
        "x-forwarded-server",
        "x-original-url",
        "x-rewrite-url",
        "forwarded",
    ];
    for path in
        ["/", "/penguins", "/openapi.json", "/api", "/config", "/gradio_api/info", "/nothing", "/penguins/"]
    {
        let app = served(Settings::default());
        let clean = ask(&app, Request::get(path).header("host", "maquette.example"), "").await;
        let request =
            headers.iter().fold(Request::get(path), |request, name| request.header(*name, "evil.example"));
        let poisoned = ask(&app, request.header("x-forwarded-proto", "evil"), "").await;
        assert!(
            !poisoned.body.contains("evil") && !poisoned.header("location").contains("evil"),
            "{path}: {}",
            poisoned.body
        );
        assert_eq!(poisoned.status, clean.status, "{path}");
        let after = ask(&app, Request::get(path).header("host", "maquette.example"), "").await;
        assert!(!after.body.contains("evil"), "{path}");
    }
}

#[derive(Inputs)]
struct Said {
    /// What is said
    words: String,
}

const SCRIPT: &str = "<script>alert(1)</script>";
const IMAGE: &str = "<img src=x onerror=alert(1)>";

/// Answers with what was said, in every kind of output that shows a text.
fn parrot() -> Router {
    let repeat = |Said { words }: Said| {
        let table = Table::new([&*words]).row([words.as_str().into()]);
        (words.clone(), markdown(&words), Highlighted::labels([(words.as_str(), words.as_str())]), table)
    };
    let demo = Demo::function("parrot", repeat).title(SCRIPT).description(IMAGE);
    Maquette::new()
        .demo(demo.example(SCRIPT, Said { words: "Hello".to_owned() }))
        .router(None)
        .expect("a router")
}

/// Pull requests 4360 and 13662: what a model says is shown, and never run.
#[tokio::test]
async fn scripts_in_inputs_and_outputs() {
    for words in [
        SCRIPT,
        IMAGE,
        "\"><script>alert(1)</script>",
        "[a](javascript:alert(1))",
        "<style>*{}</style>",
        "</textarea><script>alert(1)</script>",
    ] {
        let query = form_urlencoded::Serializer::new(String::new()).append_pair("words", words).finish();
        for path in [format!("/parrot?{query}"), "/".to_owned(), format!("/nothing/{query}")] {
            let reply = send_to(parrot(), Request::get(&path).body(Body::empty()).expect("a request")).await;
            for harm in ["<script>alert", "<img src=x", "href=\"javascript:", "<style>*"] {
                assert!(!reply.body.contains(harm), "{path} holds {harm}: {}", reply.body);
            }
            let policy = reply.header("content-security-policy");
            assert!(
                policy.contains("default-src 'none'") && !policy.contains("unsafe-inline"),
                "{path}: {policy}"
            );
        }
        let json = Request::post("/api/parrot/predict").header("content-type", "application/json");
        let reply =
            send_to(parrot(), json.body(json!({ "words": words }).to_string().into()).expect("a request"))
                .await;
        assert_eq!(
            (reply.header("content-type"), reply.header("x-content-type-options")),
            ("application/json", "nosniff")
        );
    }
}

/// CVE-2024-10648, CVE-2025-0187: what a client calls a file is a name to be shown, and leads nowhere.
#[tokio::test]
async fn what_a_file_is_called_leads_nowhere() {
    let check = async |called: &str, expected: &str| {
        let kept = upload("a,b\n1,2\n", called).await;
        assert_eq!(kept["name"], expected, "{called}");
        let token = kept["token"].as_str().expect("a token");
        assert!(token.chars().all(|letter| letter.is_ascii_alphanumeric()), "{token}");
        let shown = get(&format!("/uploads/{token}")).await;
        assert_eq!(shown.header("content-type"), "application/octet-stream", "{called}");
    };
    check("..%2f..%2fetc%2fpasswd", "passwd").await;
    check("C%3A%5Cwindows%5Ca.csv", "a.csv").await;
    check("a%0d%0aset-cookie%3a%20b.csv", "aset-cookie: b.csv").await;
    check("page.html", "page.html").await;
    check(&"x".repeat(10_000), &"x".repeat(100)).await;
}

async fn upload(bytes: &'static str, called: &str) -> Value {
    let request = Request::post("/uploads").header("content-type", "text/csv").header("x-file-name", called);
    let reply = send(request.body(bytes.into()).expect("a request")).await;
    assert_eq!(reply.status.as_u16(), 201, "{}", reply.body);
    reply.json()
}

/// CVE-2024-47872: uploads are served by Gradio's addresses as by ours, and reveal nothing of the client.
#[tokio::test]
async fn stored_scripts_at_the_addresses_of_gradio() {
    let script = "<script>alert(1)</script>";
    for (called, text) in
        [("page.html", script), ("a.svg", "<svg onload='alert(1)'></svg>"), ("a.css", "*{}")]
    {
        let head = format!("content-disposition: form-data; name=\"files\"; filename=\"{called}\"");
        let part = format!("--a\r\n{head}\r\ncontent-type: text/html\r\n\r\n{text}\r\n--a--\r\n");
        let request =
            Request::post("/gradio_api/upload").header("content-type", "multipart/form-data; boundary=a");
        let kept = send(request.body(part.into()).expect("a request")).await;
        let path = kept.json()[0].as_str().expect("a path").to_owned();
        for address in [format!("/gradio_api/file={path}"), format!("/gradio_api/file/{path}")] {
            let requested = Request::get(&address).header("range", "bytes=0-2").header("x-secret", "hush");
            let shown = send(requested.body(Body::empty()).expect("a request")).await;
            assert_eq!(shown.status.as_u16(), 206, "{address}");
            assert_ne!(shown.header("content-type"), "text/html", "{address}");
            assert_eq!(shown.header("x-content-type-options"), "nosniff", "{address}");
            assert_eq!(shown.header("content-security-policy"), "default-src 'none'; sandbox", "{address}");
            if called != "a.css" {
                assert!(shown.header("content-disposition").starts_with("attachment"), "{address}");
            }
            assert!(!format!("{:?}", shown.headers).contains("hush"), "{address} repeats the request");
            let beyond = Request::get(&address).header("range", "bytes=1000000-");
            let beyond = send(beyond.body(Body::empty()).expect("a request")).await;
            assert_eq!(beyond.status.as_u16(), 416, "{address}");
        }
    }
}

/// CVE-2024-8966, and the head of a part that never ends: read no further than it has to be.
#[tokio::test]
async fn bodies_of_parts_that_only_cost() {
    let form = async |boundary: &str, body: String| {
        let request = Request::post("/digits")
            .header("content-type", format!("multipart/form-data; boundary={boundary}"));
        send(request.body(body.into()).expect("a request")).await.status.as_u16()
    };
    assert_eq!(form(&"b".repeat(5_000), String::new()).await, 400);
    let named = |name: &str| {
        format!(
            "--a\r\ncontent-disposition: form-data; name=\"drawing.file\"; filename=\"{name}\"\r\n\r\nx\r\n--a--\r\n"
        )
    };
    assert_eq!(form("a", named(&"x".repeat(1_000_000))).await, 400);
    assert_eq!(form("a", "x".repeat(5_000_000)).await, 400);
    assert_eq!(form("a", "--a\r\n\r\n\r\n".repeat(100_000)).await, 400);
    assert_eq!(form("a", named("a.png")).await, 422);
}

/// CVE-2024-47168: what is switched off is not there.
#[tokio::test]
async fn what_is_switched_off_is_not_there() {
    for path in [
        "/login",
        "/logout",
        "/monitoring",
        "/monitoring/summary",
        "/gradio_api/token",
        "/gradio_api/login_check",
        "/gradio_api/dev/reload",
        "/proxy=",
        "/stream/1",
        "/theme.css",
    ] {
        for method in ["GET", "POST"] {
            let request = Request::builder().method(method).uri(path).body(Body::empty()).expect("a request");
            let status = send(request).await.status.as_u16();
            assert!(matches!(status, 404 | 405), "{method} {path}: {status}");
        }
    }
}

/// GHSA-26jh-r8g2-6fpr: what a form would not let anybody choose is refused from programs too.
#[tokio::test]
async fn inputs_that_no_form_would_send() {
    let right = json!({ "bill_length": 46.1, "bill_depth": 14.2, "flipper_length": 211, "body_mass": 4500 });
    for (name, wrong) in [
        ("island", json!("Atlantis")),
        ("island", json!(["Biscoe"])),
        ("sex", json!("'; DROP TABLE")),
        ("bill_length", json!(-1e9)),
        ("bill_length", json!(1e9)),
        ("body_mass", json!(true)),
        ("__proto__", json!({})),
        ("extra", json!(1)),
    ] {
        let mut inputs = right.clone();
        inputs[name] = wrong.clone();
        let reply = post_json("/api/penguins/predict", inputs.to_string()).await;
        assert_eq!(
            (reply.status.as_u16(), &reply.json()["detail"][0]["loc"][1]),
            (422, &json!(name)),
            "{wrong}"
        );
    }
}
