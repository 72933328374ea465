//! Warms a model up on its own thread, and gives that thread one core or all of them, by the model's speed.

use crate::model::Worker;
use anyhow::Result;
use maquette_contract::Instance;
use std::time::{Duration, Instant};

/// A model is large if a row takes longer than this with every core at work. Smaller models answer more rows in all if
/// each of them has one core: the digits' network reads 2,840 images a second on one core and 2,400 on two, because the
/// threads of one product wait for each other.
const LARGE_MODEL: Duration = Duration::from_millis(20);
/// The fastest of this many passes counts, because other work on the machine slows down some of them.
const PASSES: usize = 3;

/// Warms a model up, and then limits this thread to one core if the model is small. Candle's products go to all cores,
/// however small: the penguins' network takes 41 us for a row that way, and 2 us on one core.
///
/// # Errors
/// The error of the model at its own example.
pub(super) fn warm_up(model: &mut dyn Worker, example: Option<&Instance>) -> Result<()> {
    let mut fastest = None;
    for _ in 0..PASSES {
        let started = Instant::now();
        if !model.warm_up(example)? {
            return Ok(());
        }
        fastest = fastest.into_iter().chain([started.elapsed()]).min();
    }
    if fastest < Some(LARGE_MODEL) {
        // From now on this thread is the only one of whatever it computes. If it already belongs to a pool, it stays
        // there.
        rayon::ThreadPoolBuilder::new().num_threads(1).use_current_thread().build().map(drop).ok();
    }
    Ok(())
}
