//! Gradio's protocol as its clients speak it: how they connect, what each stream may hold, every form of error, and what
//! those are met with who would misuse it.

use crate::server::{GALLERY, Reply, get, post_json, send, send_to};
use axum::Router;
use axum::body::{Body, BodyDataStream};
use axum::http::{Request, StatusCode};
use futures_util::StreamExt;
use insta::{assert_json_snapshot, assert_snapshot};
use maquette::api::router;
use maquette::demo::Demo;
use maquette::prelude::*;
use maquette_contract::Annotated;
use serde_json::{Value, json};
use std::collections::HashSet;
use std::sync::{Arc, LazyLock, Mutex, mpsc};
use tower::ServiceExt;

/// The sessions of a client are those of one router.
static ROUTER: LazyLock<Router> = LazyLock::new(|| router(GALLERY.clone()));

const PENGUIN: [f64; 4] = [46.1, 14.2, 211.0, 4500.0];

async fn ask(router: &Router, method: &str, path: &str, body: impl Into<Body>) -> Reply {
    let request = Request::builder().method(method).uri(path).header("content-type", "application/json");
    send_to(router.clone(), request.body(body.into()).expect("a request")).await
}

async fn post(router: &Router, path: &str, body: &Value) -> Reply {
    ask(router, "POST", path, body.to_string()).await
}

/// Joins the queue of an app, and gives the event's id.
async fn join(router: &Router, app: &str, session: &str, data: &Value) -> String {
    let body = json!({ "data": data, "fn_index": 1, "session_hash": session, "event_data": null, "trigger_id": null });
    let reply = post(router, &format!("{app}/gradio_api/queue/join"), &body).await;
    assert_eq!(reply.status, StatusCode::OK, "{}", reply.body);
    reply.json()["event_id"].as_str().expect("an id").to_owned()
}

/// A session's stream, read as strictly as the strictest client does.
struct Messages {
    body: BodyDataStream,
    rest: String,
}

impl Messages {
    async fn of(router: &Router, app: &str, session: &str) -> Self {
        let path = format!("{app}/gradio_api/queue/data?session_hash={session}");
        let request = Request::get(path).body(Body::empty()).expect("a request");
        let response = router.clone().oneshot(request).await.expect("infallible");
        assert_eq!(response.headers()["content-type"], "text/event-stream; charset=utf-8");
        assert_eq!(response.headers()["cache-control"], "no-cache, no-transform");
        assert_eq!(response.headers()["x-accel-buffering"], "no");
        assert!(!response.headers().contains_key("content-encoding"));
        Self { body: response.into_body().into_data_stream(), rest: String::new() }
    }

    async fn next(&mut self) -> Value {
        loop {
            if let Some((block, rest)) = self.rest.clone().split_once("\n\n") {
                self.rest = rest.to_owned();
                return lawful(block);
            }
            let chunk = self.body.next().await.expect("more to come").expect("a chunk");
            self.rest.push_str(std::str::from_utf8(&chunk).expect("text"));
        }
    }

    async fn until(&mut self, message: &str) -> Value {
        loop {
            let next = self.next().await;
            if next["msg"] == message {
                return next;
            }
        }
    }

    /// Everything up to the last message.
    async fn all(mut self) -> Vec<Value> {
        let mut all = vec![self.next().await];
        while all.last().is_some_and(|last| last["msg"] != "close_stream") {
            all.push(self.next().await);
        }
        assert_eq!(self.rest, "", "nothing comes after the end");
        all
    }
}

/// A block that every client understands. What they do not know stops them.
fn lawful(block: &str) -> Value {
    const KNOWN: [&str; 9] = [
        "estimation",
        "process_starts",
        "progress",
        "log",
        "process_generating",
        "process_completed",
        "heartbeat",
        "unexpected_error",
        "close_stream",
    ];
    let line = block.strip_prefix("data:").unwrap_or_else(|| panic!("“{block}” is no data"));
    assert!(!line.contains(['\n', '\r']), "“{block}” has several lines");
    let message: Value = serde_json::from_str(line).unwrap_or_else(|error| panic!("{error} in {block}"));
    let known = message["msg"].as_str().is_some_and(|msg| KNOWN.contains(&msg));
    assert!(known, "no client knows {message}");
    let free = ["heartbeat", "close_stream"].contains(&message["msg"].as_str().unwrap_or_default());
    assert!(free || message["event_id"].is_string(), "{message} is of no event");
    if message["msg"] == "process_completed" {
        let output = message["output"].as_object().expect("an output");
        assert_eq!(message["success"], json!(output.contains_key("data")), "{message}");
        assert_eq!(output.contains_key("error"), !output.contains_key("data"), "{message}");
    }
    message
}

/// What each message says, and of which event.
fn kinds(messages: &[Value]) -> Vec<&str> {
    messages.iter().map(|message| message["msg"].as_str().expect("a message")).collect()
}

