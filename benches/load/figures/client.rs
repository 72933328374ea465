//! Gradio's own latency benchmark: its Python client, unchanged, with one server and the other.

use crate::claim::number;
use crate::load::median;
use crate::ours::{self, PENGUIN_LIST};
use crate::peers::{folder, peer, python};
use crate::report::Section;
use anyhow::{Context, Result, ensure};
use serde_json::Value;

const ROUNDS: usize = 3;

pub(super) async fn measure() -> Result<Section> {
    let ours = ours::start().await?;
    let theirs = peer("gradio")?.start().await?;
    let servers =
        [("ours", format!("http://{}/penguins", ours.addr)), ("Gradio", format!("http://{}", theirs.addr))];
    let mut found = vec![[vec![], vec![]]; servers.len()];
    for _ in 0..ROUNDS {
        for ((_, address), [serial, parallel]) in servers.iter().zip(&mut found) {
            let round = round_trip(address)?;
            serial.push(round.0);
            parallel.push(round.1);
        }
    }
    let mut rows = vec![];
    for ((name, _), [serial, parallel]) in servers.iter().zip(found) {
        let (serial, parallel) = (median(serial)?, median(parallel)?);
        rows.push(vec![(*name).to_owned(), number(serial * 1e3), number(parallel * 1e3)]);
    }
    let about = format!(
        "`scripts/benchmark_latency_api.py` of Gradio's repository, with this model: the mean time of 25 calls of one client \
         of gradio_client 2.7.2, one after the other and all at once. Most of it is the client's own work. Medians of {ROUNDS} \
         rounds, in turns."
    );
    let head = &["server", "one by one ms", "at once ms"];
    Ok(Section { title: "Gradio's own client", about, head, rows, claims: vec![] })
}

/// The mean seconds of a call, one by one and at once.
fn round_trip(address: &str) -> Result<(f64, f64)> {
    let output =
        python(&folder("gradio")?, "python").args(["gradio_calls.py", address, PENGUIN_LIST]).output()?;
    ensure!(output.status.success(), "gradio_client fails: {}", String::from_utf8_lossy(&output.stderr));
    let said: Value = serde_json::from_slice(&output.stdout)?;
    let mean = |way: &str| said[way].as_f64().with_context(|| format!("the client says nothing of {way}"));
    Ok((mean("serial")?, mean("parallel")?))
}
