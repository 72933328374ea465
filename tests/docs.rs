//! The pages about the HTTP API, and the programs that they show: what they say is what the server does.

use crate::server::{GALLERY, Reply, get, post_json, send, send_to};
use axum::body::Body;
use axum::http::Request;
use maquette::prelude::*;
use maquette_app::form::query;
use maquette_contract::{Kind, Schema};
use serde_json::{Value, json};

/// A page as somebody reads it: its texts alone.
fn words(reply: &Reply) -> String {
    let body = reply.body.split_once("<main").map_or("", |(_, main)| main);
    let texts = body.split('<').skip(1).filter_map(|part| part.split_once('>')).map(|(_, text)| text);
    plain(&texts.collect::<Vec<_>>().join(""))
}

fn plain(html: &str) -> String {
    let text = html.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&#x27;", "'");
    text.replace("&amp;", "&")
}

async fn check(path: &str, expected: &[&str]) -> String {
    let reply = get(path).await;
    let words = words(&reply);
    assert_eq!(reply.status.as_u16(), 200, "{path}");
    for expected in expected {
        assert!(words.contains(expected), "{path} does not say “{expected}” but {words}");
    }
    words
}

#[tokio::test]
async fn the_api_is_explained() {
    let titles: Vec<_> = GALLERY.demos().map(|demo| demo.title.as_str()).collect();
    check("/docs", &titles).await;
    let spoken = ["Open Inference", "TensorFlow Serving", "TorchServe", "MLflow", "Vertex AI", "BentoML"];
    check("/docs", &spoken).await;
    check("/docs", &["POST /api/penguins/predict", "\"label\": \"Adelie\"", "extra_forbidden", "503"]).await;
    let bare = get("/docs").await.body;
    assert!(!bare.contains("src=\"http") && !bare.contains("href=\"http"), "it loads from elsewhere");
}

#[tokio::test]
async fn each_demo_is_explained() {
    for demo in GALLERY.demos() {
        let path = format!("/docs/{}", demo.name);
        let mut expected: Vec<_> = demo.schema.features.iter().map(|feature| feature.name.as_str()).collect();
        expected.extend([demo.title.as_str(), "/predict", "/batch"]);
        let words = check(&path, &expected).await;
        assert_eq!(words.contains("/stream"), demo.streams, "{path}");
    }
    check("/docs/penguins", &["Bill length", "30 to 65", "mm", "required", "not known", "Adelie"]).await;
    check("/docs/seattle", &["a day from 2012-01-01 to 2015-12-31", "list of strings"]).await;
    check("/docs/voice", &["POST /uploads", "the token of an upload"]).await;
    assert_eq!(get("/docs/dodos").await.status.as_u16(), 404);
}

async fn send_form(demo: &str, form: String) -> Reply {
    let request = Request::post(format!("/docs/{demo}"));
    let request = request.header("content-type", "application/x-www-form-urlencoded").body(Body::from(form));
    send(request.expect("a request")).await
}

/// Sends what is written in the form of a demo, and reads what is shown as the answer.
async fn try_it(demo: &str, body: &str) -> (u16, String) {
    let form = form_urlencoded::Serializer::new(String::new()).append_pair("body", body).finish();
    let reply = send_form(demo, form).await;
    let shown = reply.body.split_once("id=\"the-reply\"").map_or("", |(_, shown)| shown);
    (reply.status.as_u16(), plain(shown.split_once("</div>").map_or("", |(shown, _)| shown)))
}

#[tokio::test]
async fn what_is_tried_is_answered_on_the_page() {
    let penguin = r#"{"bill_length": 50, "bill_depth": 15, "flipper_length": 220, "body_mass": 5200}"#;
    let check = |(status, said): (u16, String), expected: &[&str]| {
        assert_eq!(status, 200);
        expected.iter().for_each(|expected| assert!(said.contains(expected), "no “{expected}” in {said}"));
    };
    check(try_it("penguins", penguin).await, &["200 OK in ", " ms", "\"label\": \"Gentoo\""]);
    check(try_it("penguins", "{}").await, &["422 Unprocessable Entity", "give a value"]);
    check(try_it("penguins", "{").await, &["422 Unprocessable Entity", "This is not JSON"]);
    check(try_it("penguins", "").await, &["422 Unprocessable Entity"]);
    let evil = r#"{"</textarea></pre><script>alert(1)</script>": 1}"#;
    let form = form_urlencoded::Serializer::new(String::new()).append_pair("body", evil).finish();
    let page = send_form("penguins", form).await.body;
    assert!(!page.contains("<script>alert") && page.contains("&lt;script&gt;alert"), "{page}");
    assert_eq!(send_form("dodos", "body=1".to_owned()).await.status.as_u16(), 404);
    assert_eq!(send_form("penguins", format!("body={}", "x".repeat(2 << 20))).await.status.as_u16(), 413);
    assert_eq!(post_json("/docs/penguins", "{}").await.status.as_u16(), 415);
}