#[tokio::test]
async fn what_a_client_asks_first() {
    let config = |reply: Reply| {
        let mut config = reply.json();
        config["app_id"] = json!("...");
        config
    };
    let penguins = get("/penguins/config").await;
    assert_eq!(penguins.header("content-type"), "application/json");
    assert_json_snapshot!("gradio_config", config(penguins));
    assert_json_snapshot!("gradio_info", get("/penguins/gradio_api/info?serialize=False").await.json());

    let all = config(get("/config").await);
    let names: Vec<_> =
        all["dependencies"].as_array().expect("endpoints").iter().map(|of| of["api_name"].clone()).collect();
    assert_eq!(names, GALLERY.demos().map(|demo| json!(demo.name)).collect::<Vec<_>>());
    let info = get("/gradio_api/info").await.json();
    assert_eq!(info["unnamed_endpoints"], json!({}));
    let ids: Vec<_> =
        all["components"].as_array().expect("some").iter().map(|of| of["id"].as_u64()).collect();
    assert_eq!(ids, (1..=ids.len() as u64).map(Some).collect::<Vec<_>>());
    for endpoint in all["dependencies"].as_array().expect("endpoints") {
        let described =
            &info["named_endpoints"][format!("/{}", endpoint["api_name"].as_str().expect("a name"))];
        let count = |list: &Value| list.as_array().map(Vec::len);
        assert_eq!(count(&endpoint["inputs"]), count(&described["parameters"]), "{endpoint}");
        assert_eq!(count(&endpoint["outputs"]), count(&described["returns"]), "{endpoint}");
    }
}

#[tokio::test]
async fn the_endpoints_as_openapi() {
    assert_json_snapshot!("gradio_openapi", get("/penguins/gradio_api/openapi.json").await.json());
    let all = get("/gradio_api/openapi.json").await.json();
    let paths = all["paths"].as_object().expect("paths");
    assert_eq!(paths.len(), 1 + 2 * GALLERY.demos().count());
}

