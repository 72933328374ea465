//! Jobs over HTTP: started, followed, found again and cancelled, by programs and by pages without JavaScript.

use crate::server::{Reply, send_to};
use axum::Router;
use axum::body::{Body, BodyDataStream};
use axum::http::Request;
use futures_util::StreamExt;
use maquette::prelude::*;
use maquette::{Delta, Prediction};
use serde_json::{Value, json};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, mpsc};
use tower::ServiceExt;

#[derive(Inputs)]
struct Count {
    #[input(range = 0..=1000, default = 3)]
    up_to: u32,
}

/// A stream of the numbers from 1 on, as a text that grows.
fn counting() -> Demo {
    Demo::stream("counting", |count: Count, work: &Work| {
        let (work, mut text) = (work.clone(), String::new());
        (1..=count.up_to).map(move |number| {
            work.progress(number.into(), count.up_to.into());
            text.push_str(&format!("{number} "));
            text.clone()
        })
    })
}

/// Gives an output for each signal, and counts how often it is dropped.
struct Slow {
    signals: mpsc::Receiver<()>,
    outputs: Arc<AtomicUsize>,
    dropped: Arc<AtomicUsize>,
}

impl Iterator for Slow {
    type Item = f64;

    fn next(&mut self) -> Option<f64> {
        self.signals.recv().ok()?;
        Some((self.outputs.fetch_add(1, Ordering::SeqCst) + 1) as f64)
    }
}

impl Drop for Slow {
    fn drop(&mut self) {
        self.dropped.fetch_add(1, Ordering::SeqCst);
    }
}

/// An app whose demo gives its next output at a signal, and runs one job at a time.
struct Stepped {
    router: Router,
    step: mpsc::Sender<()>,
    /// How many jobs have been dropped.
    dropped: Arc<AtomicUsize>,
}

fn stepped() -> Stepped {
    let (step, signals) = mpsc::channel();
    let (outputs, dropped) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let counter = dropped.clone();
    let signals = Mutex::new(Some(signals));
    let demo = Demo::stream("slow", move |_: Count, _: &Work| {
        let signals = signals.lock().ok().and_then(|mut signals| signals.take());
        // Only the first job gets signals; the others end at once.
        let signals = signals.unwrap_or_else(|| mpsc::channel().1);
        Slow { signals, outputs: outputs.clone(), dropped: counter.clone() }
    });
    let router = Maquette::new().demo(demo.autorun(false).concurrency(1)).router(None).expect("a router");
    Stepped { router, step, dropped }
}

fn app() -> Router {
    Maquette::new().demo(counting()).router(None).expect("a router")
}

async fn ask(router: &Router, method: &str, path: &str, body: &str) -> Reply {
    let request = Request::builder().method(method).uri(path).header("content-type", "application/json");
    send_to(router.clone(), request.body(Body::from(body.to_owned())).expect("a request")).await
}

/// Server-sent events as they come.
struct Events {
    body: BodyDataStream,
    rest: String,
}

impl Events {
    async fn get(router: &Router, path: &str, last: Option<&str>) -> Self {
        let mut request = Request::get(path);
        if let Some(last) = last {
            request = request.header("last-event-id", last);
        }
        let response = router.clone().oneshot(request.body(Body::empty()).expect("a request")).await;
        let response = response.expect("infallible");
        assert_eq!(response.headers()["content-type"], "text/event-stream; charset=utf-8");
        assert_eq!(response.headers()["x-accel-buffering"], "no");
        assert!(!response.headers().contains_key("content-encoding"));
        Self { body: response.into_body().into_data_stream(), rest: String::new() }
    }

    /// The next event: its name, its number and its data.
    async fn next(&mut self) -> Option<(String, String, Value)> {
        loop {
            if let Some((event, rest)) = self.rest.clone().split_once("\n\n") {
                self.rest = rest.to_owned();
                let field =
                    |name: &str| event.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_default();
                let data = serde_json::from_str(field("data: ")).unwrap_or(Value::Null);
                return Some((field("event: ").to_owned(), field("id: ").to_owned(), data));
            }
            let chunk = self.body.next().await?.expect("a chunk");
            self.rest.push_str(&String::from_utf8_lossy(&chunk));
        }
    }

    async fn until(&mut self, name: &str) -> (String, Value) {
        loop {
            let (event, id, data) = self.next().await.expect("the event comes");
            if event == name {
                return (id, data);
            }
        }
    }
}

