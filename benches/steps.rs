//! What each step of a penguin's walk costs by itself, and the walk and the JSON door around them: of one row, and of many
//! in one request. `make bench` writes the medians down.

mod ask;

use ask::{ask, first_example};
use axum::Router;
use candle_core::{DType, Device, Module, Tensor};
use candle_nn::{VarBuilder, linear, seq};
use criterion::Criterion;
use load as _; // with the server's allocator
use maquette::api::router;
use maquette::calibrate::Calibration;
use maquette::encoding::Encoding;
use maquette::gallery::Gallery;
use maquette::predict::{Caller, predict, predict_rows};
use maquette::store::{LogEntry, MemoryStore, Store};
use maquette::trained::Trained;
use maquette::{Instance, RawField, RawValue};
use maquette_gallery::demos::gallery;
use serde_json::{Map, Value, json};
use std::sync::Arc;
use tokio::runtime::Runtime;

const DEMO: &str = "penguins";
const TRAINED: Trained = Trained::embedded(
    include_bytes!("../gallery/src/demos/penguins/weights.safetensors"),
    include_str!("../gallery/src/demos/penguins/card.json"),
);
/// Of gallery/src/demos/penguins/net.rs.
const HIDDEN: usize = 16;
const SPECIES: [&str; 3] = ["Adelie", "Chinstrap", "Gentoo"];
/// One in a request, and many.
const ROWS: [usize; 2] = [1, 1024];

struct Server {
    gallery: Arc<Gallery>,
    router: Router,
    runtime: Runtime,
}

fn steps(criterion: &mut Criterion, server: &Server, count: usize) -> anyhow::Result<()> {
    let Server { gallery, router, runtime } = server;
    let demo = &gallery.find(DEMO).expect("in the gallery").demo;
    let birds = birds(runtime.block_on(first_example(router, DEMO)), count);
    let (address, body) = match &birds[..] {
        [bird] => (format!("/api/{DEMO}/predict"), bird.to_string()),
        birds => (format!("/api/{DEMO}/batch"), json!({ "rows": birds }).to_string()),
    };
    let rows: Vec<Vec<RawField>> = birds.iter().filter_map(Value::as_object).map(fields).collect();
    let parse = || rows.iter().map(|row| demo.schema.parse(row)).collect::<Result<Vec<Instance>, _>>();
    let instances = parse().expect("birds like an example");

    let tensors = TRAINED.tensors()?;
    let encoding = Encoding::from_tensors(&demo.schema, &tensors)?;
    let width = encoding.width();
    let weights = VarBuilder::from_tensors(tensors, DType::F32, &Device::Cpu);
    let hidden = linear(width, HIDDEN, weights.pp("hidden"))?;
    let output = linear(HIDDEN, SPECIES.len(), weights.pp("output"))?;
    let network = seq().add(hidden).add_fn(Tensor::relu).add(output);
    let encode = || -> Vec<f32> { instances.iter().flat_map(|instance| encoding.encode(instance)).collect() };
    let forward = || {
        let rows = Tensor::from_vec(encode(), (count, width), &Device::Cpu)?;
        network.forward(&rows)?.to_dtype(DType::F64)?.to_vec2::<f64>()
    };
    let logits = forward()?;
    let card = TRAINED.card()?;
    let calibration = Calibration::from(card.calibration.as_ref().expect("the card has a calibration"));
    let labels = SPECIES.map(Arc::from);
    let calibrate = || logits.iter().map(|logits| calibration.predict(&labels, logits)).collect::<Vec<_>>();
    let caller = Caller::program("bench");
    let walk = || match &rows[..] {
        [row] => vec![runtime.block_on(predict(gallery, DEMO, row, caller)).expect("an answer")],
        rows => runtime.block_on(predict_rows(gallery, DEMO, rows, caller)).expect("answers"),
    };
    let answers = walk();
    let store = MemoryStore::new(10_000);
    let log = || {
        for (answer, instance) in std::iter::zip(&answers, &instances) {
            let (id, demo, version) = (answer.id.clone(), answer.demo.clone(), answer.version.clone());
            store.append(LogEntry::new(id, demo, version, instance.values().to_vec(), &answer.prediction));
        }
    };

    let mut group = criterion.benchmark_group(format!("steps of {count}"));
    group.bench_function("read JSON", |bencher| bencher.iter(|| serde_json::from_str::<Value>(&body)));
    group.bench_function("1 parse", |bencher| bencher.iter(parse));
    group.bench_function("4 encode", |bencher| bencher.iter(encode));
    group.bench_function("4 encode and 5 forward", |bencher| bencher.iter(forward));
    group.bench_function("6 calibrate", |bencher| bencher.iter(calibrate));
    group.bench_function("7 log", |bencher| bencher.iter(log));
    group.bench_function("write JSON", |bencher| bencher.iter(|| serde_json::to_vec(&answers)));
    group.bench_function("the walk", |bencher| bencher.iter(walk));
    group.bench_function("the JSON door", |bencher| {
        bencher.iter(|| runtime.block_on(ask(router, &address, &body)));
    });
    group.finish();
    Ok(())
}

/// So many birds like one, no two alike.
fn birds(bird: Value, count: usize) -> Vec<Value> {
    let bill = |place: usize| 35.0 + 25.0 * place as f64 / count as f64;
    let other = |place: usize| {
        let mut bird = bird.clone();
        bird["bill_length"] = json!(bill(place));
        bird
    };
    (0..count).map(other).collect()
}

/// As the door reads them.
fn fields(bird: &Map<String, Value>) -> Vec<RawField> {
    let field = |(name, value): (&String, &Value)| {
        let value = match value {
            Value::String(text) => RawValue::String(text.clone()),
            value => RawValue::Number(value.as_f64().expect("a number or an answer")),
        };
        (name.clone(), value)
    };
    bird.iter().map(field).collect()
}

fn main() -> anyhow::Result<()> {
    maquette::threads::set_rayon_threads();
    let mut criterion = Criterion::default().configure_from_args();
    let gallery = Arc::new(gallery().open(None)?);
    let server = Server { router: router(gallery.clone()), gallery, runtime: Runtime::new()? };
    for count in ROWS {
        steps(&mut criterion, &server, count)?;
    }
    criterion.final_summary();
    Ok(())
}
