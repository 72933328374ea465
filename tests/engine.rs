//! How requests become batches: which are answered together, by how many workers, and which are dropped.

use crate::server::{GALLERY, Reply, get, post_json, send_to};
use axum::Router;
use axum::body::Body;
use axum::http::Request;
use futures_util::future::join_all;
use maquette::predict::{Caller, predict, predict_rows};
use maquette::prelude::*;
use maquette_contract::{PredictError, RawField, RawValue};
use serde_json::{Value, json};
use std::convert::Infallible;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Barrier, Mutex};
use std::time::Duration;

#[derive(Inputs)]
struct Word {
    word: String,
}

/// Reports each batch, and answers it when the gate opens.
struct Gated {
    batches: Sender<Vec<String>>,
    gate: Receiver<()>,
    max_batch: usize,
}

impl Model for Gated {
    type Inputs = Word;
    type Output = String;
    type Error = Infallible;

    fn forward(&mut self, batch: Vec<Word>) -> Result<Vec<String>, Infallible> {
        let words: Vec<String> = batch.into_iter().map(|Word { word }| word).collect();
        self.batches.send(words.clone()).ok();
        // Once the sender is dropped, the gate is open for good.
        self.gate.recv().ok();
        Ok(words)
    }

    fn max_batch(&self) -> usize {
        self.max_batch
    }
}

/// The demo, the batches that its model gets, and the sender that opens the gate.
fn gated(max_batch: usize) -> (Demo, Receiver<Vec<String>>, Sender<()>) {
    let (batches, received) = channel();
    let (open, gate) = channel();
    (Demo::new("echo", Gated { batches, gate, max_batch }), received, open)
}

fn app(demo: Demo) -> Router {
    Maquette::new().demo(demo).router(None).expect("it opens")
}

async fn ask(app: &Router, word: &str) -> Reply {
    let request = Request::post("/api/echo/predict").header("content-type", "application/json");
    send_to(app.clone(), request.body(Body::from(json!({ "word": word }).to_string())).expect("a request"))
        .await
}

fn rows(replies: &[Reply]) -> Vec<Value> {
    replies.iter().map(|reply| reply.json()["timing"]["batch_rows"].clone()).collect()
}

#[tokio::test]
async fn all_waiting_requests_are_one_batch_up_to_the_limit() {
    let (demo, batches, open) = gated(4);
    let app = app(demo);
    let first = tokio::spawn({
        let app = app.clone();
        async move { ask(&app, "first").await }
    });
    // While the model is busy with the first, the others wait.
    let first_batch = tokio::task::spawn_blocking(move || (batches.recv().expect("a batch"), batches));
    let (words, batches) = first_batch.await.expect("a batch");
    assert_eq!(words, ["first"]);
    let words = ["a", "b", "c", "d", "e", "f"];
    let others = join_all(words.iter().map(|word| ask(&app, word)));
    let release = async {
        tokio::task::yield_now().await;
        drop(open);
    };
    let (others, ()) = tokio::join!(others, release);
    assert_eq!(rows(&[first.await.expect("answered")]), [1]);
    assert_eq!(rows(&others), [4, 4, 4, 4, 2, 2]);
    assert_eq!(batches.iter().take(2).collect::<Vec<_>>(), [vec!["a", "b", "c", "d"], vec!["e", "f"]]);
}

/// A batch may wait for an hour, but three requests fill it and are answered at once.
#[tokio::test]
async fn a_batch_waits_for_more_requests_until_it_is_full() {
    let (demo, _, open) = gated(3);
    drop(open);
    let app = app(demo.max_batch_delay(Duration::from_secs(3600)));
    let replies = join_all(["a", "b", "c"].map(|word| ask(&app, word))).await;
    assert_eq!(rows(&replies), [3, 3, 3]);
}

