//! What a prediction costs on its way from a socket to the model: each step in one run, as a ratio to the time that
//! the model itself takes for the row. `make bench` prints it.

mod ask;
mod clock;

use ask::{ask, first_example};
use clock::{median, timed};
use load as _; // with the server's allocator
use maquette::api::router;
use maquette::predict::{Caller, predict};
use maquette_gallery::demos::gallery;
use std::hint::black_box;
use std::sync::Arc;
use std::time::{Duration, Instant};

const ROUNDS: usize = 3_000;
/// Some demos take milliseconds, and one takes seconds.
const TIME: Duration = Duration::from_secs(2);

fn main() -> anyhow::Result<()> {
    maquette::threads::set_rayon_threads();
    let gallery = Arc::new(gallery().open(None)?);
    let router = router(gallery.clone());
    let runtime = tokio::runtime::Runtime::new()?;
    println!("{:12} {:34} {:>12} {:>8}", "demo", "one row through", "median", "ratio");
    for demo in gallery.demos() {
        let raw = demo.schema.raw_fields(&demo.initial_texts());
        let address = format!("/api/{}/predict", demo.name);
        let inputs = runtime.block_on(first_example(&router, &demo.name)).to_string();
        let walk = || {
            runtime
                .block_on(predict(&gallery, &demo.name, &raw, Caller::program("bench")))
                .expect("an answer")
        };
        let walked = || {
            let (walk, answer) = timed(walk);
            (walk, Duration::from_secs_f64(answer.timing.forward_secs))
        };
        let (walks, forwards) = rounds(walked).into_iter().unzip();
        let forward = median(forwards);
        let parse = || timed(|| black_box(demo.schema.parse(&raw))).0;
        let door = || timed(|| runtime.block_on(ask(&router, &address, &inputs))).0;
        let steps = [
            ("the model, with encode and calibrate", forward),
            ("parse", median(rounds(parse))),
            ("the walk", median(walks)),
            ("the JSON door", median(rounds(door))),
        ];
        for (name, time) in steps {
            let ratio = time.as_secs_f64() / forward.as_secs_f64();
            println!("{:12} {name:34} {:>9.1} us {ratio:>7.2}x", demo.name, time.as_secs_f64() * 1e6);
        }
    }
    Ok(())
}

/// What came of some rounds: of all of them, or of as many as there is time for.
fn rounds<T>(mut round: impl FnMut() -> T) -> Vec<T> {
    let (started, mut all) = (Instant::now(), vec![round()]);
    while all.len() < ROUNDS && started.elapsed() < TIME {
        all.push(round());
    }
    all
}
