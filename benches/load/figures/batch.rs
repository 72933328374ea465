//! 1,024 rows in a request, as JSON and as the binary tensors of the Open Inference Protocol, beside the model alone: its
//! `forward` with the same rows, within this process.

use crate::claim::{Claim, number};
use crate::contender::{Contender, in_turns};
use crate::digits::{SIDE, image, pixels};
use crate::exchange::Exchange;
use crate::http::{json, request};
use crate::load::{Load, median};
use crate::ours;
use crate::process::Server;
use crate::report::Section;
use anyhow::{Context, Result, ensure};
use maquette::media::picture;
use maquette::{RawField, RawValue};
use maquette_gallery::demos::DEMOS;
use serde_json::{Value, json};
use std::rc::Rc;
use std::time::{Duration, Instant};

const ROWS: usize = 1024;
const CONNECTIONS: [usize; 2] = [1, 4];
const ROUNDS: usize = 5;
const WARM_UP: Duration = Duration::from_millis(500);
const TIME: Duration = Duration::from_secs(4);
/// Of the model alone.
const BY_TENSORS: f64 = 0.9;
const BY_JSON: f64 = 0.6;

/// The rows of a demo, in the three ways that they are given.
struct Rows {
    demo: &'static str,
    fields: Vec<Vec<RawField>>,
    /// For the JSON door.
    json: Vec<Value>,
    /// For the Open Inference Protocol: the tensors' descriptions, and their bytes one after the other.
    tensors: (Vec<Value>, Vec<u8>),
}

pub(super) async fn measure() -> Result<Section> {
    let server = Rc::new(ours::start().await?);
    let (mut rows, mut claims) = (vec![], vec![]);
    for given in [digits()?, penguins()?] {
        let contenders = contenders(&server, &given);
        for contender in &contenders {
            check(contender).await?;
        }
        for connections in CONNECTIONS {
            let load = Load { connections, warm_up: WARM_UP, time: TIME };
            let (mut bare, mut served) = (vec![], vec![vec![], vec![]]);
            for _ in 0..ROUNDS {
                bare.push(alone(&given)?);
                for (turns, served) in in_turns(&contenders, load, 1).await?.iter().zip(&mut served) {
                    served.push(turns.per_sec * ROWS as f64);
                }
            }
            let bare = median(bare)?;
            rows.push(row(given.demo, "the model alone", connections, bare, 1.0));
            for ((contender, served), limit) in contenders.iter().zip(served).zip([BY_TENSORS, BY_JSON]) {
                let per_sec = median(served)?;
                let share = per_sec / bare;
                rows.push(row(given.demo, &contender.name, connections, per_sec, share));
                if given.demo == "digits" && connections == CONNECTIONS[1] {
                    let what = format!("digits {}, of the model alone", contender.name);
                    claims.push(Claim::at_least(what, share, limit, "times"));
                }
            }
        }
    }
    let about = format!(
        "Rows a second where a request has {ROWS} of them. The model alone is `forward` on all of them at once, with encoding \
         and calibration, within a process of its own, on one thread or on as many as candle takes, whichever is quicker. \
         With several connections a request is read while the model is at another. Medians of {ROUNDS} turns of {} s.",
        TIME.as_secs()
    );
    let head = &["demo", "way", "connections", "rows/s", "of the model alone"];
    Ok(Section { title: "1,024 rows in a request", about, head, rows, claims })
}

fn row(demo: &str, way: &str, connections: usize, per_sec: f64, share: f64) -> Vec<String> {
    vec![demo.to_owned(), way.to_owned(), connections.to_string(), number(per_sec), number(share)]
}

/// Pictures of 28 by 28 pixels.
fn digits() -> Result<Rows> {
    let pixels = pixels(ROWS)?;
    let address = |pixels: &Vec<u8>| json!({ "drawing": picture(&image(pixels), "").file.address() });
    let field = |pixels: &Vec<u8>| vec![("drawing".to_owned(), RawValue::Images(vec![image(pixels)]))];
    let tensor = tensor("drawing", &[ROWS, SIDE, SIDE], "UINT8", ROWS * SIDE * SIDE);
    Ok(Rows {
        demo: "digits",
        fields: pixels.iter().map(field).collect(),
        json: pixels.iter().map(address).collect(),
        tensors: (vec![tensor], pixels.concat()),
    })
}

