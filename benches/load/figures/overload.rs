//! Many more at once than a slow model can answer: each of them is answered or refused in the protocol's own words, those
//! who are answered do not wait long, and a moment later all is as before.

use crate::claim::{Claim, number};
use crate::http::{Connection, json};
use crate::load::{median, percentile, together};
use crate::ours;
use crate::process::Server;
use crate::report::Section;
use anyhow::Result;
use std::net::SocketAddr;
use std::process::Command;
use std::rc::Rc;
use std::time::{Duration, Instant};

const CONNECTIONS: usize = 2000;
const TIME: Duration = Duration::from_secs(5);
/// How many ask one by one before.
const BEFORE: usize = 20;
/// As in `slow`.
const BATCH: Duration = Duration::from_millis(50);
/// A full queue of 1,024 is four batches of 256: beside the one that the model is at, an answer takes six of them at most.
/// As long again is left for reading and writing.
const LONGEST: f64 = 12.0;
const RECOVERY_SECS: f64 = 1.0;
/// An answer that takes as many times as long as before is as before.
const AS_BEFORE: f64 = 1.5;

/// How long that is waited for.
const TIMEOUT: Duration = Duration::from_secs(20);

/// What became of the questions of one connection.
#[derive(Default)]
struct Outcome {
    connected: Vec<Duration>,
    accepted: Vec<Duration>,
    refused: Vec<Duration>,
    /// Neither an answer nor a 503 with Retry-After, or no answer at all.
    untyped: usize,
}

pub(super) async fn measure() -> Result<Section> {
    let server = Server::start("slow", "/health/ready", |addr| {
        let mut command = Command::new(ours::program("slow")?);
        command.args(["serve", "--data", "target/load/data", "--addr", &addr.to_string()]);
        Ok(command)
    });
    let server = server.await?;
    let question = Rc::new(json("/api/slow/predict", "{}"));
    let mut before = Vec::with_capacity(BEFORE);
    for _ in 0..BEFORE {
        before.push(round_trip(server.addr, &question).await?.as_secs_f64());
    }
    let before = median(before)?;

    let until = Instant::now() + TIME;
    let visitor = |_| visitor(server.addr, question.clone(), until);
    let outcomes = together((0..CONNECTIONS).map(visitor)).await?;
    let over = Instant::now();
    while round_trip(server.addr, &question).await?.as_secs_f64() > before * AS_BEFORE
        && over.elapsed() < TIMEOUT
    {}
    let recovery = over.elapsed().as_secs_f64();
    server.memory()?;

    let sorted = |of: fn(&Outcome) -> &Vec<Duration>| {
        let mut latencies: Vec<Duration> = outcomes.iter().flat_map(of).copied().collect();
        latencies.sort_unstable();
        latencies
    };
    let (accepted, refused) = (sorted(|outcome| &outcome.accepted), sorted(|outcome| &outcome.refused));
    let connected = sorted(|outcome| &outcome.connected);
    let untyped: usize = outcomes.iter().map(|outcome| outcome.untyped).sum();
    let row = |name: &str, latencies: &[Duration]| {
        let within = |share| match latencies {
            [] => String::new(),
            latencies => number(percentile(latencies, share).as_secs_f64() * 1e3),
        };
        let per_sec = number(latencies.len() as f64 / TIME.as_secs_f64());
        vec![name.to_owned(), per_sec, within(0.5), within(0.99), within(1.0)]
    };
    let rows = vec![
        row("connected", &connected),
        row("answered", &accepted),
        row("refused: 503 with Retry-After", &refused),
    ];
    let longest = accepted.last().map_or(f64::INFINITY, Duration::as_secs_f64) / BATCH.as_secs_f64();
    let claims = vec![
        Claim::at_most("neither answered nor refused so", untyped as f64, 0.0, "requests"),
        Claim::at_most("the longest wait for an answer", longest, LONGEST, "batches"),
        Claim::at_most("until an answer takes as long as before", recovery, RECOVERY_SECS, "s"),
    ];
    let about = format!(
        "{CONNECTIONS} connections ask a demo whose model takes {} ms for a batch, for {} s, each again as soon as it is answered \
         or refused: nobody waits as Retry-After asks them to. Before that one answer took {} ms.",
        BATCH.as_millis(),
        TIME.as_secs(),
        number(before * 1e3)
    );
    let head = &["outcome", "a second", "p50 ms", "p99 ms", "longest ms"];
    Ok(Section { title: "Overload", about, head, rows, claims })
}

async fn visitor(addr: SocketAddr, question: Rc<Vec<u8>>, until: Instant) -> Result<Outcome> {
    let mut outcome = Outcome::default();
    let mut kept = None;
    while Instant::now() < until {
        let begun = Instant::now();
        let connection = match &mut kept {
            Some(connection) => connection,
            None => {
                let connection = kept.insert(Connection::open(addr).await?);
                outcome.connected.push(begun.elapsed());
                connection
            }
        };
        let sent = Instant::now();
        let typed = match connection.ask(&question).await {
            Ok(reply) if reply.status == 200 => Some(&mut outcome.accepted),
            Ok(reply) if reply.status == 503 && reply.header("retry-after").is_some() => {
                Some(&mut outcome.refused)
            }
            Ok(_) => None,
            Err(_) => {
                kept = None;
                None
            }
        };
        match typed {
            Some(latencies) => latencies.push(sent.elapsed()),
            None => outcome.untyped += 1,
        }
    }
    Ok(outcome)
}

/// How long one answer takes, on a connection that is there.
async fn round_trip(addr: SocketAddr, question: &[u8]) -> Result<Duration> {
    let mut connection = Connection::open(addr).await?;
    let sent = Instant::now();
    connection.ask(question).await?;
    Ok(sent.elapsed())
}
