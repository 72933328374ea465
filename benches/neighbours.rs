//! Penguins beside demos that misbehave: one panics, one never ends, one takes ten seconds. Each has visitors all the
//! while. `make bench` prints the penguins' median latency with and without them, and fails beyond 1.5 times.

mod ask;
mod clock;

use ask::{ask, first_example};
use clock::{median, timed};
use load as _; // with the server's allocator
use maquette::api::router;
use maquette::prelude::*;
use std::hint::black_box;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

const ROUNDS: usize = 5_000;
const LIMIT: f64 = 1.5;
const DEMOS: [&str; 3] = ["panics", "endless", "slow"];

#[derive(Inputs)]
struct Word {
    word: String,
}

fn main() -> anyhow::Result<()> {
    maquette::threads::set_rayon_threads();
    // A backtrace of every panic would be measured too.
    std::panic::set_hook(Box::new(|_| {}));
    let panics = Demo::function("panics", |Word { word }| -> String { panic!("{word}") });
    let endless = Demo::function("endless", |Word { word }| -> String {
        loop {
            black_box(&word);
        }
    });
    let slow = Demo::function("slow", |Word { word }| {
        std::thread::sleep(Duration::from_secs(10));
        word
    });
    let app = [panics, endless.time_limit(Duration::from_secs(1)), slow.time_limit(Duration::from_secs(15))]
        .into_iter()
        .fold(maquette_gallery::demos::gallery(), Maquette::demo);
    let router = router(Arc::new(app.open(None)?));
    let runtime = tokio::runtime::Runtime::new()?;
    let inputs = runtime.block_on(first_example(&router, "penguins")).to_string();
    let latency = || {
        let times =
            (0..ROUNDS).map(|_| timed(|| runtime.block_on(ask(&router, "/api/penguins/predict", &inputs))).0);
        median(times.collect())
    };

    latency();
    let idle = latency();
    let over = Arc::new(AtomicBool::new(false));
    for demo in DEMOS {
        let (router, over) = (router.clone(), over.clone());
        let address = format!("/api/{demo}/predict");
        runtime.spawn(async move {
            let mut last = 0;
            while !over.load(Ordering::Relaxed) {
                let (status, body) = ask(&router, &address, r#"{"word": "hello"}"#).await;
                if std::mem::replace(&mut last, status) != status {
                    let said: serde_json::Value = serde_json::from_slice(&body).unwrap_or_default();
                    println!("{demo:8} {status}  {}", said["detail"].as_str().unwrap_or("answered"));
                }
                tokio::time::sleep(Duration::from_millis(if demo == "panics" { 100 } else { 1000 })).await;
            }
        });
    }
    // The endless one has to be at it, and its visitor to have read so.
    std::thread::sleep(Duration::from_secs(2));
    let beside = latency();
    // And the slow one has to have answered.
    std::thread::sleep(Duration::from_secs(9));
    over.store(true, Ordering::Relaxed);

    let ratio = beside.as_secs_f64() / idle.as_secs_f64();
    println!(
        "penguins {:.1} us idle, {:.1} us beside them: {ratio:.2}x of at most {LIMIT}x",
        idle.as_secs_f64() * 1e6,
        beside.as_secs_f64() * 1e6
    );
    // The endless demo's thread will not end, so the process has to.
    std::process::exit(i32::from(ratio > LIMIT));
}
