//! Long work, and whoever waits for it: a job goes on whether anybody is looking or not, tells everybody who looks how
//! it grows, and is kept for a while after its end. Knows predictions and time, and no protocol.

mod job;
mod lane;

pub use job::{Job, Report, Stage, Update};
pub use lane::{Lane, Rules};

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// How long an answer waits for its asker after the work has ended.
pub const KEPT: Duration = Duration::from_secs(30 * 60);
/// The most jobs that are kept; of more, those that ended first are forgotten first.
const MOST: usize = 2_000;

/// Every job there is, oldest first.
#[derive(Default)]
pub struct Jobs {
    all: Mutex<VecDeque<Arc<Job>>>,
}

impl Jobs {
    /// Keeps a job where others can find it.
    pub(crate) fn keep(&self, job: Arc<Job>) {
        let mut all = self.all.lock().unwrap_or_else(PoisonError::into_inner);
        all.retain(|job| job.ended_since().is_none_or(|since| since < KEPT));
        while all.len() >= MOST {
            // What is still running is in the hands of its lane, which is bounded.
            let Some(oldest) = all.iter().position(|job| job.ended_since().is_some()) else { break };
            all.remove(oldest);
        }
        all.push_back(job);
    }

    /// A job of a demo by its id, while it is kept.
    pub fn find(&self, demo: &str, id: &str) -> Option<Arc<Job>> {
        let all = self.all.lock().unwrap_or_else(PoisonError::into_inner);
        let kept = |job: &Job| job.ended_since().is_none_or(|since| since < KEPT);
        all.iter().find(|job| job.id == id && job.demo == demo && kept(job)).cloned()
    }
}
