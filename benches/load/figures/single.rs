//! One penguin in a request, again and again: through the whole walk, beside a server that does nothing and beside
//! others with the same network.

use crate::claim::{Claim, number};
use crate::contender::{Contender, Turns, in_turns};
use crate::load::Load;
use crate::ours;
use crate::peers::PEERS;
use crate::process::Server;
use crate::report::Section;
use anyhow::{Context, Result};
use std::iter::zip;
use std::process::Command;
use std::rc::Rc;
use std::time::Duration;

const CONNECTIONS: [usize; 3] = [1, 8, 64];
const ROUNDS: usize = 5;
const WARM_UP: Duration = Duration::from_millis(300);
const TIME: Duration = Duration::from_millis(1200);

/// The server of this name answers with a constant.
const CONSTANT: &str = "axum, a constant";
const OURS: &str = "ours";

/// How often ours has to answer for each answer of theirs, at the most connections.
const LIMITS: [(&str, f64); 5] = [
    (CONSTANT, 0.6),
    ("FastAPI", 10.0),
    ("Gradio, /run", 60.0),
    ("Gradio, its queue", 60.0),
    ("grio, without a model", 2.0),
];
/// How many times as long as the median answer the slowest of a hundred may take.
const TAIL: f64 = 3.0;

pub(super) async fn measure() -> Result<Section> {
    let contenders = contenders().await?;
    let (mut rows, mut claims) = (vec![], vec![]);
    for connections in CONNECTIONS {
        let load = Load { connections, warm_up: WARM_UP, time: TIME };
        let turns = in_turns(&contenders, load, ROUNDS).await?;
        let ours = &turns[0];
        for (contender, turns) in zip(&contenders, &turns) {
            rows.push(row(contender, connections, turns, ours.per_sec / turns.per_sec));
        }
        if connections == CONNECTIONS[CONNECTIONS.len() - 1] {
            claims = claim(&contenders, &turns)?;
        }
    }
    let about = format!(
        "One penguin by `POST /api/penguins/predict`, with all that comes with it: parsing, queue, network, calibration, \
         notes, log. Each connection asks again as soon as it is answered. Medians of {ROUNDS} turns of {:.1} s. The constant \
         is what axum answers with the same bytes and nothing behind them; grio runs a closure of two lines.",
        TIME.as_secs_f64()
    );
    let head = &["server", "connections", "answers/s", "p50 ms", "p99 ms", "CPU us", "ours is ... times"];
    Ok(Section { title: "One row", about, head, rows, claims })
}

/// Ours, the constant, and every peer that states the same probability.
async fn contenders() -> Result<Vec<Contender>> {
    let ours = Rc::new(ours::start().await?);
    let (text, probability) = ours::answer(ours.addr).await?;
    let constant = Server::start("constant", "/", |addr| {
        let mut command = Command::new(ours::program("constant")?);
        command.args([addr.to_string(), text]);
        Ok(command)
    });
    let constant = Rc::new(constant.await?);
    let contender = |name: &str, server: &Rc<Server>| Contender {
        name: name.to_owned(),
        server: server.clone(),
        exchange: Rc::new(ours::penguin(server.addr)),
    };
    let mut contenders = vec![contender(OURS, &ours), contender(CONSTANT, &constant)];
    for peer in &PEERS {
        contenders.extend(peer.contenders(probability).await?);
    }
    Ok(contenders)
}

fn row(contender: &Contender, connections: usize, turns: &Turns, times: f64) -> Vec<String> {
    vec![
        contender.name.clone(),
        connections.to_string(),
        number(turns.per_sec),
        number(turns.p50.as_secs_f64() * 1e3),
        number(turns.p99.as_secs_f64() * 1e3),
        number(turns.cpu.as_secs_f64() * 1e6),
        number(times),
    ]
}

fn claim(contenders: &[Contender], turns: &[Turns]) -> Result<Vec<Claim>> {
    let ours = &turns[0];
    let mut claims = Vec::with_capacity(LIMITS.len() + 1);
    for (name, limit) in LIMITS {
        let place = contenders.iter().position(|contender| contender.name == name);
        let theirs = &turns[place.with_context(|| format!("{name} was not measured"))?];
        let what = format!("answers at 64 connections, for each of {name}");
        claims.push(Claim::at_least(what, ours.per_sec / theirs.per_sec, limit, "times"));
    }
    let tail = ours.p99.as_secs_f64() / ours.p50.as_secs_f64();
    claims.push(Claim::at_most("p99 at 64 connections, of p50", tail, TAIL, "times"));
    Ok(claims)
}