#[tokio::test]
async fn abandoned_requests_never_reach_the_model() {
    let (demo, batches, open) = gated(8);
    let gallery = Arc::new(Maquette::new().demo(demo).open(None).expect("it opens"));
    let word = |word: &str| -> Vec<RawField> { vec![("word".to_owned(), RawValue::String(word.to_owned()))] };
    let ask = |raw: Vec<RawField>, caller: Caller| {
        let gallery = gallery.clone();
        async move { predict(&gallery, "echo", &raw, caller).await }
    };
    let caller = Caller::program("test");
    let first = tokio::spawn(ask(word("first"), caller));
    let first_batch = tokio::task::spawn_blocking(move || (batches.recv().expect("a batch"), batches));
    let (_, batches) = first_batch.await.expect("a batch");
    // This client disconnects while it waits, and the next does not wait at all.
    tokio::select! {
        biased;
        _ = ask(word("gone"), caller) => panic!("the model is busy"),
        () = std::future::ready(()) => {}
    }
    let hasty = ask(word("hasty"), caller.with_timeout(Duration::ZERO)).await;
    assert_eq!(hasty.map(drop), Err(PredictError::Overloaded { retry_after_secs: 1 }));
    let last = tokio::spawn(ask(word("last"), caller));
    tokio::task::yield_now().await;
    drop(open);
    assert!(first.await.expect("joined").is_ok() && last.await.expect("joined").is_ok());
    drop(gallery);
    assert_eq!(batches.iter().collect::<Vec<_>>(), [["last"]]);
}

/// Each of two workers waits in its batch for the other: one alone would never answer.
#[tokio::test]
async fn several_workers_answer_at_the_same_time() {
    struct Meets(Arc<Barrier>);
    impl Model for Meets {
        type Inputs = Word;
        type Output = String;
        type Error = Infallible;

        fn forward(&mut self, batch: Vec<Word>) -> Result<Vec<String>, Infallible> {
            self.0.wait();
            Ok(batch.into_iter().map(|Word { word }| word).collect())
        }

        fn max_batch(&self) -> usize {
            1
        }
    }
    let barrier = Arc::new(Barrier::new(2));
    let made = Arc::new(Mutex::new(0));
    let count = made.clone();
    let demo = Demo::load("echo", move || {
        *count.lock().expect("no panic") += 1;
        Ok::<_, Infallible>(Meets(barrier.clone()))
    });
    let app = app(demo.workers(2));
    let replies = join_all(["a", "b"].map(|word| ask(&app, word))).await;
    assert!(replies.iter().all(|reply| reply.status == 200), "{}", replies[0].body);
    assert_eq!(*made.lock().expect("no panic"), 2);
}

/// A function exists only once, so two workers cannot each have one.
#[tokio::test]
async fn a_function_has_one_worker() {
    let app = app(Demo::function("echo", |Word { word }| word).workers(2));
    assert_eq!(ask(&app, "a").await.status, 503);
}

const BATCH: &str = "/api/penguins/batch";

fn penguin(bill: f64) -> Value {
    json!({ "bill_length": bill, "bill_depth": 17.0, "flipper_length": 190, "body_mass": 3700 })
}

#[tokio::test]
async fn each_row_of_a_batch_is_answered_as_it_is_alone() {
    let bills = [38.0, 46.0, 50.0];
    let sent = json!({ "rows": bills.map(penguin) }).to_string();
    let reply = post_json(BATCH, sent).await;
    assert_eq!(reply.status, 200, "{}", reply.body);
    let answers = reply.json()["predictions"].clone();
    for (bill, answer) in bills.iter().zip(answers.as_array().expect("a list")) {
        let alone = post_json("/api/penguins/predict", penguin(*bill).to_string()).await.json();
        assert_eq!(answer["prediction"]["classes"]["label"], alone["prediction"]["classes"]["label"]);
        assert_eq!(answer["timing"]["batch_rows"], 3);
    }
    let lists = json!({ "rows": [[38.0, 17.0, 190, 3700, null, null]] }).to_string();
    let listed = post_json(BATCH, lists).await.json();
    assert_eq!(
        listed["predictions"][0]["prediction"]["classes"]["label"],
        answers[0]["prediction"]["classes"]["label"]
    );
    assert_eq!(
        post_json(BATCH, json!({ "rows": [] }).to_string()).await.json(),
        json!({ "predictions": [] })
    );
}