/// Four numbers and two answers, no two birds the same.
fn penguins() -> Result<Rows> {
    let bird: serde_json::Map<String, Value> = serde_json::from_str(ours::PENGUIN)?;
    let bill = |place: usize| 35.0 + 25.0 * place as f64 / ROWS as f64;
    let birds = (0..ROWS).map(|place| {
        let mut bird = bird.clone();
        bird.insert("bill_length".to_owned(), json!(bill(place)));
        bird
    });
    let birds: Vec<_> = birds.collect();
    let field = |(name, value): (&String, &Value)| {
        let value = match value {
            Value::String(text) => RawValue::String(text.clone()),
            value => RawValue::Number(value.as_f64().unwrap_or(f64::NAN)),
        };
        (name.clone(), value)
    };
    let (mut tensors, mut bytes) = (vec![], vec![]);
    for (name, value) in &bird {
        let before = bytes.len();
        for bird in &birds {
            match &bird[name] {
                Value::String(text) => {
                    bytes.extend((text.len() as u32).to_le_bytes());
                    bytes.extend(text.as_bytes());
                }
                value => bytes.extend(value.as_f64().unwrap_or(f64::NAN).to_le_bytes()),
            }
        }
        let kind = if value.is_string() { "BYTES" } else { "FP64" };
        tensors.push(tensor(name, &[ROWS], kind, bytes.len() - before));
    }
    Ok(Rows {
        demo: "penguins",
        fields: birds.iter().map(|bird| bird.iter().map(field).collect()).collect(),
        json: birds.into_iter().map(Value::Object).collect(),
        tensors: (tensors, bytes),
    })
}

fn tensor(name: &str, shape: &[usize], kind: &str, bytes: usize) -> Value {
    json!({ "name": name, "shape": shape, "datatype": kind, "parameters": { "binary_data_size": bytes } })
}

/// The rows by tensors, and by JSON.
fn contenders(server: &Rc<Server>, rows: &Rows) -> [Contender; 2] {
    let contender = |name: &str, request: Vec<u8>| Contender {
        name: name.to_owned(),
        server: server.clone(),
        exchange: Rc::new(Exchange::one(server.addr, request)),
    };
    let (tensors, bytes) = &rows.tensors;
    let head = json!({ "inputs": tensors, "parameters": { "binary_data_output": true } }).to_string();
    let length = head.len().to_string();
    let headers = [("inference-header-content-length", length.as_str())];
    let body = [head.as_bytes(), bytes].concat();
    let binary = request("POST", &format!("/v2/models/{}/infer", rows.demo), &headers, &body);
    let written = json(&format!("/api/{}/batch", rows.demo), &json!({ "rows": rows.json }).to_string());
    [contender("by binary tensors", binary), contender("by JSON", written)]
}

/// Whether as many are answered as were sent.
async fn check(contender: &Contender) -> Result<()> {
    let answer = contender.exchange.ask(&mut None).await?;
    // A JSON header, and bytes after it where there are tensors.
    let mut values = serde_json::Deserializer::from_slice(&answer).into_iter::<Value>();
    let answer = values.next().context("an empty answer")??;
    let count = match &answer["predictions"] {
        Value::Array(predictions) => predictions.len() as u64,
        _ => answer["outputs"][0]["shape"][0].as_u64().unwrap_or_default(),
    };
    ensure!(count == ROWS as u64, "{} answers {count} of {ROWS} rows", contender.name);
    Ok(())
}

/// How many rows a second the model answers alone: on one thread or on all, whichever is quicker.
fn alone(rows: &Rows) -> Result<f64> {
    let all = passes(rows)?;
    let one = std::thread::scope(|scope| {
        let one = || -> Result<f64> {
            // From now on this thread is all the threads there are for what it computes.
            let _pool = rayon::ThreadPoolBuilder::new().num_threads(1).use_current_thread().build()?;
            passes(rows)
        };
        scope.spawn(one).join().map_err(|_| anyhow::anyhow!("the model alone panicked"))?
    })?;
    Ok(all.max(one))
}

fn passes(rows: &Rows) -> Result<f64> {
    let row = DEMOS.iter().find(|row| row.name == rows.demo).context("the demo is in the gallery")?;
    let (schema, mut worker) = (row.demo)().model()?;
    let parsed = rows.fields.iter().map(|fields| schema.parse(fields));
    let instances = parsed.collect::<Result<Vec<_>, _>>();
    let instances = instances.map_err(|errors| anyhow::anyhow!("a row is wrong: {errors:?}"))?;
    worker.forward(&instances)?;
    let (started, mut passes) = (Instant::now(), 0);
    while started.elapsed() < TIME / 2 {
        worker.forward(&instances)?;
        passes += 1;
    }
    Ok((passes * ROWS) as f64 / started.elapsed().as_secs_f64())
}
