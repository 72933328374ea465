//! What each step of a penguin's walk costs by itself, and the walk and the JSON door around them. `make bench` writes the
//! medians down.

mod ask;

use ask::{ask, first_example};
use candle_core::{DType, Device, Module, Tensor};
use candle_nn::{VarBuilder, linear, seq};
use criterion::Criterion;
use maquette::api::router;
use maquette::calibrate::Calibration;
use maquette::demos::gallery;
use maquette::encoding::Encoding;
use maquette::predict::{Caller, predict};
use maquette::trained::Trained;
use std::sync::Arc;

const TRAINED: Trained = Trained::embedded(
    include_bytes!("../src/demos/penguins/weights.safetensors"),
    include_str!("../src/demos/penguins/card.json"),
);
/// Of src/demos/penguins/net.rs.
const HIDDEN: usize = 16;
const SPECIES: [&str; 3] = ["Adelie", "Chinstrap", "Gentoo"];

fn steps(criterion: &mut Criterion) -> anyhow::Result<()> {
    let gallery = Arc::new(gallery().open(None)?);
    let router = router(gallery.clone());
    let runtime = tokio::runtime::Runtime::new()?;
    let demo = &gallery.find("penguins").expect("in the gallery").demo;
    let raw = demo.schema.raw_fields(&demo.first());
    let instance = demo.schema.parse(&raw).expect("an example is right");

    let tensors = TRAINED.tensors()?;
    let encoding = Encoding::from_tensors(&demo.schema, &tensors)?;
    let width = encoding.width(&demo.schema);
    let weights = VarBuilder::from_tensors(tensors, DType::F32, &Device::Cpu);
    let hidden = linear(width, HIDDEN, weights.pp("hidden"))?;
    let output = linear(HIDDEN, SPECIES.len(), weights.pp("output"))?;
    let network = seq().add(hidden).add_fn(Tensor::relu).add(output);
    let forward = || {
        let row = Tensor::from_vec(encoding.encode(&demo.schema, &instance), (1, width), &Device::Cpu)?;
        network.forward(&row)?.to_dtype(DType::F64)?.to_vec2::<f64>()
    };
    let logits = forward()?;
    let card = TRAINED.card()?;
    let calibration = Calibration::from(card.calibration.as_ref().expect("the card has a calibration"));
    let labels = SPECIES.map(Arc::from);
    let walk = || {
        runtime.block_on(predict(&gallery, "penguins", &raw, Caller::program("bench"))).expect("an answer")
    };
    let answer = walk();
    let inputs = runtime.block_on(first_example(&router, "penguins"));

    let mut group = criterion.benchmark_group("steps");
    group.bench_function("1 parse", |bencher| bencher.iter(|| demo.schema.parse(&raw)));
    group.bench_function("4 encode", |bencher| bencher.iter(|| encoding.encode(&demo.schema, &instance)));
    group.bench_function("4 encode and 5 forward", |bencher| bencher.iter(forward));
    group.bench_function("6 calibrate", |bencher| bencher.iter(|| calibration.predict(&labels, &logits[0])));
    group.bench_function("serialise", |bencher| bencher.iter(|| serde_json::to_vec(&answer)));
    group.bench_function("the walk", |bencher| bencher.iter(walk));
    group.bench_function("the JSON door", |bencher| {
        bencher.iter(|| runtime.block_on(ask(&router, "penguins", &inputs)));
    });
    group.finish();
    Ok(())
}

fn main() -> anyhow::Result<()> {
    maquette::cores::say();
    let mut criterion = Criterion::default().configure_from_args();
    steps(&mut criterion)?;
    criterion.final_summary();
    Ok(())
}