#[tokio::test]
async fn a_stream_sends_events() {
    let reply = ask(&app(), "POST", "/api/counting/stream", r#"{"up_to": 3}"#).await;
    assert_eq!(reply.status.as_u16(), 200);
    let outputs: Vec<&str> =
        reply.body.lines().filter_map(|line| line.strip_prefix("data: {\"text\"")).collect();
    assert!(reply.body.contains("event: output\ndata: {\"whole\":{\"text\":\"1 \"}}"), "{}", reply.body);
    assert_eq!(outputs, [":\"2 \"}", ":\"3 \"}"]);
    assert!(
        reply.body.contains("event: end\ndata: {") && reply.body.contains("\"state\":\"done\""),
        "{}",
        reply.body
    );
}

#[tokio::test]
async fn the_deltas_add_up_to_the_whole_answer() {
    let mut body = ask(&app(), "POST", "/api/counting/stream", r#"{"up_to": 40}"#).await.body;
    body.retain(|letter| letter != '\r');
    let outputs = body.split("\n\n").filter(|event| event.contains("event: output"));
    let read_delta = |event: &str| {
        let data = event.lines().find_map(|line| line.strip_prefix("data: ")).expect("data");
        serde_json::from_str::<Delta>(data).expect("a delta")
    };
    let whole =
        outputs.map(read_delta).fold(Prediction::Text(String::new()), |before, delta| delta.apply(before));
    let expected: String = (1..=40).map(|number| format!("{number} ")).collect();
    assert_eq!(whole, Prediction::Text(expected));
}

#[tokio::test]
async fn a_stream_can_be_answered_as_a_whole() {
    let reply = ask(&app(), "POST", "/api/counting/predict", r#"{"up_to": 4}"#).await;
    assert_eq!(reply.json()["prediction"]["text"], "1 2 3 4 ");
    let page = ask(&app(), "GET", "/counting?up_to=2", "").await;
    assert!(page.body.contains("1 2"), "{}", page.body);
}

#[tokio::test]
async fn a_client_that_reconnects_gets_what_it_missed() {
    let Stepped { router, step, .. } = stepped();
    let started = ask(&router, "POST", "/api/slow/jobs", "{}").await;
    assert_eq!(started.status.as_u16(), 202);
    let place = started.header("location").to_owned();
    let mut events = Events::get(&router, &format!("{place}/events"), None).await;
    step.send(()).expect("it is running");
    let (first, _) = events.until("output").await;
    drop(events);

    step.send(()).expect("it is running");
    step.send(()).expect("it is running");
    drop(step);
    // With the number of the output that was seen last, only the later ones come.
    let mut events = Events::get(&router, &format!("{place}/events"), Some(&first)).await;
    let (second, data) = events.until("output").await;
    assert_eq!((first.as_str(), second.as_str()), ("1", "2"));
    assert_eq!(data["whole"]["number"]["value"], 2.0);
    let (_, end) = events.until("end").await;
    assert_eq!(end["state"], "done");
    assert!(events.next().await.is_none());
    let found = ask(&router, "GET", &place, "").await.json();
    assert_eq!(
        (found["state"].as_str(), &found["prediction"]["number"]["value"]),
        (Some("done"), &json!(3.0))
    );
}

#[tokio::test]
async fn cancelling_stops_the_work_itself() {
    let Stepped { router, step, dropped } = stepped();
    let place = ask(&router, "POST", "/api/slow/jobs", "{}").await.header("location").to_owned();
    let mut events = Events::get(&router, &format!("{place}/events"), None).await;
    step.send(()).expect("it is running");
    events.until("output").await;
    let cancelled = ask(&router, "DELETE", &place, "").await;
    assert_eq!(cancelled.status.as_u16(), 202);
    // The work looks for a cancellation between two outputs.
    step.send(()).expect("it is running");
    let (_, end) = events.until("end").await;
    assert_eq!(end["state"], "cancelled");
    assert_eq!(dropped.load(Ordering::SeqCst), 1);
    assert!(step.send(()).is_err(), "the work is gone");
}

#[tokio::test]
async fn waiting_jobs_have_a_position_and_can_be_cancelled() {
    let Stepped { router, step, .. } = stepped();
    let start = async || ask(&router, "POST", "/api/slow/jobs", "{}").await.json();
    let place = |job: &Value| format!("/api/slow/jobs/{}", job["id"].as_str().expect("an id"));
    let (first, second, third) = (start().await, start().await, start().await);
    let ahead = async |job: &Value| ask(&router, "GET", &place(job), "").await.json()["ahead"].clone();
    assert_eq!(
        (second["state"].as_str(), ahead(&second).await, ahead(&third).await),
        (Some("waiting"), json!(1), json!(2))
    );
    let mut cancelled = Events::get(&router, &format!("{}/events", place(&second)), None).await;
    ask(&router, "DELETE", &place(&second), "").await;
    assert_eq!(cancelled.until("end").await.1["state"], "cancelled");
    assert_eq!(ahead(&third).await, json!(1));
    drop(step);
    for job in [first, third] {
        let mut events = Events::get(&router, &format!("{}/events", place(&job)), None).await;
        assert_eq!(events.until("end").await.1["state"], "done");
    }
}

#[tokio::test]
async fn a_page_without_javascript_starts_shows_and_cancels_a_job() {
    let Stepped { router, step, .. } = stepped();
    let form = |path: &str| {
        let request = Request::post(path).header("content-type", "application/x-www-form-urlencoded");
        request.body(Body::from("up_to=5")).expect("a request")
    };
    let opened = ask(&router, "GET", "/slow", "").await;
    assert!(opened.body.contains("No answer yet"), "it waits for the button: {}", opened.body);
    let started = send_to(router.clone(), form("/slow")).await;
    assert_eq!(started.status.as_u16(), 303);
    let place = started.header("location").trim_end_matches("#the-outcome").to_owned();
    let page = ask(&router, "GET", &place, "").await;
    assert!(
        page.body.contains("http-equiv=\"refresh\"") && page.body.contains("look=1#the-outcome"),
        "{}",
        page.body
    );
    assert!(page.body.contains("value=\"5\""), "the form holds the inputs");
    let cancelled = send_to(router.clone(), form(&format!("{place}/cancel"))).await;
    assert_eq!(cancelled.status.as_u16(), 303);
    drop(step);
    let mut events = Events::get(&router, &format!("{place}/events"), None).await;
    events.until("end").await;
    let page = ask(&router, "GET", &place, "").await;
    assert!(
        page.body.contains("Cancelled after") && !page.body.contains("http-equiv=\"refresh\""),
        "{}",
        page.body
    );
}

#[tokio::test]
async fn an_unknown_job_is_not_found() {
    let router = app();
    for (path, status) in
        [("/api/counting/jobs/1", 404), ("/counting/jobs/1", 410), ("/counting/jobs/1/events", 410)]
    {
        assert_eq!(ask(&router, "GET", path, "").await.status.as_u16(), status, "{path}");
    }
    let wrong = ask(&router, "POST", "/api/counting/jobs", r#"{"up_to": 5000}"#).await;
    assert_eq!(wrong.json()["detail"][0]["msg"], "5000 is out of range; give a number from 0 to 1000");
}

#[tokio::test]
async fn a_job_that_fails_keeps_its_answer_so_far() {
    let demo = Demo::stream("failing", |_: Count, _: &Work| {
        [Ok(1.0), Err(Refusal::new("There is no second number"))].into_iter()
    });
    let panics = Demo::stream("panicking", |_: Count, _: &Work| (0..3_u32).map(|number| 1 / (1 - number)));
    let router = Maquette::new().demo(demo).demo(panics).router(None).expect("a router");
    let started = ask(&router, "POST", "/api/failing/jobs", "{}").await;
    let mut events = Events::get(&router, &format!("{}/events", started.header("location")), None).await;
    let (_, end) = events.until("end").await;
    assert_eq!(
        (end["state"].as_str(), end["detail"].as_str()),
        (Some("failed"), Some("There is no second number"))
    );
    let found = ask(&router, "GET", started.header("location"), "").await.json();
    assert_eq!(found["prediction"]["number"]["value"], 1.0);
    let panicked = ask(&router, "POST", "/api/panicking/predict", "{}").await;
    assert_eq!(panicked.status.as_u16(), 500);
    assert!(
        panicked.json()["detail"]
            .as_str()
            .is_some_and(|detail| detail.starts_with("Something failed on our side"))
    );
}

#[tokio::test]
async fn an_asynchronous_stream_is_dropped_at_its_await() {
    let dropped = Arc::new(AtomicUsize::new(0));
    let counter = dropped.clone();
    struct CountDrop(Arc<AtomicUsize>);
    impl Drop for CountDrop {
        fn drop(&mut self) {
            self.0.fetch_add(1, Ordering::SeqCst);
        }
    }
    let demo = Demo::stream_async("forever", move |_: Count, _: Work| {
        let guard = CountDrop(counter.clone());
        futures_util::stream::unfold((0.0, guard), async |(number, guard)| {
            if number > 0.0 {
                std::future::pending::<()>().await;
            }
            Some((number, (number + 1.0, guard)))
        })
    });
    let router = Maquette::new().demo(demo.autorun(false)).router(None).expect("a router");
    let place = ask(&router, "POST", "/api/forever/jobs", "{}").await.header("location").to_owned();
    let mut events = Events::get(&router, &format!("{place}/events"), None).await;
    events.until("output").await;
    ask(&router, "DELETE", &place, "").await;
    assert_eq!(events.until("end").await.1["state"], "cancelled");
    assert_eq!(dropped.load(Ordering::SeqCst), 1);
}