#[tokio::test]
async fn every_address_is_there_and_none_leads_elsewhere() {
    for app in ["", "/penguins"] {
        for path in ["/config", "/config/", "/gradio_api/info", "/gradio_api/info/"] {
            assert_eq!(get(&format!("{app}{path}")).await.status.as_u16(), 200, "{app}{path}");
        }
        assert_eq!(get(&format!("{app}/gradio_api/startup-events")).await.body, "true");
        let life = get(&format!("{app}/gradio_api/app_id")).await.json();
        assert!(life["app_id"].is_string());
        let estimation = get(&format!("{app}/gradio_api/queue/status")).await.json();
        assert_eq!(estimation["msg"], "estimation");
        for path in ["/gradio_api/nothing", "/gradio_api/nothing/", "/gradio_api/proxy=http://10.0.0.1/"] {
            let reply = get(&format!("{app}{path}")).await;
            assert_eq!(
                (reply.status.as_u16(), reply.header("content-type")),
                (404, "application/json"),
                "{path}"
            );
        }
        let wrong = get(&format!("{app}/gradio_api/queue/join")).await;
        assert_eq!((wrong.status.as_u16(), wrong.header("content-type")), (405, "application/json"));
        for path in ["/gradio_api/reset", "/gradio_api/reset/", "/gradio_api/cancel"] {
            let reply = post_json(&format!("{app}{path}"), r#"{"event_id": "1"}"#).await;
            assert_eq!(reply.body, r#"{"success":true}"#, "{path}");
        }
    }
    assert_eq!(get("/dodos/config").await.json()["detail"], "There is no demo named “dodos”");
    assert_eq!(get("/dodos/gradio_api/info").await.status.as_u16(), 404);
    assert_eq!(get("/%FF/config").await.status.as_u16(), 404);
}

#[tokio::test]
async fn a_call_is_joined_and_answered() {
    let id = join(&ROUTER, "/penguins", "a_call", &json!(PENGUIN)).await;
    let messages = Messages::of(&ROUTER, "/penguins", "a_call").await.all().await;
    assert_eq!(kinds(&messages), ["process_starts", "process_completed", "close_stream"]);
    let completed = &messages[1];
    assert_eq!(completed["event_id"], id.as_str());
    let label = &completed["output"]["data"][0];
    assert_eq!(label["label"], "Gentoo");
    assert!(label["confidences"].as_array().is_some_and(|classes| classes.len() == 3), "{label}");
    assert_eq!((&label["set"]["coverage"], &label["set"]["labels"][0]), (&json!(0.9), &json!("Gentoo")));
    // It was sent, and is forgotten.
    let again = Messages::of(&ROUTER, "/penguins", "a_call").await.all().await;
    assert_eq!(kinds(&again), ["close_stream"]);
}

#[tokio::test]
async fn one_stream_tells_of_all_calls_of_its_session() {
    let mut ids = HashSet::new();
    for _ in 0..10 {
        ids.insert(join(&ROUTER, "/penguins", "several", &json!(PENGUIN)).await);
    }
    let mut stream = Messages::of(&ROUTER, "/penguins", "several").await;
    ids.insert(join(&ROUTER, "/penguins", "several", &json!(PENGUIN)).await);
    let mut received = HashSet::new();
    while received.len() < ids.len() {
        let completed = stream.until("process_completed").await;
        assert!(received.insert(completed["event_id"].as_str().expect("an id").to_owned()), "sent twice");
    }
    assert_eq!(received, ids);
    stream.until("close_stream").await;
}

/// The last words are on their way; a call that is made now is answered once they have arrived.
#[tokio::test]
async fn a_call_is_not_lost_with_the_stream_that_closes() {
    let mut stream = Messages::of(&ROUTER, "/penguins", "closing").await;
    stream.until("close_stream").await;
    let penguin = json!(PENGUIN);
    let joined = join(&ROUTER, "/penguins", "closing", &penguin);
    tokio::pin!(joined);
    assert!(futures_util::poll!(&mut joined).is_pending());
    drop(stream);
    let id = joined.await;
    let completed = Messages::of(&ROUTER, "/penguins", "closing").await.until("process_completed").await;
    assert_eq!(completed["event_id"], id.as_str());
}

#[tokio::test]
async fn inputs_outside_of_training_are_noted() {
    join(&ROUTER, "/penguins", "outside", &json!([64.9, 12.1, 239, 6900])).await;
    let messages = Messages::of(&ROUTER, "/penguins", "outside").await.all().await;
    let logs: Vec<_> = messages.iter().filter(|message| message["msg"] == "log").collect();
    assert_eq!(logs[0]["level"], "warning");
    assert_snapshot!(logs[0]["log"].as_str().expect("words"), @"Bill length of 64.9 mm is outside what the model has seen (32.1 to 58 mm)");
    let completed = &messages[messages.len() - 2];
    assert_eq!(completed["output"]["notes"][0], logs[0]["log"]);
}

#[tokio::test]
async fn what_can_not_be_taken_is_said_at_once() {
    let refused = async |body: &Value, status: u16| {
        let reply = post(&ROUTER, "/penguins/gradio_api/queue/join", body).await;
        assert_eq!(
            (reply.status.as_u16(), reply.header("content-type")),
            (status, "application/json"),
            "{}",
            reply.body
        );
        reply.json()["detail"].clone()
    };
    let call = |data: Value| json!({ "data": data, "fn_index": 1, "session_hash": "refused" });
    let faults = refused(&call(json!([1, 14.2, 211, 4500, "Atlantis"])), 422).await;
    let of = |name: &str, message: &str| json!({ "__type__": "validate", "is_valid": false, "message": message, "parameter_name": name });
    let out = of("bill_length", "1 is out of range; give a number from 30 to 65");
    let none = of("island", "“Atlantis” is not one of the answers; choose Biscoe, Dream or Torgersen");
    assert_eq!(faults, json!([out, none]));
    let fault = |message: &str| json!([{ "__type__": "validate", "is_valid": false, "message": message }]);
    let many = refused(&call(json!([1, 2, 3, 4, null, null, 7])), 422).await;
    assert_eq!(many, fault("there are 7 values for 6 inputs"));
    let object = refused(&call(json!({ "bill_length": 1 })), 422).await;
    assert_eq!(object, fault("give the values of the inputs as a list, in `data`"));
    let nameless = json!({ "data": PENGUIN, "fn_index": 1 });
    assert_eq!(refused(&nameless, 400).await, "Session hash not found.");
    let long = json!({ "data": PENGUIN, "fn_index": 1, "session_hash": "x".repeat(201) });
    assert_eq!(refused(&long, 400).await, "A session is named by a short text.");
    let unknown = json!({ "data": PENGUIN, "fn_index": 7, "session_hash": "x" });
    assert_eq!(refused(&unknown, 404).await, "There is no endpoint with the index 7; there are /predict");
    for index in [json!(-1), json!(1.5)] {
        refused(&json!({ "data": PENGUIN, "fn_index": index, "session_hash": "x" }), 404).await;
    }
    refused(&json!({ "data": PENGUIN, "session_hash": "x" }), 422).await;
    for path in ["/gradio_api/queue/data", "/gradio_api/queue/data?session_hash="] {
        assert_eq!(get(path).await.json()["detail"], "Session hash not found.");
    }
    assert_eq!(
        get(&format!("/gradio_api/queue/data?session_hash={}", "x".repeat(201))).await.status.as_u16(),
        400
    );
}

#[derive(Inputs)]
struct Count {
    #[input(range = 0..=1000, default = 3)]
    up_to: u32,
}

/// Counts at once, and as words that grow; with a table beside them.
fn counting() -> Demo {
    Demo::stream("counting", |count: Count, work: &Work| {
        let (work, mut said, mut table) = (work.clone(), String::new(), Table::new(["number", "square"]));
        (1..=count.up_to).map(move |number| {
            work.progress(number.into(), count.up_to.into());
            said.push_str(&format!("{number} "));
            table = table.clone().row([number.into(), (number * number).into()]);
            (said.clone(), table.clone())
        })
    })
}

/// Gives an output for each word it is sent.
struct Slow(mpsc::Receiver<()>, f64);

impl Iterator for Slow {
    type Item = f64;

    fn next(&mut self) -> Option<f64> {
        self.0.recv().ok()?;
        self.1 += 1.0;
        Some(self.1)
    }
}

/// An app whose demo goes on only when the test says so.
fn gated() -> (Router, mpsc::Sender<()>) {
    let (go_on, next) = mpsc::channel();
    let next = Mutex::new(Some(next));
    let demo = Demo::stream("slow", move |_: Count, _: &Work| {
        let next = next.lock().ok().and_then(|mut next| next.take());
        // Only the first may go on; the others have nothing to wait for.
        Slow(next.unwrap_or_else(|| mpsc::channel().1), 0.0)
    });
    (app(demo.autorun(false).concurrency(1)), go_on)
}

fn app(demo: Demo) -> Router {
    Maquette::new().demo(demo).router(None).expect("a router")
}

/// What a client makes of the pieces it is sent: the first whole, the others as edits, each applied to the one before.
fn grown(messages: &[Value]) -> Vec<Vec<Value>> {
    let pieces = messages.iter().filter(|message| message["msg"] == "process_generating");
    let mut grown: Vec<Vec<Value>> = Vec::new();
    for piece in pieces {
        assert_eq!(piece["success"], true);
        let data = piece["output"]["data"].as_array().expect("data");
        let next = match grown.last() {
            None => data.clone(),
            Some(before) => before.iter().zip(data).map(|(before, edits)| applied(before, edits)).collect(),
        };
        grown.push(next);
    }
    grown
}

fn applied(before: &Value, edits: &Value) -> Value {
    let mut value = before.clone();
    for edit in edits.as_array().expect("edits") {
        let path: String = edit[1]
            .as_array()
            .expect("a path")
            .iter()
            .map(|step| format!("/{}", step.to_string().trim_matches('"')))
            .collect();
        match edit[0].as_str() {
            Some("replace") => *value.pointer_mut(&path).expect("a place") = edit[2].clone(),
            Some("append") => {
                let place = value.pointer_mut(&path).expect("a place");
                *place = json!(format!(
                    "{}{}",
                    place.as_str().expect("a text"),
                    edit[2].as_str().expect("a text")
                ));
            }
            Some("add") => {
                let (list, place) = path.rsplit_once('/').expect("a place in a list");
                let list = value.pointer_mut(list).and_then(Value::as_array_mut).expect("a list");
                list.insert(place.parse().expect("a number"), edit[2].clone());
            }
            _ => panic!("no client knows {edit}"),
        }
    }
    value
}

#[tokio::test]
async fn a_stream_is_sent_piece_by_piece() {
    let router = app(counting());
    let id = join(&router, "", "pieces", &json!([40])).await;
    let messages = Messages::of(&router, "", "pieces").await.all().await;
    let grown = grown(&messages);
    assert_eq!(grown.len(), 40);
    for (place, piece) in grown.iter().enumerate() {
        let words: String = (1..=place + 1).map(|number| format!("{number} ")).collect();
        assert_eq!(piece[0], words.as_str());
        assert_eq!(piece[1]["data"].as_array().map(Vec::len), Some(place + 1));
    }
    let completed = &messages[messages.len() - 2];
    assert_eq!((&completed["msg"], &completed["event_id"]), (&json!("process_completed"), &json!(id)));
    assert_eq!(completed["output"]["data"], json!(grown[39]));
    // The last pieces are no longer than the first: only what is new travels.
    let piece = messages.iter().rfind(|message| message["msg"] == "process_generating").expect("a piece");
    assert_eq!(
        piece["output"]["data"],
        json!([[["append", [], "40 "]], [["add", ["data", 39], [40.0, 1600.0]]]])
    );
    let progress: Vec<_> = messages.iter().filter(|message| message["msg"] == "progress").collect();
    assert_eq!(progress.last().expect("some")["progress_data"][0]["length"], 40);
}

#[tokio::test]
async fn who_lost_the_connection_comes_back_for_the_rest() {
    let (router, go_on) = gated();
    let id = join(&router, "", "broken", &json!([])).await;
    let mut stream = Messages::of(&router, "", "broken").await;
    go_on.send(()).expect("sent");
    let piece = stream.until("process_generating").await;
    assert_eq!(piece["output"]["data"], json!([1.0]));
    drop(stream);
    go_on.send(()).expect("sent");
    drop(go_on);
    let messages = Messages::of(&router, "", "broken").await.all().await;
    // A stream begins with what is whole.
    assert_eq!(grown(&messages).last(), Some(&vec![json!(2.0)]));
    let completed = &messages[messages.len() - 2];
    assert_eq!((&completed["event_id"], &completed["output"]["data"]), (&json!(id), &json!([2.0])));
}

#[tokio::test]
async fn cancelling_ends_a_call_that_runs_and_one_that_waits() {
    let (router, go_on) = gated();
    let running = join(&router, "", "mine", &json!([])).await;
    let waiting = join(&router, "", "mine", &json!([])).await;
    let mut stream = Messages::of(&router, "", "mine").await;
    go_on.send(()).expect("sent");
    stream.until("process_generating").await;
    let cancel = async |session: &str, id: &str| {
        let body = json!({ "event_id": id, "session_hash": session, "fn_index": 1 });
        assert_eq!(post(&router, "/gradio_api/cancel", &body).await.body, r#"{"success":true}"#);
    };
    // Who only knows the name of another's call can do nothing with it.
    cancel("theirs", &running).await;
    cancel("mine", &waiting).await;
    let cancelled = stream.until("process_completed").await;
    assert_eq!((&cancelled["event_id"], &cancelled["success"]), (&json!(waiting), &json!(false)));
    assert_eq!(cancelled["output"]["error"], "Cancelled");
    go_on.send(()).expect("it still runs");
    stream.until("process_generating").await;
    cancel("mine", &running).await;
    let cancelled = stream.until("process_completed").await;
    assert_eq!(
        (&cancelled["event_id"], &cancelled["output"]["title"]),
        (&json!(running), &json!("Cancelled"))
    );
    stream.until("close_stream").await;
}

#[tokio::test]
async fn a_queue_is_full_some_time() {
    let (router, _go_on) = gated();
    let body = json!({ "data": [], "fn_index": 1, "session_hash": "many" });
    let mut taken = 0;
    let full = loop {
        let reply = post(&router, "/gradio_api/queue/join", &body).await;
        if reply.status != StatusCode::OK {
            break reply;
        }
        taken += 1;
    };
    assert_eq!((taken, full.status.as_u16(), full.header("retry-after")), (65, 503, "5"));
    assert_eq!(full.json()["detail"], "Many people are asking. Try again in a few seconds");
    let status = get_of(&router, "/gradio_api/queue/status").await.json();
    assert_eq!(status["queue_size"], 65);
}

async fn get_of(router: &Router, path: &str) -> Reply {
    ask(router, "GET", path, Body::empty()).await
}

#[tokio::test]
async fn what_fails_ends_with_its_reason() {
    let check = async |demo: Demo, title: &str, message: &str| {
        let router = app(demo);
        join(&router, "", "failing", &json!([])).await;
        let completed = Messages::of(&router, "", "failing").await.until("process_completed").await;
        assert_eq!(completed["success"], false);
        assert_eq!((&completed["title"], &completed["output"]["title"]), (&json!(title), &json!(title)));
        let said = completed["output"]["error"].as_str().expect("words");
        assert!(said.starts_with(message), "{said}");
    };
    let refuses = |_: Count| Err::<f64, _>(Refusal::new("There is no such number"));
    check(Demo::function("refusing", refuses), "No answer", "There is no such number").await;
    let panics = |count: Count| 1 / (count.up_to - 3);
    check(Demo::function("panicking", panics), "Our mistake", "Something failed on our side").await;
    let stream = Demo::stream("streaming", |_: Count, _: &Work| {
        [Ok(1.0), Err(Refusal::new("There is no second number"))].into_iter()
    });
    check(stream, "No answer", "There is no second number").await;
}

#[tokio::test]
async fn a_call_by_curl() {
    let events = async |router: &Router, path: &str, id: &str| {
        let reply = get_of(router, &format!("{path}/{id}")).await;
        assert_eq!(reply.header("content-type"), "text/event-stream; charset=utf-8");
        let blocks = reply.body.split_terminator("\n\n").map(|block| {
            let (event, data) = block.split_once('\n').expect("two lines");
            let data = data.strip_prefix("data: ").expect("data");
            (event.to_owned(), serde_json::from_str::<Value>(data).expect("JSON"))
        });
        blocks.collect::<Vec<_>>()
    };
    let call = async |router: &Router, path: &str, body: &Value| {
        let reply = post(router, path, body).await;
        assert_eq!(reply.status, StatusCode::OK, "{path}: {}", reply.body);
        reply.json()["event_id"].as_str().expect("an id").to_owned()
    };
    for path in [
        "/gradio_api/call/penguins",
        "/call/penguins",
        "/penguins/gradio_api/call/predict",
        "/penguins/call/predict/",
    ] {
        let id = call(&ROUTER, path, &json!({ "data": PENGUIN })).await;
        let path = path.trim_end_matches('/');
        let first = events(&ROUTER, path, &id).await;
        assert_eq!(first.len(), 1);
        assert_eq!((first[0].0.as_str(), &first[0].1[0]["label"]), ("event: complete", &json!("Gentoo")));
        assert_eq!(events(&ROUTER, path, &id).await, first, "a second time");
    }
    let named = json!({ "bill_length": 46.1, "bill_depth": 14.2, "flipper_length": 211, "body_mass": 4500 });
    let id = call(&ROUTER, "/gradio_api/call/v2/penguins", &named).await;
    assert_eq!(events(&ROUTER, "/gradio_api/call/penguins", &id).await[0].1[0]["label"], "Gentoo");

    let router = app(counting());
    // The only demo is the one that is meant.
    let id = call(&router, "/gradio_api/call/predict", &json!({ "data": [3] })).await;
    let received = events(&router, "/gradio_api/call/predict", &id).await;
    let words: Vec<_> = received.iter().map(|(event, data)| (event.as_str(), data[0].as_str())).collect();
    let generating = "event: generating";
    let expected = [
        (generating, Some("1 ")),
        (generating, Some("1 2 ")),
        (generating, Some("1 2 3 ")),
        ("event: complete", Some("1 2 3 ")),
    ];
    assert_eq!(words, expected, "each time the whole");
    let refusing = app(Demo::function("refusing", |_: Count| Err::<f64, _>(Refusal::new("Never"))));
    let id = call(&refusing, "/call/refusing", &json!({})).await;
    let received = events(&refusing, "/call/refusing", &id).await;
    assert_eq!(received, [("event: error".to_owned(), json!({ "error": "Never", "title": "No answer" }))]);
}

#[tokio::test]
async fn calls_that_can_not_be_made() {
    let refused = async |method: &str, path: &str, body: Value, status: u16| {
        let reply = ask(&ROUTER, method, path, body.to_string()).await;
        assert_eq!(
            (reply.status.as_u16(), reply.header("content-type")),
            (status, "application/json"),
            "{path}: {}",
            reply.body
        );
        reply.json()["detail"].clone()
    };
    let unknown = refused("POST", "/penguins/gradio_api/call/fly", json!({ "data": [] }), 404).await;
    assert_eq!(unknown, "There is no endpoint named “fly”; there are /predict");
    refused("POST", "/gradio_api/call/predict", json!({ "data": [] }), 404).await;
    let missing = refused("POST", "/gradio_api/call/penguins", json!({ "data": [46.1] }), 422).await;
    assert_eq!(
        (&missing[0]["parameter_name"], &missing[0]["message"]),
        (&json!("bill_depth"), &json!("give a value"))
    );
    let named = refused("POST", "/gradio_api/call/v2/digits", json!({ "colour": "blue" }), 422).await;
    assert_eq!(named[1]["message"], "there is no such input; the inputs are drawing");
    refused("GET", "/gradio_api/call/penguins/nothing", json!(null), 404).await;
    // A call that belongs to a session is sent to it alone.
    let id = join(&ROUTER, "/penguins", "somebody", &json!(PENGUIN)).await;
    refused("GET", &format!("/penguins/gradio_api/call/predict/{id}"), json!(null), 404).await;
    let own = format!("/penguins/gradio_api/call/predict/{id}?session_hash=somebody");
    assert_eq!(get_of(&ROUTER, &own).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_call_and_its_answer_at_once() {
    for path in [
        "/gradio_api/run/penguins",
        "/gradio_api/api/penguins/",
        "/run/penguins",
        "/penguins/gradio_api/run/predict",
    ] {
        let reply = post(&ROUTER, path, &json!({ "data": PENGUIN })).await;
        assert_eq!(reply.status, StatusCode::OK, "{path}: {}", reply.body);
        let answer = reply.json();
        assert_eq!(
            (&answer["data"][0]["label"], &answer["is_generating"]),
            (&json!("Gentoo"), &json!(false))
        );
        assert!(answer["duration"].as_f64().is_some_and(|secs| secs > 0.0));
    }
    let refused = post(&ROUTER, "/gradio_api/run/penguins", &json!({ "data": [1] })).await;
    assert_eq!(refused.status.as_u16(), 422);
    assert!(
        refused.json()["error"]
            .as_str()
            .is_some_and(|said| said.starts_with("bill_length: 1 is out of range"))
    );
    assert_eq!(refused.json()["detail"][0]["parameter_name"], "bill_length");
    let houses = &get("/api/houses").await.json()["examples"][0]["inputs"];
    let features = &GALLERY.find("houses").expect("the demo").demo.schema.features;
    let data: Vec<_> = features.iter().map(|feature| houses[&feature.name].clone()).collect();
    let answer = post(&ROUTER, "/gradio_api/run/houses", &json!({ "data": data })).await.json();
    let [value, interval] = &answer["data"].as_array().expect("data")[..] else { panic!("{answer}") };
    assert!(
        value.as_f64() > interval["low"].as_f64() && value.as_f64() < interval["high"].as_f64(),
        "{answer}"
    );
}

fn drawn() -> Vec<u8> {
    let ink =
        |x: usize, y: usize| if (12..16).contains(&x) && (4..24).contains(&y) { [0; 3] } else { [255; 3] };
    picture(&Image::from_fn(28, 28, ink), "").file.data.to_vec()
}

async fn upload(router: &Router, path: &str, files: &[(&str, &str, &[u8])]) -> Reply {
    let mut body = Vec::new();
    for (field, name, bytes) in files {
        body.extend(
            format!(
                "--line\r\ncontent-disposition: form-data; name=\"{field}\"; filename=\"{name}\"\r\n\r\n"
            )
            .as_bytes(),
        );
        body.extend_from_slice(bytes);
        body.extend(b"\r\n");
    }
    body.extend(b"--line--\r\n");
    let request = Request::post(path).header("content-type", "multipart/form-data; boundary=line");
    send_to(router.clone(), request.body(body.into()).expect("a request")).await
}

fn encoded(path: &str) -> String {
    let byte = |byte: u8| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'.' | b'_' | b'-' | b'~' => {
            char::from(byte).to_string()
        }
        byte => format!("%{byte:02X}"),
    };
    path.bytes().map(byte).collect()
}

#[tokio::test]
async fn a_file_is_uploaded_answered_and_downloaded() {
    let name = "a one #1 100% ü.png";
    let kept =
        upload(&ROUTER, "/digits/gradio_api/upload", &[("files", name, &drawn()), ("other", "x", b"x")])
            .await;
    assert_eq!(kept.status, StatusCode::OK, "{}", kept.body);
    let paths = kept.json();
    let path = paths[0].as_str().expect("a path").to_owned();
    assert_eq!(paths.as_array().map(Vec::len), Some(1));
    assert_eq!(path.split_once('/').map(|(_, name)| name), Some(name));

    let file = json!({ "path": path, "orig_name": name, "meta": { "_type": "gradio.FileData" } });
    join(&ROUTER, "/digits", "media", &json!([file])).await;
    let completed = Messages::of(&ROUTER, "/digits", "media").await.until("process_completed").await;
    assert_eq!(completed["output"]["data"][0]["label"], "1", "{completed}");

    let place = format!("/digits/gradio_api/file={}", encoded(&path));
    let whole = get(&place).await;
    assert_eq!((whole.status.as_u16(), whole.header("content-type")), (200, "image/png"));
    assert_eq!(whole.header("x-content-type-options"), "nosniff");
    assert!(whole.header("content-disposition").starts_with("inline; filename*=UTF-8''a%20one%20%231"));
    let length = drawn().len().to_string();
    assert_eq!(whole.header("content-length"), length);
    let head = ask(&ROUTER, "HEAD", &place, Body::empty()).await;
    assert_eq!(
        (head.status.as_u16(), head.header("content-length"), head.body.len()),
        (200, length.as_str(), 0)
    );
    let part = async |range: &str| {
        let request = Request::get(&place).header("range", range).header("x-secret", "mine");
        send(request.body(Body::empty()).expect("a request")).await
    };
    let first = part("bytes=1-3").await;
    assert_eq!((first.status.as_u16(), first.body.as_str()), (206, "PNG"));
    assert_eq!(first.header("content-range"), format!("bytes 1-3/{length}"));
    assert!(!first.headers.contains_key("x-secret") && !first.headers.contains_key("range"));
    let none = part("bytes=99999-").await;
    assert_eq!(
        (none.status.as_u16(), none.header("content-range")),
        (416, format!("bytes */{length}").as_str())
    );
    assert_eq!(get(&place.replace("file=", "file/")).await.status.as_u16(), 200);
}

#[tokio::test]
async fn no_path_leads_to_other_files() {
    for path in [
        "/etc/passwd",
        "../../etc/passwd",
        "..%2f..%2fetc%2fpasswd",
        "%2e%2e/%2e%2e/etc/passwd",
        "u1/../../etc/passwd",
        "//host/share",
        "%5c%5chost%5cshare",
        "http://169.254.169.254/latest",
        "C:%5cWindows%5cwin.ini",
        "x::$DATA",
        "%00",
        "s",
    ] {
        for way in ["file=", "file/"] {
            let reply = get(&format!("/gradio_api/{way}{path}")).await;
            assert!(!reply.status.is_success() && !reply.status.is_redirection(), "{path}");
            assert!(reply.json()["detail"].is_string(), "{path}: {}", reply.body);
        }
        assert_eq!(get(&format!("/gradio_api/file=x{path}")).await.status.as_u16(), 403, "{path}");
        let file = json!({ "path": path, "url": path, "meta": { "_type": "gradio.FileData" } });
        for data in [file.clone(), json!(path), json!({ "path": path })] {
            let body = json!({ "data": [data], "fn_index": 1, "session_hash": "evil" });
            let reply = post(&ROUTER, "/digits/gradio_api/queue/join", &body).await;
            if reply.status == StatusCode::OK {
                // Letters and digits, as a name has them.
                let completed =
                    Messages::of(&ROUTER, "/digits", "evil").await.until("process_completed").await;
                let said = completed["output"]["error"].to_string();
                assert!(said.contains("this is no token of an upload"), "{path}: {said}");
            } else {
                let said = reply.json()["detail"][0]["message"].to_string();
                assert!(said.contains("names nothing that was uploaded"), "{path}: {said}");
            }
        }
    }
}

#[tokio::test]
async fn an_upload_can_do_nothing() {
    let files: [&[u8]; 4] = [
        b"<!DOCTYPE html><script>alert(1)</script>",
        b"<svg onload='alert(1)'></svg>",
        b"<script",
        b"%PDF-1.5\n%\xe2\xe3\xcf\xd3\n",
    ];
    for file in files {
        let text = file.escape_ascii();
        let kept = upload(&ROUTER, "/gradio_api/upload", &[("files", "x.png", file)]).await.json();
        let shown = get(&format!("/gradio_api/file={}", kept[0].as_str().expect("a path"))).await;
        assert_eq!(shown.header("content-type"), "application/octet-stream", "{text}");
        assert!(shown.header("content-disposition").starts_with("attachment"), "{text}");
        assert_eq!(shown.header("content-security-policy"), "default-src 'none'; sandbox");
    }
    let evil =
        upload(&ROUTER, "/gradio_api/upload", &[("files", "../../etc/cron.d/x\\y`$(z)", b"x")]).await.json();
    assert_eq!(evil[0].as_str().and_then(|path| path.split_once('/')).map(|(_, name)| name), Some("y(z)"));
}

#[tokio::test]
async fn uploads_that_are_not_taken() {
    let plain = post_json("/gradio_api/upload", "{}").await;
    assert_eq!(plain.json()["detail"], "Send files as multipart/form-data, in the field `files`");
    let broken =
        Request::post("/gradio_api/upload").header("content-type", "multipart/form-data; boundary=line");
    let broken = send(broken.body(Body::from("--line\r\nnothing")).expect("a request")).await;
    assert_eq!(broken.status.as_u16(), 400, "{}", broken.body);
    let large = vec![0; 10 * 1024 * 1024 + 1];
    let large = upload(&ROUTER, "/gradio_api/upload", &[("files", "large.bin", &large)]).await;
    assert_eq!(large.status.as_u16(), 413);
    assert_snapshot!(large.json()["detail"].as_str().expect("words"), @"“large.bin” is too large: a file may have 10 MB, and those of one upload 40 MB");
    assert_eq!(upload(&ROUTER, "/gradio_api/upload", &[]).await.json(), json!([]));
}

#[tokio::test]
async fn the_progress_of_an_upload_is_reported() {
    let (more, parts) = mpsc::channel::<&str>();
    let parts = Arc::new(Mutex::new(parts));
    let body = Body::from_stream(futures_util::stream::unfold(parts, async |parts| {
        let waiting = parts.clone();
        let next = tokio::task::spawn_blocking(move || waiting.lock().ok()?.recv().ok()).await.ok()??;
        Some((Ok::<_, std::convert::Infallible>(next), parts))
    }));
    let request = Request::post("/gradio_api/upload?upload_id=mine");
    let request = request.header("content-type", "multipart/form-data; boundary=line").body(body);
    let uploading = tokio::spawn(send_to(ROUTER.clone(), request.expect("a request")));
    more.send("--line\r\ncontent-disposition: form-data; name=\"files\"; filename=\"a.txt\"\r\n\r\n")
        .expect("sent");
    let progress =
        Request::get("/gradio_api/upload_progress?upload_id=mine").body(Body::empty()).expect("a request");
    let response = ROUTER.clone().oneshot(progress).await.expect("infallible");
    assert_eq!(response.status(), StatusCode::OK);
    let mut received = Messages { body: response.into_body().into_data_stream(), rest: String::new() };
    let mut next = async || loop {
        if let Some((block, rest)) = received.rest.clone().split_once("\n\n") {
            received.rest = rest.to_owned();
            break serde_json::from_str::<Value>(block.strip_prefix("data: ").expect("data")).expect("JSON");
        }
        let chunk = received.body.next().await.expect("more").expect("a chunk");
        received.rest.push_str(&String::from_utf8_lossy(&chunk));
    };
    more.send("twelve bytes").expect("sent");
    more.send("\r\n--line--\r\n").expect("sent");
    drop(more);
    let mut bytes = 0;
    let last = loop {
        let message = next().await;
        if message["msg"] != "update" {
            break message;
        }
        assert_eq!(message["orig_name"], "a.txt");
        bytes += message["chunk_size"].as_u64().expect("a size");
    };
    assert_eq!((last, bytes), (json!({ "msg": "done" }), 12));
    assert_eq!(uploading.await.expect("no panic").status, StatusCode::OK);
}

/// A demo with every output that is a file.
fn shown() -> Router {
    app(Demo::function("shown", |_: Count| {
        let image = picture(&Image::gray(2, 2, &[0, 255, 255, 0]), "A board");
        let annotated = Annotated::new(image.clone()).boxed("black", Some(0.5), [0.0, 0.0, 1.0, 1.0]);
        let sound = sound(&Audio::new(8000, vec![0.0; 80]));
        let file = Blob::new("my notes #1.txt", "text/plain", *b"notes");
        (image.clone(), vec![image], annotated, sound, file)
    }))
}

#[tokio::test]
async fn the_files_of_an_answer_can_be_had() {
    let router = shown();
    let answer = post(&router, "/shown/gradio_api/run/predict", &json!({ "data": [] })).await.json();
    let [image, gallery, annotated, sound, file] = &answer["data"].as_array().expect("data")[..] else {
        panic!("{answer}")
    };
    assert_eq!(gallery[0]["caption"], "A board");
    assert_eq!(annotated["annotations"][0]["label"], "black");
    assert_eq!(annotated["found"][0]["score"], 0.5);
    let files = [
        (image, "image/png"),
        (&gallery[0]["image"], "image/png"),
        (&annotated["image"], "image/png"),
        (&annotated["annotations"][0]["image"], "image/png"),
        (sound, "audio/x-wav"),
        (file, "text/plain"),
    ];
    for (file, kind) in files {
        assert_eq!(file["meta"]["_type"], "gradio.FileData");
        let url = file["url"].as_str().expect("an address");
        assert!(url.starts_with("/shown/gradio_api/file="), "{url}");
        let by_path = format!("/shown/gradio_api/file={}", encoded(file["path"].as_str().expect("a path")));
        for place in [url, &by_path] {
            let reply = get_of(&router, place).await;
            assert_eq!((reply.status.as_u16(), reply.header("content-type")), (200, kind), "{place}");
            let length = file["size"].as_u64().expect("a size").to_string();
            assert_eq!(reply.header("content-length"), length, "{place}");
        }
    }
    assert_eq!(
        file["path"].as_str().and_then(|path| path.split_once('/')).map(|(_, name)| name),
        Some("my notes #1.txt")
    );
}

/// Below another site's address, links begin with that address.
#[tokio::test]
async fn an_app_within_another_says_where_it_is() {
    let outer = Router::new().nest("/models", shown());
    let answer = post(&outer, "/models/gradio_api/run/shown", &json!({ "data": [] })).await.json();
    let url = answer["data"][0]["url"].as_str().expect("an address");
    assert!(url.starts_with("/models/gradio_api/file="), "{url}");
    assert_eq!(get_of(&outer, url).await.status, StatusCode::OK);
    assert_eq!(get_of(&outer, "/models/shown/config").await.status, StatusCode::OK);
}
