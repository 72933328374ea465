//! Statistics of the inferences by this protocol since the start, as Triton reports them.

use crate::api::http::model_version::version_of;
use crate::demo::Description;
use maquette_contract::Answer;
use serde_json::{Value, json};
use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// The counts of each model.
#[derive(Default)]
pub(crate) struct Stats(Mutex<HashMap<String, Counts>>);

#[derive(Clone, Copy, Default)]
struct Counts {
    /// Rows that were answered.
    rows: u64,
    /// In milliseconds since 1970.
    last: u128,
    success: Sum,
    fail: Sum,
    queue: Sum,
    infer: Sum,
}

/// Requests, and how long they took.
#[derive(Clone, Copy, Default)]
struct Sum {
    count: u64,
    time: Duration,
}

impl Sum {
    fn add(&mut self, time: Duration) {
        self.count += 1;
        self.time += time;
    }

    fn to_json(self) -> Value {
        json!({ "count": self.count, "ns": u64::try_from(self.time.as_nanos()).unwrap_or(u64::MAX) })
    }
}

impl Stats {
    pub(crate) fn answered(&self, demo: &str, answers: &[Answer], took: Duration) {
        let Some(timing) = answers.first().map(|answer| answer.timing) else { return };
        let secs = |secs: f64| Duration::try_from_secs_f64(secs).unwrap_or_default();
        let mut all = self.all();
        let counts = all.entry(demo.to_owned()).or_default();
        counts.rows += answers.len() as u64;
        counts.last = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_millis();
        counts.success.add(took);
        counts.queue.add(secs(timing.queue_secs));
        counts.infer.add(secs(timing.forward_secs));
    }

    pub(crate) fn failed(&self, demo: &str, took: Duration) {
        self.all().entry(demo.to_owned()).or_default().fail.add(took);
    }

    pub(crate) fn to_json(&self, demo: &Description) -> Value {
        let counts = self.all().get(&demo.name).copied().unwrap_or_default();
        let nothing = Sum::default().to_json();
        json!({
            "name": demo.name,
            "version": version_of(demo),
            "last_inference": u64::try_from(counts.last).unwrap_or(u64::MAX),
            "inference_count": counts.rows,
            "execution_count": counts.success.count,
            "inference_stats": {
                "success": counts.success.to_json(),
                "fail": counts.fail.to_json(),
                "queue": counts.queue.to_json(),
                "compute_input": nothing,
                "compute_infer": counts.infer.to_json(),
                "compute_output": nothing,
            },
            "batch_stats": [],
        })
    }

    fn all(&self) -> MutexGuard<'_, HashMap<String, Counts>> {
        // Sums are added to, or are not.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
