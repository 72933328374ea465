//! What a prediction costs on its way from a socket to the model: each figure in one run, as a ratio
//! to the bare network's. `make bench` prints it.

use axum::body::{Body, to_bytes};
use axum::http::Request;
use candle_core::{Device, Tensor};
use maquette::api::router;
use maquette::demos::DEMOS;
use maquette::gallery::Gallery;
use maquette::predict::predict;
use std::hint::black_box;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tower::ServiceExt;

const ROUNDS: usize = 5_000;

fn main() -> anyhow::Result<()> {
    let gallery = Arc::new(Gallery::open(None)?);
    let runtime = tokio::runtime::Runtime::new()?;
    println!("{:12} {:28} {:>10} {:>8}", "demo", "one row through", "median", "ratio");
    for row in DEMOS {
        let (demo, model) = (row.open)(&row.shipped)?;
        let raw = demo.schema.raw_fields(&demo.examples[0].texts);
        let instance = demo.schema.parse(&raw).map_err(|errors| anyhow::anyhow!("{errors:?}"))?;
        let encoded = demo.encode(&instance);
        let tensor = Tensor::new(vec![encoded], &Device::Cpu)?;
        let body = serde_json::Value::from_iter(raw.iter().map(|(name, value)| (name.clone(), json(value))))
            .to_string();

        let bare = median(|| drop(black_box(model.forward(&tensor))));
        let steps = [
            ("the bare network", bare),
            (
                "parse and encode",
                median(|| drop(black_box(demo.schema.parse(&raw).map(|row| demo.encode(&row))))),
            ),
            ("the walk", median(|| drop(black_box(runtime.block_on(predict(&gallery, demo.name, &raw)))))),
            ("the JSON door", median(|| runtime.block_on(ask(&gallery, demo.name, &body)))),
        ];
        for (name, time) in steps {
            let ratio = time.as_secs_f64() / bare.as_secs_f64();
            println!("{:12} {name:28} {:>8.1} us {ratio:>7.1}x", demo.name, time.as_secs_f64() * 1e6);
        }
    }
    Ok(())
}

fn median(mut work: impl FnMut()) -> Duration {
    let mut times: Vec<_> = (0..ROUNDS)
        .map(|_| {
            let started = Instant::now();
            work();
            started.elapsed()
        })
        .collect();
    times.sort_unstable();
    times[ROUNDS / 2]
}

async fn ask(gallery: &Arc<Gallery>, demo: &str, body: &str) {
    let request = Request::post(format!("/api/{demo}/predict")).header("content-type", "application/json");
    let request = request.body(Body::from(body.to_owned())).expect("a request");
    let response = router(gallery.clone()).oneshot(request).await.expect("infallible");
    assert!(response.status().is_success());
    black_box(to_bytes(response.into_body(), usize::MAX).await.expect("a body"));
}

fn json(value: &maquette_contract::RawValue) -> serde_json::Value {
    match value {
        maquette_contract::RawValue::Text(text) => {
            text.parse::<f64>().map_or(text.as_str().into(), Into::into)
        }
        _ => serde_json::Value::Null,
    }
}
