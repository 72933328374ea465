//! Gradio's own load benchmark: users who all ask at the same moment, by Gradio's queue, each in a session of their own.

use crate::claim::{Claim, number};
use crate::exchange::Exchange;
use crate::http::{ask, get};
use crate::load::{Load, percentile};
use crate::ours::{self, PENGUIN_LIST};
use crate::peers::peer;
use crate::report::Section;
use anyhow::{Context, Result, ensure};
use serde_json::Value;
use std::net::SocketAddr;
use std::rc::Rc;
use std::time::Duration;

const USERS: [usize; 3] = [1, 10, 100];
const ROUNDS: usize = 10;
/// Users and rounds before it counts.
const WARM_UP: (usize, usize) = (2, 3);
/// How many times less long an answer of ours takes, with the most users.
const LIMIT: f64 = 20.0;

pub(super) async fn measure() -> Result<Section> {
    let ours = ours::start().await?;
    let theirs = peer("gradio")?.start().await?;
    let servers = [
        ("ours", Rc::new(queue(ours.addr, "/penguins").await?)),
        ("Gradio", Rc::new(queue(theirs.addr, "").await?)),
    ];
    for (_, exchange) in &servers {
        for _ in 0..WARM_UP.1 {
            Load::burst(WARM_UP.0, exchange.clone()).await?;
        }
    }
    let (mut rows, mut claims) = (vec![], vec![]);
    for users in USERS {
        let mut latencies = [vec![], vec![]];
        for _ in 0..ROUNDS {
            for ((_, exchange), latencies) in servers.iter().zip(&mut latencies) {
                latencies.extend(Load::burst(users, exchange.clone()).await?);
            }
        }
        let shares = [0.5, 0.9, 0.99];
        let found = latencies.map(|mut latencies| {
            latencies.sort_unstable();
            shares.map(|share| percentile(&latencies, share))
        });
        for ((name, _), found) in servers.iter().zip(found) {
            let found = found.map(|latency: Duration| number(latency.as_secs_f64() * 1e3));
            rows.push([vec![(*name).to_owned(), users.to_string()], found.to_vec()].concat());
        }
        if users == USERS[USERS.len() - 1] {
            for (name, place) in [("p50", 0), ("p99", 2)] {
                let ratio = found[1][place].as_secs_f64() / found[0][place].as_secs_f64();
                let what = format!("{name} of a burst of {users} users, Gradio's of ours");
                claims.push(Claim::at_least(what, ratio, LIMIT, "times"));
            }
        }
    }
    let about = format!(
        "What Gradio's developers measure their server with: users who ask at the same moment, each with a new session and new \
         connections, by `POST queue/join` and `GET queue/data`, until the answer is there. {ROUNDS} rounds, in turns."
    );
    let head = &["server", "users", "p50 ms", "p90 ms", "p99 ms"];
    Ok(Section { title: "A burst of Gradio's clients", about, head, rows, claims })
}

/// Gradio's queue of an app at an address, whose one endpoint has the number that the app's description says.
async fn queue(addr: SocketAddr, app: &str) -> Result<Exchange> {
    let (status, config) = ask(addr, &get(&format!("{app}/config"))).await?;
    ensure!(status == 200, "{app}/config answers {status}");
    let config: Value = serde_json::from_slice(&config)?;
    let endpoints = config["dependencies"].as_array().context("an app without endpoints")?;
    let predict = endpoints.iter().find(|endpoint| endpoint["api_name"] == "predict");
    let number = predict.and_then(|endpoint| endpoint["id"].as_u64()).context("an app without /predict")?;
    Ok(Exchange::queue(addr, &format!("{app}/gradio_api"), PENGUIN_LIST, number))
}
