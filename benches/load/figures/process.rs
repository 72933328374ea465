//! What a server costs before and while it serves: its start, its memory, its place on the disk.

use crate::claim::{Claim, number};
use crate::http::json;
use crate::load::{Load, median};
use crate::ours::{self, PENGUIN};
use crate::peers::{PEERS, folder};
use crate::process::Server;
use crate::report::Section;
use anyhow::Result;
use std::fs;
use std::path::Path;
use std::rc::Rc;
use std::time::Duration;
use tokio::time::sleep;

const STARTS: usize = 9;
/// How often a start is looked at.
const OFTEN: Duration = Duration::from_millis(1);
/// Within this everything that a start loads is there.
const SETTLED: Duration = Duration::from_secs(2);
const CONNECTIONS: usize = 8;
/// How many answers there were when the memory is looked at.
const ANSWERS: [usize; 2] = [10_000, 200_000];

const START_SECS: f64 = 0.2;
const IDLE_MB: f64 = 40.0;
const GROWTH: f64 = 1.1;

pub(super) async fn measure() -> Result<Section> {
    let mut starts = Vec::with_capacity(STARTS);
    for _ in 0..STARTS {
        let question = json("/api/penguins/predict", PENGUIN);
        let server = Server::begin("start", &question, OFTEN, ours::command).await?;
        starts.push(server.start.as_secs_f64());
    }
    let start = median(starts)?;
    let server = ours::start().await?;
    sleep(SETTLED).await;
    let mut memory = vec![megabytes(server.memory()?)];
    let (exchange, mut answered) = (Rc::new(ours::penguin(server.addr)), 0);
    for answers in ANSWERS {
        Load::answers(CONNECTIONS, answers - answered, exchange.clone()).await?;
        answered = answers;
        memory.push(megabytes(server.memory()?));
    }
    let size = megabytes(fs::metadata(ours::program("maquette")?)?.len());
    let mut rows = vec![vec![
        "ours".to_owned(),
        format!("{start:.3}"),
        number(memory[0]),
        number(memory[1]),
        number(memory[2]),
        number(size),
    ]];
    for peer in &PEERS {
        let server = peer.start().await?;
        sleep(SETTLED).await;
        let (start, memory) = (server.start.as_secs_f64(), megabytes(server.memory()?));
        let installed = match peer.name {
            "grio" => fs::metadata(folder(peer.name)?.join("release/grio-peer"))?.len(),
            name => size_of(&folder(name)?)?,
        };
        let none = String::new;
        rows.push(vec![
            peer.version.to_owned(),
            format!("{start:.3}"),
            number(memory),
            none(),
            none(),
            number(megabytes(installed)),
        ]);
    }
    let claims = vec![
        Claim::at_most("from the start to the first answer", start, START_SECS, "s"),
        Claim::at_most("memory idle", memory[0], IDLE_MB, "MB"),
        Claim::at_most(
            "memory after 200,000 answers, of that after 10,000",
            memory[2] / memory[1],
            GROWTH,
            "times",
        ),
    ];
    let about = format!(
        "From the start of the process to its first answer, ours to a prediction (median of {STARTS}), theirs to their first \
         page; resident memory of all its processes {} s later, and after so many answers over {CONNECTIONS} connections; the \
         whole binary, with nine demos and their models, or the Python packages.",
        SETTLED.as_secs()
    );
    let head = &["server", "start s", "idle MB", "at 10,000", "at 200,000", "on disk MB"];
    Ok(Section { title: "The process", about, head, rows, claims })
}

fn megabytes(bytes: u64) -> f64 {
    bytes as f64 / 1e6
}

/// The bytes of all files in a folder.
fn size_of(folder: &Path) -> Result<u64> {
    let mut bytes = 0;
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let about = entry.metadata()?;
        bytes += if about.is_dir() { size_of(&entry.path())? } else { about.len() };
    }
    Ok(bytes)
}
