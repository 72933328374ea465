use crate::model::Worker;
use anyhow::Result;
use maquette_contract::Instance;
use std::time::{Duration, Instant};

/// A model that takes longer than this for one row, with every core at work, is large. Below it nobody waits long, and
/// the same cores answer more rows where each does its own: the digits' network reads 2,840 images a second on one core
/// and 2,400 on two, since what was shared out has to be waited for.
const LARGE: Duration = Duration::from_millis(20);
/// The quickest of so many passes counts, since the others met something else on the machine.
const PASSES: usize = 3;

/// Gives this thread the number of cores that its model is quickest with. Candle's products go to all of them, however
/// small: the penguins' network takes 41 us for a row then, and 2 us with one. A large model wants them all.
pub(super) fn fit(model: &mut dyn Worker, example: Option<&Instance>) -> Result<()> {
    let mut quickest = None;
    for _ in 0..PASSES {
        let started = Instant::now();
        if !model.warm_up(example)? {
            return Ok(());
        }
        quickest = quickest.into_iter().chain([started.elapsed()]).min();
    }
    if quickest < Some(LARGE) {
        // From now on this thread is all the threads there are for whatever it computes. Where it belongs to a pool
        // already, it stays there.
        rayon::ThreadPoolBuilder::new().num_threads(1).use_current_thread().build().map(drop).ok();
    }
    Ok(())
}
