//! Long work by its doors: begun, followed, found again, cancelled; and what a page without a script sees of it.

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

/// Counts at once, and as words that grow.
fn counting() -> Demo {
    Demo::stream("counting", |count: Count, work: &Work| {
        let (work, mut said) = (work.clone(), String::new());
        (1..=count.up_to).map(move |number| {
            work.progress(number.into(), count.up_to.into());
            said.push_str(&format!("{number} "));
            said.clone()
        })
    })
}

/// Gives an output for each word it is sent, and notices when it is dropped.
struct Slow {
    next: mpsc::Receiver<()>,
    given: Arc<AtomicUsize>,
    dropped: Arc<AtomicUsize>,
}

impl Iterator for Slow {
    type Item = f64;

    fn next(&mut self) -> Option<f64> {
        self.next.recv().ok()?;
        Some((self.given.fetch_add(1, Ordering::SeqCst) + 1) as f64)
    }
}

impl Drop for Slow {
    fn drop(&mut self) {
        self.dropped.fetch_add(1, Ordering::SeqCst);
    }
}

/// A demo that goes on only when it is told to.
struct Told {
    router: Router,
    go_on: mpsc::Sender<()>,
    dropped: Arc<AtomicUsize>,
}

fn told() -> Told {
    let (go_on, next) = mpsc::channel();
    let (given, dropped) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let noticed = dropped.clone();
    let next = Mutex::new(Some(next));
    let demo = Demo::stream("slow", move |_: Count, _: &Work| {
        let next = next.lock().ok().and_then(|mut next| next.take());
        // Only the first is told to go on; the others have nothing to wait for.
        let next = next.unwrap_or_else(|| mpsc::channel().1);
        Slow { next, given: given.clone(), dropped: noticed.clone() }
    });
    let router = Maquette::new().demo(demo.autorun(false).concurrency(1)).router(None).expect("a router");
    Told { router, go_on, dropped }
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
    async fn of(router: &Router, path: &str, last: Option<&str>) -> Self {
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
async fn a_stream_is_read_by_anybody() {
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
async fn its_pieces_are_the_whole() {
    let mut body = ask(&app(), "POST", "/api/counting/stream", r#"{"up_to": 40}"#).await.body;
    body.retain(|letter| letter != '\r');
    let pieces = body.split("\n\n").filter(|event| event.contains("event: output"));
    let read_delta = |event: &str| {
        let data = event.lines().find_map(|line| line.strip_prefix("data: ")).expect("data");
        serde_json::from_str::<Delta>(data).expect("a delta")
    };
    let whole =
        pieces.map(read_delta).fold(Prediction::Text(String::new()), |before, delta| delta.apply(before));
    let expected: String = (1..=40).map(|number| format!("{number} ")).collect();
    assert_eq!(whole, Prediction::Text(expected));
}

#[tokio::test]
async fn a_stream_answers_at_once_too() {
    let reply = ask(&app(), "POST", "/api/counting/predict", r#"{"up_to": 4}"#).await;
    assert_eq!(reply.json()["prediction"]["text"], "1 2 3 4 ");
    let page = ask(&app(), "GET", "/counting?up_to=2", "").await;
    assert!(page.body.contains("1 2"), "{}", page.body);
}

#[tokio::test]
async fn who_was_away_finds_the_work_again() {
    let Told { router, go_on, .. } = told();
    let begun = ask(&router, "POST", "/api/slow/jobs", "{}").await;
    assert_eq!(begun.status.as_u16(), 202);
    let place = begun.header("location").to_owned();
    let mut events = Events::of(&router, &format!("{place}/events"), None).await;
    go_on.send(()).expect("told");
    let (first, _) = events.until("output").await;
    drop(events);

    go_on.send(()).expect("told");
    go_on.send(()).expect("told");
    drop(go_on);
    // Back again, with what was seen: only what is new is told.
    let mut events = Events::of(&router, &format!("{place}/events"), Some(&first)).await;
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
    let Told { router, go_on, dropped } = told();
    let place = ask(&router, "POST", "/api/slow/jobs", "{}").await.header("location").to_owned();
    let mut events = Events::of(&router, &format!("{place}/events"), None).await;
    go_on.send(()).expect("told");
    events.until("output").await;
    let cancelled = ask(&router, "DELETE", &place, "").await;
    assert_eq!(cancelled.status.as_u16(), 202);
    // It is between two pieces that it looks.
    go_on.send(()).expect("told");
    let (_, end) = events.until("end").await;
    assert_eq!(end["state"], "cancelled");
    assert_eq!(dropped.load(Ordering::SeqCst), 1);
    assert!(go_on.send(()).is_err(), "nobody is left who could go on");
}

#[tokio::test]
async fn those_who_wait_know_their_place_and_may_leave() {
    let Told { router, go_on, .. } = told();
    let begin = async || ask(&router, "POST", "/api/slow/jobs", "{}").await.json();
    let place = |job: &Value| format!("/api/slow/jobs/{}", job["id"].as_str().expect("an id"));
    let (first, second, third) = (begin().await, begin().await, begin().await);
    let ahead = async |job: &Value| ask(&router, "GET", &place(job), "").await.json()["ahead"].clone();
    assert_eq!(
        (second["state"].as_str(), ahead(&second).await, ahead(&third).await),
        (Some("waiting"), json!(1), json!(2))
    );
    let mut leaving = Events::of(&router, &format!("{}/events", place(&second)), None).await;
    ask(&router, "DELETE", &place(&second), "").await;
    assert_eq!(leaving.until("end").await.1["state"], "cancelled");
    assert_eq!(ahead(&third).await, json!(1));
    drop(go_on);
    for job in [first, third] {
        let mut events = Events::of(&router, &format!("{}/events", place(&job)), None).await;
        assert_eq!(events.until("end").await.1["state"], "done");
    }
}

#[tokio::test]
async fn a_page_without_a_script_begins_looks_and_cancels() {
    let Told { router, go_on, .. } = told();
    let form = |path: &str| {
        let request = Request::post(path).header("content-type", "application/x-www-form-urlencoded");
        request.body(Body::from("up_to=5")).expect("a request")
    };
    let opened = ask(&router, "GET", "/slow", "").await;
    assert!(opened.body.contains("No answer yet"), "it waits to be asked: {}", opened.body);
    let begun = send_to(router.clone(), form("/slow")).await;
    assert_eq!(begun.status.as_u16(), 303);
    let place = begun.header("location").trim_end_matches("#the-outcome").to_owned();
    let page = ask(&router, "GET", &place, "").await;
    assert!(
        page.body.contains("http-equiv=\"refresh\"") && page.body.contains("look=1#the-outcome"),
        "{}",
        page.body
    );
    assert!(page.body.contains("value=\"5\""), "the form holds what was asked");
    let cancelled = send_to(router.clone(), form(&format!("{place}/cancel"))).await;
    assert_eq!(cancelled.status.as_u16(), 303);
    drop(go_on);
    let mut events = Events::of(&router, &format!("{place}/events"), None).await;
    events.until("end").await;
    let page = ask(&router, "GET", &place, "").await;
    assert!(
        page.body.contains("Cancelled after") && !page.body.contains("http-equiv=\"refresh\""),
        "{}",
        page.body
    );
}

#[tokio::test]
async fn work_that_was_never_begun_is_nowhere() {
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
async fn what_fails_on_its_way_says_so_and_keeps_what_there_was() {
    let demo = Demo::stream("failing", |_: Count, _: &Work| {
        [Ok(1.0), Err(Refusal::new("There is no second number"))].into_iter()
    });
    let panics = Demo::stream("panicking", |_: Count, _: &Work| (0..3_u32).map(|number| 1 / (1 - number)));
    let router = Maquette::new().demo(demo).demo(panics).router(None).expect("a router");
    let begun = ask(&router, "POST", "/api/failing/jobs", "{}").await;
    let mut events = Events::of(&router, &format!("{}/events", begun.header("location")), None).await;
    let (_, end) = events.until("end").await;
    assert_eq!(
        (end["state"].as_str(), end["detail"].as_str()),
        (Some("failed"), Some("There is no second number"))
    );
    let found = ask(&router, "GET", begun.header("location"), "").await.json();
    assert_eq!(found["prediction"]["number"]["value"], 1.0);
    let panicked = ask(&router, "POST", "/api/panicking/predict", "{}").await;
    assert_eq!(panicked.status.as_u16(), 500);
    assert!(
        panicked.json()["detail"]
            .as_str()
            .is_some_and(|said| said.starts_with("Something failed on our side"))
    );
}

#[tokio::test]
async fn an_asynchronous_stream_ends_where_it_stands() {
    let dropped = Arc::new(AtomicUsize::new(0));
    let noticed = dropped.clone();
    struct Noticed(Arc<AtomicUsize>);
    impl Drop for Noticed {
        fn drop(&mut self) {
            self.0.fetch_add(1, Ordering::SeqCst);
        }
    }
    let demo = Demo::stream_async("forever", move |_: Count, _: Work| {
        let guard = Noticed(noticed.clone());
        futures_util::stream::unfold((0.0, guard), async |(number, guard)| {
            if number > 0.0 {
                std::future::pending::<()>().await;
            }
            Some((number, (number + 1.0, guard)))
        })
    });
    let router = Maquette::new().demo(demo.autorun(false)).router(None).expect("a router");
    let place = ask(&router, "POST", "/api/forever/jobs", "{}").await.header("location").to_owned();
    let mut events = Events::of(&router, &format!("{place}/events"), None).await;
    events.until("output").await;
    ask(&router, "DELETE", &place, "").await;
    assert_eq!(events.until("end").await.1["state"], "cancelled");
    assert_eq!(dropped.load(Ordering::SeqCst), 1);
}
