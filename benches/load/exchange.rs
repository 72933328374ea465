//! What a visitor does once: one question, one prediction.

use crate::http::{Connection, get, json};
use anyhow::{Context, Result, ensure};
use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};

pub enum Exchange {
    /// One request, and its answer.
    One { addr: SocketAddr, request: Vec<u8> },
    /// Gradio's queue, as its own load benchmark does it: a request joins the queue, and the events are read until the one
    /// that is the answer. Each question is of a session of its own, whose events come on a connection of their own.
    Queue { addr: SocketAddr, prefix: String, data: String, function: u64 },
}

/// The event of Gradio's queue that has the answer.
const COMPLETED: &str = "process_completed";

/// How many sessions there were.
static SESSIONS: AtomicUsize = AtomicUsize::new(0);

impl Exchange {
    pub fn one(addr: SocketAddr, request: Vec<u8>) -> Self {
        Self::One { addr, request }
    }

    /// `prefix` is what stands before `/queue/join`, `data` the inputs as a JSON array, and `function` the endpoint's
    /// number.
    pub fn queue(addr: SocketAddr, prefix: &str, data: &str, function: u64) -> Self {
        Self::Queue { addr, prefix: prefix.to_owned(), data: data.to_owned(), function }
    }

    /// Asks, on a connection that is kept from one time to the next; the answer as it came, in JSON.
    ///
    /// # Errors
    /// Anything but an answer.
    pub async fn ask(&self, kept: &mut Option<Connection>) -> Result<Vec<u8>> {
        match self {
            Self::One { addr, request } => round_trip(kept, *addr, request).await,
            Self::Queue { addr, prefix, data, function } => {
                let session = format!("load{}", SESSIONS.fetch_add(1, Ordering::Relaxed));
                let body = format!(r#"{{"data":{data},"fn_index":{function},"session_hash":"{session}"}}"#);
                round_trip(kept, *addr, &json(&format!("{prefix}/queue/join"), &body)).await?;
                let events = get(&format!("{prefix}/queue/data?session_hash={session}"));
                let read = Connection::open(*addr).await?.ask_until(&events, COMPLETED, "\n\n").await;
                completed(&read.context("the events ended without an answer")?)
            }
        }
    }
}

async fn round_trip(kept: &mut Option<Connection>, addr: SocketAddr, request: &[u8]) -> Result<Vec<u8>> {
    let connection = match kept {
        Some(connection) => connection,
        None => kept.insert(Connection::open(addr).await?),
    };
    let reply = connection.ask(request).await?;
    let said = || format!("{} to {}: {}", reply.status, line(request), String::from_utf8_lossy(reply.body));
    ensure!(reply.status == 200, said());
    Ok(reply.body.to_vec())
}

/// The first line of a request.
fn line(request: &[u8]) -> String {
    let line = request.split(|byte| *byte == b'\r').next().unwrap_or_default();
    String::from_utf8_lossy(line).into_owned()
}

/// The event that has the answer.
fn completed(read: &[u8]) -> Result<Vec<u8>> {
    let mut lines = str::from_utf8(read)?.lines().filter_map(|line| line.strip_prefix("data:"));
    let event = lines.find(|event| event.contains(COMPLETED)).context("no event has the answer")?.trim();
    let done: serde_json::Value = serde_json::from_str(event)?;
    ensure!(done["success"] == true, "the answer is {event}");
    Ok(event.as_bytes().to_vec())
}