/// The program of a name on the page of a demo's code.
fn program(page: &Reply, id: &str) -> Option<String> {
    let (_, article) = page.body.split_once(&format!("<article id=\"{id}\""))?;
    let (_, written) = article.split_once("<pre")?;
    let (_, code) = written.split_once("<code>")?;
    Some(plain(code.split_once("</code></pre>")?.0))
}

/// What curl would send: the JSON within the quotes of a shell.
fn sent_by_curl(program: &str) -> Value {
    let (_, quoted) = program.split_once("-d '").expect("a body in quotes");
    let body = quoted.trim_end().strip_suffix('\'').expect("an end").replace(r"'\''", "'");
    serde_json::from_str(&body).unwrap_or_else(|error| panic!("{error} in {body}"))
}

/// A whole number is the same whether it is written with a point or without.
fn numbers(value: &Value) -> Value {
    match value {
        Value::Number(number) => json!(number.as_f64()),
        Value::Object(fields) => fields.iter().map(|(name, value)| (name.clone(), numbers(value))).collect(),
        other => other.clone(),
    }
}

#[tokio::test]
async fn the_code_of_each_demo_asks_with_the_inputs_of_its_page() {
    for demo in GALLERY.demos() {
        let described = get(&format!("/api/{}", demo.name)).await.json();
        for (place, example) in demo.examples.iter().enumerate() {
            let about = format!("“{}” of {}", example.title, demo.name);
            let page = get(&format!("/{}/code?{}", demo.name, query(&demo.schema, &example.texts))).await;
            let curl = program(&page, "curl-predict").expect("curl");
            for (id, said) in [
                ("python-requests", format!("/api/{}/predict", demo.name)),
                ("python-gradio", format!("/{}\"", demo.name)),
                ("javascript-fetch", format!("/api/{}/predict", demo.name)),
                ("javascript-gradio", format!("/{}\"", demo.name)),
                ("rust-ureq", format!("/api/{}/predict", demo.name)),
            ] {
                let program = program(&page, id).unwrap_or_else(|| panic!("{about} has no {id}"));
                assert!(program.contains(&said), "{about}: {program}");
            }
            let brings = |schema: &Schema| {
                schema.features.iter().any(|feature| matches!(feature.kind, Kind::Media { .. }))
            };
            if brings(&demo.schema) && !curl.contains("-d '") {
                assert!(curl.contains("$(upload example.wav)"), "{about}: {curl}");
                assert!(program(&page, "python-triton").is_none(), "{about} asks Triton for a sound");
                continue;
            }
            let inputs = &described["examples"][place]["inputs"];
            assert_eq!(numbers(&sent_by_curl(&curl)), numbers(inputs), "{about}");
        }
    }
}

#[tokio::test]
async fn numbers_are_those_of_a_program_however_a_person_wrote_them() {
    let page =
        get("/penguins/code?bill_length=46,5&bill_depth=１５&flipper_length=220&body_mass=5%20200").await;
    let sent = numbers(&sent_by_curl(&program(&page, "curl-predict").expect("curl")));
    let expected =
        [("bill_length", 46.5), ("bill_depth", 15.0), ("flipper_length", 220.0), ("body_mass", 5200.0)];
    for (name, number) in expected {
        assert_eq!(sent[name], json!(number), "{name}");
    }
}

#[tokio::test]
async fn texts_are_written_in_each_language() {
    let evil = "it's \"a\" \\ $(x) `y`\né</code>";
    let demo = GALLERY.demos().find(|demo| demo.name == "languages").expect("languages");
    let page = get(&format!("/languages/code?{}", query(&demo.schema, &[evil.to_owned()]))).await;
    let code = |id: &str| program(&page, id).unwrap_or_else(|| panic!("no {id}"));
    assert_eq!(sent_by_curl(&code("curl-predict")), json!({ "text": evil }));
    let written = r#""it's \"a\" \\ $(x) `y`\né</code>""#;
    for id in ["python-requests", "python-gradio", "javascript-fetch", "javascript-gradio", "rust-ureq"] {
        assert!(code(id).contains(written), "{id}: {}", code(id));
    }
}

#[tokio::test]
async fn names_that_python_keeps_for_itself_are_those_that_gradio_gives() {
    let page = get("/seattle/code").await;
    let code = program(&page, "python-gradio").expect("gradio_client");
    assert!(code.contains("    measure=\"") && code.contains("    from_=\""), "{code}");
    let code = program(&get("/penguins/code").await, "python-gradio").expect("gradio_client");
    assert!(code.contains("    bill_length=39.1,\n"), "{code}");
}

