//! Long work: a job goes on whether anybody watches it or not, sends each watcher what is new, and is kept for a while
//! after its end. Knows predictions and time, and no protocol.

mod job;
mod scheduler;

pub use job::{CancelOnDrop, Job, Report, Stage, Update};
pub use scheduler::{JobPolicy, JobScheduler};

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// How long a job is kept after its end.
pub const RETENTION: Duration = Duration::from_secs(30 * 60);
/// The most jobs that are kept. If there are more, those that ended first are dropped first.
const MAX_JOBS: usize = 2_000;

/// The jobs of all demos, oldest first.
#[derive(Default)]
pub struct Jobs {
    jobs: Mutex<VecDeque<Arc<Job>>>,
}

impl Jobs {
    /// Adds a job, so that others can find it.
    pub(crate) fn add(&self, job: Arc<Job>) {
        let mut jobs = self.jobs.lock().unwrap_or_else(PoisonError::into_inner);
        jobs.retain(|job| !is_expired(job));
        while jobs.len() >= MAX_JOBS {
            // Running and waiting jobs are never dropped: their scheduler bounds their number.
            let Some(oldest) = jobs.iter().position(|job| job.time_since_end().is_some()) else { break };
            jobs.remove(oldest);
        }
        jobs.push_back(job);
    }

    /// The job of a demo by its id, while it is kept.
    pub fn find(&self, demo: &str, id: &str) -> Option<Arc<Job>> {
        let jobs = self.jobs.lock().unwrap_or_else(PoisonError::into_inner);
        jobs.iter().find(|job| job.id == id && job.demo == demo && !is_expired(job)).cloned()
    }
}

fn is_expired(job: &Job) -> bool {
    job.time_since_end().is_some_and(|time| time >= RETENTION)
}
