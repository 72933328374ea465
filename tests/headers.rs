//! Headers into which others write: whatever stands beside it, the part that a door reads counts.

use crate::locks::{ask, served};
use crate::server::{Reply, get};
use axum::Router;
use axum::http::{HeaderValue, Request};
use maquette::access::{Credentials, Lock, Rate, Settings};
use std::sync::Arc;

/// Stands for a word beyond ASCII, in UTF-8 and in Latin-1.
const CITY: &str = "CITY";
const SPELLINGS: [&[u8]; 2] = ["Köln".as_bytes(), b"K\xf6ln"];

fn spelled(text: &str, spelling: &[u8]) -> Vec<u8> {
    text.split(CITY).map(str::as_bytes).collect::<Vec<_>>().join(spelling)
}

/// Sends a request in each spelling. What is seen of the reply has to be the same in both.
async fn check(
    app: &Router,
    request: &str,
    headers: &[(&str, &str)],
    body: &str,
    seen: fn(&Reply) -> String,
    expected: &str,
) {
    for spelling in SPELLINGS {
        let (method, path) = request.split_once(' ').expect("a method and an address");
        let mut builder = Request::builder().method(method).uri(path);
        for (name, value) in headers {
            let value = HeaderValue::from_bytes(&spelled(value, spelling)).expect("a value");
            builder = builder.header(*name, value);
        }
        let reply = ask(app, builder, spelled(body, spelling)).await;
        assert_eq!(seen(&reply), expected, "{request} {headers:?} {spelling:?}: {}", reply.body);
    }
}

fn status(reply: &Reply) -> String {
    reply.status.as_u16().to_string()
}

fn location(reply: &Reply) -> String {
    reply.header("location").to_owned()
}

fn name(reply: &Reply) -> String {
    reply.json()["name"].as_str().unwrap_or_default().replace(['ö', '\u{fffd}'], "?")
}

/// Behind a proxy on this machine, with a lock if there are tokens.
fn behind_a_proxy(tokens: &[&str], rate: Option<Rate>) -> Router {
    let tokens: Vec<_> = tokens.iter().map(|token| (*token).to_owned()).collect();
    let lock = || Arc::new(Lock::new(Credentials::new(&tokens, &[]), vec![]));
    let lock = (!tokens.is_empty()).then(lock);
    let proxies = vec!["127.0.0.1".parse().expect("an address")];
    served(Settings { lock, rate, proxies, ..Settings::default() })
}

#[tokio::test]
async fn a_cookie_of_another_site_does_not_hide_ours() {
    let app = behind_a_proxy(&["token"], None);
    let login = Request::post("/login").header("content-type", "application/x-www-form-urlencoded");
    let reply = ask(&app, login, "username=&password=token").await;
    let cookie = reply.header("set-cookie").split(';').next().expect("a pair");
    for cookies in [format!("city=CITY; {cookie}"), format!("{cookie}; city=CITY; a=b")] {
        let headers = [("accept", "text/html"), ("cookie", &*cookies)];
        check(&app, "GET /penguins", &headers, "", status, "200").await;
    }
}

#[tokio::test]
async fn what_is_accepted_may_stand_beside_anything() {
    let locked = behind_a_proxy(&["token"], None);
    for accept in ["text/CITY, text/html", "text/html, text/CITY"] {
        check(&locked, "GET /penguins", &[("accept", accept)], "", location, "/login?next=%2Fpenguins").await;
    }
    let page = get("/").await.body;
    let style = page.split(['"', '>']).find(|text| text.starts_with("/pkg/") && text.ends_with(".css"));
    let encoding = |reply: &Reply| reply.header("content-encoding").to_owned();
    let request = format!("GET {}", style.expect("a style"));
    check(&served(Settings::default()), &request, &[("accept-encoding", "CITY, br")], "", encoding, "br")
        .await;
}