async fn come_from(referer: &str, path: &str) -> Reply {
    let request = Request::get(path).header("host", "maquette.example").header("referer", referer);
    send(request.body(Body::empty()).expect("a request")).await
}

#[tokio::test]
async fn the_inputs_of_a_demos_page_come_along() {
    let here =
        "http://maquette.example/penguins?bill_length=50&bill_depth=15&flipper_length=220&body_mass=5200";
    let request = "/penguins/code?bill_length=39&bill_depth=15&flipper_length=220&body_mass=5200";
    let led = come_from(here, request).await;
    let now = "/penguins/code?bill_length=50&bill_depth=15&flipper_length=220&body_mass=5200";
    assert_eq!((led.status.as_u16(), led.header("location")), (303, now));
    let curl = |page: &Reply| program(page, "curl-predict").unwrap_or_default();
    // Where it leads the same is said, and leads no further.
    let page = come_from(here, now).await;
    assert!(page.status.is_success() && curl(&page).contains("\"bill_length\": 50,"), "{}", page.status);
    assert!(curl(&page).contains("curl http://maquette.example/api/penguins/predict"), "{}", curl(&page));
    for other in [
        "http://other.example/penguins?bill_length=50",
        "http://maquette.example/houses?bill_length=50",
        "http://maquette.example/penguins?utm_source=mail",
        "http://maquette.example/penguinsx?bill_length=50",
        "nonsense",
    ] {
        let page = come_from(other, request).await;
        assert!(curl(&page).contains("\"bill_length\": 39,"), "{other}: {}", page.status);
    }
}

#[tokio::test]
async fn an_answer_that_has_an_address_of_its_own_brings_its_inputs_along() {
    #[derive(Inputs)]
    struct Story {
        #[input(long)]
        text: String,
    }
    let count = Demo::function("words", |Story { text }| text.split_whitespace().count() as u32);
    let count = count.example("Two", Story { text: "two words".into() });
    let app = Maquette::new().demo(count).router(None).expect("it opens");
    let code_from_answer = async |text: &str| {
        let request = Request::post("/api/words/predict").header("content-type", "application/json");
        let request = request.body(Body::from(json!({ "text": text }).to_string())).expect("a request");
        let request = send_to(app.clone(), request).await.json();
        let from =
            format!("http://maquette.example/words/answers/{}", request["id"].as_str().expect("an id"));
        let request = Request::get("/words/code").header("host", "maquette.example").header("referer", from);
        send_to(app.clone(), request.body(Body::empty()).expect("a request")).await
    };
    let led = code_from_answer("three\nshort words").await;
    assert_eq!(led.header("location"), "/words/code?text=three%0Ashort+words");
    let words = words(&code_from_answer(&"word ".repeat(900)).await);
    assert!(words.contains("they are too long to be written out") && words.contains("two words"), "{words}");
}

#[tokio::test]
async fn inputs_that_are_wrong_are_not_put_into_programs() {
    let path = "/penguins/code?bill_length=long&bill_depth=15&flipper_length=220&body_mass=5200";
    let said = "bill_length: “long” is not a number; give one from 30 to 65. Those of the first example stand instead";
    check(path, &[said, "\"bill_length\": 39.1"]).await;
    check("/voice/code?recording=u0123", &["is no longer kept here", "$(upload example.wav)"]).await;
    assert_eq!(get("/dodos/code").await.status.as_u16(), 404);
    let request = Request::get("/penguins/code").header("host", "a\"; rm -rf .example");
    let page = send(request.body(Body::empty()).expect("a request")).await;
    let curl = program(&page, "curl-predict").unwrap_or_default();
    assert!(curl.starts_with("curl http://127.0.0.1:3000/api"), "{curl}");
}

#[tokio::test]
async fn a_demos_page_leads_to_its_code() {
    let page = get("/penguins?bill_length=50&bill_depth=15&flipper_length=220&body_mass=5200").await.body;
    let link = "/penguins/code?bill_length=50&amp;bill_depth=15&amp;flipper_length=220&amp;body_mass=5200";
    assert!(page.contains(&format!("<a href=\"{link}\">Use it from code</a>")), "{page}");
}

#[tokio::test]
async fn the_foot_of_a_page_leads_to_the_api_but_not_from_there() {
    let foot = "<a href=\"/docs\">HTTP API</a>";
    for (address, expected) in [("/", true), ("/penguins", true), ("/docs", false), ("/docs/penguins", false)]
    {
        assert_eq!(get(address).await.body.contains(foot), expected, "{address}");
    }
}
