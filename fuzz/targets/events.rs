//! Clients that return to a stream: by the id of a job or of Gradio's event, the last piece that was seen, and the name
//! of a session. An input's lines are a letter that chooses the address, and these three; "@" stands for a right id.

#![no_main]

use libfuzzer_sys::fuzz_target;
use maquette::axum::body::Body;
use maquette::axum::http::Request;
use maquette::serde_json::{Value, json};
use maquette_fuzz::{COUNTING, Reply, ask, ask_without_waiting};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

const RIGHT: &str = "@";
/// The server keeps work for longer than this, and more of it.
const KEPT: Duration = Duration::from_secs(5 * 60);
const MOST: usize = 1_000;
/// How much work was begun.
static COUNT: AtomicUsize = AtomicUsize::new(0);

fuzz_target!(|data: &[u8]| {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let mut lines = text.split('\n');
    let [place, id, last, session] = std::array::from_fn(|_| lines.next().unwrap_or_default());
    let right_id = if text.contains(RIGHT) { right(place) } else { String::new() };
    let (given, session) = (id.replace(RIGHT, &right_id), session.replace(RIGHT, &right_id));

    let get = |path: String| Request::get(path).header("last-event-id", last).body(Body::empty());
    let request = match place {
        "j" => get(format!("/api/{COUNTING}/jobs/{given}")),
        "e" => get(format!("/api/{COUNTING}/jobs/{given}/events")),
        "p" => get(format!("/{COUNTING}/jobs/{given}/events")),
        "g" => get(format!("/gradio_api/call/{COUNTING}/{given}")),
        "c" => get(format!("/gradio_api/call/{COUNTING}/{given}?session_hash={session}")),
        "d" => get(format!("/gradio_api/queue/data?session_hash={session}")),
        "u" => get(format!("/gradio_api/upload_progress?upload_id={session}")),
        "x" => Ok(post("/gradio_api/cancel", &json!({ "event_id": given, "session_hash": session }))),
        _ => return,
    };
    // What is no address or no header is nothing that could be sent.
    let Ok(request) = request else { return };
    let reply = ask_without_waiting(request);
    if id == RIGHT && place == "e" {
        let seen = last.parse().unwrap_or(0_u64);
        let sent = fields(&reply, "id: ").filter_map(|id| id.parse::<u64>().ok()).collect::<Vec<_>>();
        // A number that no piece has yet is of another life of the server: the whole is sent.
        let rest = sent.is_sorted_by(|a, b| a < b) && sent.iter().all(|id| *id > seen);
        assert!(rest || matches!(sent[..], [whole] if whole < seen), "{sent:?} after {seen}");
        assert_eq!(fields(&reply, "event: ").next_back(), Some("end"));
    }
    if id == RIGHT && place == "g" {
        assert_eq!(fields(&reply, "event: ").next_back(), Some("complete"));
    }
});

/// A right id: of a job where one is wanted, and else of an event of Gradio's.
fn right(place: &str) -> String {
    static JOB: Begun = Begun(Mutex::new(None));
    static EVENT: Begun = Begun(Mutex::new(None));
    match place {
        "j" | "e" | "p" => JOB.kept(job),
        // Once a session has sent all, it knows nothing any more.
        "d" => event(),
        _ => EVENT.kept(event),
    }
}

/// What was begun last, if anything.
struct Begun(Mutex<Option<Work>>);

/// Some work: when it was begun, and as which.
struct Work {
    since: Instant,
    number: usize,
    id: String,
}

impl Begun {
    /// The id of what was begun, while the server surely keeps it, and else of what is begun now.
    fn kept(&self, begin: fn() -> String) -> String {
        let count = COUNT.load(Ordering::Relaxed);
        let mut begun = self.0.lock().expect("one thread asks");
        let young = begun.take().filter(|work| work.since.elapsed() < KEPT && count - work.number < MOST);
        let work = young.unwrap_or_else(|| Work { since: Instant::now(), number: count, id: begin() });
        begun.insert(work).id.clone()
    }
}

fn job() -> String {
    begun(&format!("/api/{COUNTING}/jobs"), &json!({ "up_to": 5 }), "id", "/events")
}

fn event() -> String {
    begun(&format!("/gradio_api/call/{COUNTING}"), &json!({ "data": [5] }), "event_id", "")
}

/// Begins some work, follows it to its end, and gives its id.
fn begun(path: &str, inputs: &Value, key: &str, followed: &str) -> String {
    COUNT.fetch_add(1, Ordering::Relaxed);
    let reply_json = ask(post(path, inputs)).json();
    let id = reply_json[key].as_str().expect("an id").to_owned();
    ask(Request::get(format!("{path}/{id}{followed}")).body(Body::empty()).expect("a request"));
    id
}

fn post(path: &str, body: &Value) -> Request<Body> {
    let request = Request::post(path).header("content-type", "application/json");
    request.body(body.to_string().into()).expect("a request")
}

/// What stands behind the name of a field, in each event that has it.
fn fields<'a>(reply: &'a Reply, name: &'a str) -> impl DoubleEndedIterator<Item = &'a str> {
    let text = std::str::from_utf8(&reply.body).expect("a text");
    text.lines().filter_map(move |line| line.strip_prefix(name))
}