#[tokio::test]
async fn parameters_that_nobody_can_read_are_passed_over() {
    let app = served(Settings::default());
    let penguin = r#"{"bill_length": 46.1, "bill_depth": 14.2, "flipper_length": 211, "body_mass": 4500}"#;
    let kind = [("content-type", "application/json; city=CITY")];
    check(&app, "POST /api/penguins/predict", &kind, penguin, status, "200").await;
    let csv = "bill_length,bill_depth,flipper_length,body_mass\n46.1,14.2,211,4500\n";
    let kind = [("content-type", "text/csv; city=\"CITY;\"; charset=utf-8")];
    check(&app, "POST /invocations?model_name=penguins", &kind, csv, status, "200").await;
    for kind in
        ["multipart/form-data; city=CITY; boundary=line", "multipart/form-data; boundary=line; city=CITY"]
    {
        for (disposition, expected) in [
            ("form-data; name=\"file\"; filename=\"CITY.txt\"", "K?ln.txt"),
            ("form-data; city=CITY; name=\"file\"; filename=\"a.txt\"", "a.txt"),
            ("form-data; name=\"file\"; filename=\"a.txt\"; city=CITY", "a.txt"),
            ("form-data; name=\"file\"; filename*=UTF-8''K%C3%B6ln.txt; city=CITY", "K?ln.txt"),
        ] {
            let body = format!("--line\r\ncontent-disposition: {disposition}\r\n\r\na text\r\n--line--\r\n");
            check(&app, "POST /uploads", &[("content-type", kind)], &body, name, expected).await;
            let files = body.replace("\"file\"", "\"files\"");
            let count = |reply: &Reply| reply.json().as_array().map_or(0, Vec::len).to_string();
            check(&app, "POST /gradio_api/upload", &[("content-type", kind)], &files, count, "1").await;
        }
    }
}

#[tokio::test]
async fn a_file_is_called_as_its_owner_calls_it() {
    let app = served(Settings::default());
    for (called, expected) in [("CITY.txt", "K?ln.txt"), ("K%C3%B6ln.txt", "K?ln.txt")] {
        check(&app, "POST /uploads", &[("x-file-name", called)], "a text", name, expected).await;
    }
}

#[tokio::test]
async fn the_page_that_a_link_was_followed_from_is_known() {
    let inputs = "bill_length=47.5&bill_depth=14.2&flipper_length=211&body_mass=4500";
    let referer = format!("http://maquette.example/penguins?city=CITY&{inputs}&island=&sex=");
    let headers = [("host", "maquette.example"), ("referer", &*referer)];
    let app = served(Settings::default());
    check(&app, "GET /penguins/code", &headers, "", location, &format!("/penguins/code?{inputs}")).await;
}

#[tokio::test]
async fn what_a_client_writes_before_a_proxy_adds_to_it_changes_nothing() {
    let form = [("x-test-peer", "127.0.0.1"), ("content-type", "application/x-www-form-urlencoded")];
    let secure = |reply: &Reply| reply.header("set-cookie").contains("; Secure").to_string();
    let path = |reply: &Reply| reply.header("set-cookie").contains("Path=/app;").to_string();
    for (name, value, seen) in [
        ("x-forwarded-proto", "CITY, https", secure as fn(&Reply) -> String),
        ("forwarded", "for=CITY;proto=http, for=198.51.100.1;proto=https", secure),
        ("x-forwarded-prefix", "CITY, /app", path),
    ] {
        let app = behind_a_proxy(&["token"], None);
        let headers = [form[0], form[1], (name, value)];
        check(&app, "POST /login", &headers, "username=&password=token", seen, "true").await;
    }
    let app = behind_a_proxy(&[], None);
    let host = ("x-forwarded-host", "CITY, maquette.example");
    let headers =
        [form[0], ("origin", "https://maquette.example"), ("content-type", "application/json"), host];
    check(&app, "POST /api/penguins/predict", &headers, "{}", status, "422").await;
    for name in ["x-forwarded-for", "forwarded"] {
        let app = behind_a_proxy(&[], Some(Rate { per_second: 0.001, burst: 2 }));
        let from = |address: &str| match name {
            "forwarded" => format!("for=CITY, for={address}"),
            _ => format!("CITY, {address}"),
        };
        check(&app, "GET /api", &[form[0], (name, &from("198.51.100.1"))], "", status, "200").await;
        check(&app, "GET /api", &[form[0], (name, &from("198.51.100.1"))], "", status, "429").await;
        check(&app, "GET /api", &[form[0], (name, &from("198.51.100.2"))], "", status, "200").await;
    }
}

#[tokio::test]
async fn a_token_may_have_any_letters() {
    let app = behind_a_proxy(&["Köln"], None);
    for (token, expected) in [("Köln", 200), ("Koeln", 401)] {
        let value = HeaderValue::from_bytes(format!("Bearer {token}").as_bytes()).expect("a value");
        let reply = ask(&app, Request::get("/api").header("authorization", value), "").await;
        assert_eq!(reply.status.as_u16(), expected, "{token}");
    }
}