#[tokio::test]
async fn a_faulty_row_is_named_by_its_index_and_no_row_is_answered() {
    let check = async |sent: Value, status: u16, place: Value, text: &str| {
        let reply = post_json(BATCH, sent.to_string()).await;
        let detail = &reply.json()["detail"][0];
        assert_eq!((reply.status.as_u16(), &detail["loc"]), (status, &place), "{}", reply.body);
        assert!(detail["msg"].as_str().is_some_and(|msg| msg.contains(text)), "{}", reply.body);
    };
    let mut faulty = penguin(46.0);
    faulty["bill_depth"] = json!(99);
    let text = "99 is out of range";
    check(json!({ "rows": [penguin(46.0), faulty] }), 422, json!(["body", "rows", 1, "bill_depth"]), text)
        .await;
    check(json!({ "rows": [[1, 2]] }), 422, json!(["body", "rows", 0]), "a row of 2 values; give 6").await;
    check(json!({ "rows": ["AAA"] }), 422, json!(["body", "rows", 0]), "a row is an object, with a key")
        .await;
    check(json!({ "rows": 5 }), 422, json!(["body", "rows"]), "Send the rows as a list").await;
    check(json!({}), 422, json!(["body", "rows"]), "Send the rows as a list").await;
    let many = vec![Value::Null; 10_001];
    check(json!({ "rows": many }), 422, json!(["body", "rows"]), "10001 rows; at most 10000 fit").await;
    let more = format!(r#"{{"rows": [{}0]}}"#, "[],".repeat(1 << 20));
    let reply = post_json(BATCH, more).await;
    let text = "The body holds more than 2097152 values";
    assert!(reply.status == 413 && reply.body.contains(text), "{}", reply.body);
    let reply = post_json("/api/dodos/batch", json!({ "rows": [] }).to_string()).await;
    assert_eq!(reply.status, 404, "{}", reply.body);
}

#[tokio::test]
async fn a_row_that_the_model_refuses_is_named_by_its_index() {
    let sent = json!({ "rows": [{ "by": "Keywords" }, { "by": "Keywords", "passage": 65535 }] });
    let reply = post_json("/api/austen/batch", sent.to_string()).await;
    let detail = &reply.json()["detail"][0];
    assert_eq!((reply.status.as_u16(), &detail["loc"]), (422, &json!(["body", "rows", 1])), "{}", reply.body);
    assert!(detail["msg"].as_str().is_some_and(|msg| msg.contains("There is no passage 65535")), "{detail}");
}

#[tokio::test]
async fn a_batch_without_rows_has_no_predictions() {
    assert_eq!(predict_rows(&GALLERY, "penguins", &[], Caller::program("test")).await, Ok(vec![]));
}

#[tokio::test]
async fn failed_requests_are_counted_in_the_metrics() {
    let ask = async |demo: &str| post_json(&format!("/api/{demo}/predict"), "{}").await.status.as_u16();
    let count = async |line: &str| {
        let reply = get("/metrics").await;
        assert_eq!(reply.header("content-type"), "text/plain; version=0.0.4; charset=utf-8");
        let found = reply.body.lines().find_map(|other| other.strip_prefix(line)?.trim().parse::<u64>().ok());
        found.unwrap_or(0)
    };
    let invalid = r#"maquette_errors_total{demo="houses",door="JSON",reason="invalid"}"#;
    let unknown = r#"maquette_errors_total{demo="",door="JSON",reason="unknown_demo"}"#;
    let before = (count(invalid).await, count(unknown).await);
    assert_eq!((ask("houses").await, ask("dodos").await), (422, 404));
    let after = (count(invalid).await, count(unknown).await);
    assert!(after.0 > before.0 && after.1 > before.1, "{before:?} {after:?}");
    assert!(get("/metrics").await.body.contains(r#"maquette_ready{demo="penguins"} "#));
}
