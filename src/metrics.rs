//! What a server counts and times. Knows names and numbers, and no protocol but Prometheus' text format.

use anyhow::Result;
use maquette_contract::Timing;
use prometheus::core::Collector;
use prometheus::{
    Histogram, HistogramOpts, HistogramVec, IntCounter, IntCounterVec, IntGauge, IntGaugeVec, Opts, Registry,
    TextEncoder, exponential_buckets,
};
use std::sync::{Arc, PoisonError, RwLock};

/// The media type of [`Metrics::text`].
pub const TEXT: &str = "text/plain; version=0.0.4; charset=utf-8";

/// The metrics of a server. Their number is bounded: requests for demos that do not exist share one label.
pub struct Metrics {
    registry: Registry,
    requests: IntCounterVec,
    errors: IntCounterVec,
    rows: IntCounterVec,
    in_flight: IntGaugeVec,
    request_secs: HistogramVec,
    queue_secs: HistogramVec,
    forward_secs: HistogramVec,
    batch_rows: HistogramVec,
    waiting: IntGaugeVec,
    ready: IntGaugeVec,
}

impl Metrics {
    /// Registers all metrics.
    ///
    /// # Errors
    /// Prometheus refuses a name or a bucket, which the tests would show.
    pub fn new() -> Result<Self> {
        let registry = Registry::new();
        let labels = ["demo", "door"];
        // From 50 us to 13 s, each four times as long as the one before; and 1, 2, 4 and so on to 2,048 rows.
        let secs = exponential_buckets(50e-6, 4.0, 10)?;
        let sizes = exponential_buckets(1.0, 2.0, 12)?;
        let counter = |name: &str, help: &str, labels: &[&str]| {
            register(&registry, IntCounterVec::new(Opts::new(name, help), labels)?)
        };
        let gauge = |name: &str, help: &str, labels: &[&str]| {
            register(&registry, IntGaugeVec::new(Opts::new(name, help), labels)?)
        };
        let histogram = |name: &str, help: &str, labels: &[&str], buckets: &[f64]| {
            let options = HistogramOpts::new(name, help).buckets(buckets.to_vec());
            register(&registry, HistogramVec::new(options, labels)?)
        };
        Ok(Self {
            requests: counter("maquette_requests_total", "Requests for predictions", &labels)?,
            errors: counter(
                "maquette_errors_total",
                "Requests that got no prediction, by reason",
                &["demo", "door", "reason"],
            )?,
            rows: counter("maquette_predictions_total", "Rows that got a prediction", &labels)?,
            in_flight: gauge("maquette_in_flight", "Requests in progress", &labels)?,
            request_secs: histogram(
                "maquette_request_duration_seconds",
                "Time from a request's arrival to its answer",
                &labels,
                &secs,
            )?,
            queue_secs: histogram(
                "maquette_queue_duration_seconds",
                "How long a request waited for the model",
                &["demo"],
                &secs,
            )?,
            forward_secs: histogram(
                "maquette_forward_duration_seconds",
                "How long the batch of a request took",
                &["demo"],
                &secs,
            )?,
            batch_rows: histogram(
                "maquette_batch_rows",
                "Rows in the batch of a request",
                &["demo"],
                &sizes,
            )?,
            waiting: gauge("maquette_waiting", "Requests that wait for the model", &["demo"])?,
            ready: gauge("maquette_ready", "1 if the model can answer, otherwise 0", &["demo"])?,
            registry,
        })
    }

    /// The counters of one demo.
    pub(crate) fn counters(&self, demo: &str) -> Counters {
        Counters {
            demo: demo.to_owned(),
            queue_secs: self.queue_secs.with_label_values(&[demo]),
            forward_secs: self.forward_secs.with_label_values(&[demo]),
            batch_rows: self.batch_rows.with_label_values(&[demo]),
            doors: RwLock::default(),
        }
    }

    /// Counts a request for a demo that does not exist.
    pub(crate) fn count_unknown_demo(&self, door: &str, reason: &str) {
        self.requests.with_label_values(&["", door]).inc();
        self.errors.with_label_values(&["", door, reason]).inc();
    }

    fn door(&self, demo: &str, door: &'static str) -> Door {
        let labels = [demo, door];
        Door {
            name: door,
            requests: self.requests.with_label_values(&labels),
            rows: self.rows.with_label_values(&labels),
            in_flight: self.in_flight.with_label_values(&labels),
            request_secs: self.request_secs.with_label_values(&labels),
        }
    }

    /// Sets the gauges of a demo.
    pub(crate) fn set_state(&self, demo: &str, waiting: usize, ready: bool) {
        self.waiting.with_label_values(&[demo]).set(i64::try_from(waiting).unwrap_or(i64::MAX));
        self.ready.with_label_values(&[demo]).set(i64::from(ready));
    }

    /// All metrics in Prometheus' text format.
    ///
    /// # Errors
    /// Two metrics have the same name, which the tests would show.
    pub fn text(&self) -> Result<String> {
        Ok(TextEncoder::new().encode_to_string(&self.registry.gather())?)
    }
}

fn register<C: Collector + Clone + 'static>(registry: &Registry, collector: C) -> Result<C> {
    registry.register(Box::new(collector.clone()))?;
    Ok(collector)
}

/// The counters of one demo, found once: looking one up by its labels takes longer than counting.
pub(crate) struct Counters {
    demo: String,
    queue_secs: Histogram,
    forward_secs: Histogram,
    batch_rows: Histogram,
    /// The doors that have been used.
    doors: RwLock<Vec<Arc<Door>>>,
}

/// The counters of one demo at one door.
struct Door {
    name: &'static str,
    requests: IntCounter,
    rows: IntCounter,
    in_flight: IntGauge,
    request_secs: Histogram,
}

impl Counters {
    /// Counts a request as in progress until the guard is dropped.
    pub(crate) fn start<'a>(&'a self, metrics: &'a Metrics, door: &'static str) -> InFlight<'a> {
        let door = self.door(metrics, door);
        door.requests.inc();
        door.in_flight.inc();
        InFlight { metrics, counters: self, door }
    }

    fn door(&self, metrics: &Metrics, name: &'static str) -> Arc<Door> {
        let find = |doors: &[Arc<Door>]| doors.iter().find(|door| door.name == name).cloned();
        let found = find(&self.doors.read().unwrap_or_else(PoisonError::into_inner));
        found.unwrap_or_else(|| {
            let mut doors = self.doors.write().unwrap_or_else(PoisonError::into_inner);
            find(&doors).unwrap_or_else(|| {
                doors.push(Arc::new(metrics.door(&self.demo, name)));
                doors[doors.len() - 1].clone()
            })
        })
    }
}

/// A request in progress.
pub(crate) struct InFlight<'a> {
    metrics: &'a Metrics,
    counters: &'a Counters,
    door: Arc<Door>,
}

impl InFlight<'_> {
    /// Counts the predictions of a request. The timing of its last row stands for the request.
    pub(crate) fn count_answers(&self, rows: usize, last: Option<Timing>) {
        self.door.rows.inc_by(rows as u64);
        let Some(timing) = last else { return };
        self.door.request_secs.observe(timing.total_secs);
        self.counters.queue_secs.observe(timing.queue_secs);
        self.counters.forward_secs.observe(timing.forward_secs);
        self.counters.batch_rows.observe(timing.batch_rows as f64);
    }

    /// Counts a request that got no prediction.
    pub(crate) fn count_error(&self, reason: &str) {
        self.metrics.errors.with_label_values(&[&self.counters.demo, self.door.name, reason]).inc();
    }
}

impl Drop for InFlight<'_> {
    fn drop(&mut self) {
        self.door.in_flight.dec();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_is_counted_once() {
        let metrics = Metrics::new().expect("names that Prometheus takes");
        let timing = Timing { queue_secs: 0.001, forward_secs: 0.002, batch_rows: 5, total_secs: 0.004 };
        let penguins = metrics.counters("penguins");
        penguins.start(&metrics, "JSON").count_answers(3, Some(timing));
        penguins.start(&metrics, "JSON").count_error("invalid");
        let in_flight = penguins.start(&metrics, "JSON");
        let text = metrics.text().expect("text");
        let check = |line: &str| assert!(text.lines().any(|other| other == line), "{line} is not in {text}");
        check("maquette_requests_total{demo=\"penguins\",door=\"JSON\"} 3");
        check("maquette_predictions_total{demo=\"penguins\",door=\"JSON\"} 3");
        check("maquette_errors_total{demo=\"penguins\",door=\"JSON\",reason=\"invalid\"} 1");
        check("maquette_in_flight{demo=\"penguins\",door=\"JSON\"} 1");
        check("maquette_batch_rows_bucket{demo=\"penguins\",le=\"8\"} 1");
        check("maquette_queue_duration_seconds_sum{demo=\"penguins\"} 0.001");
        drop(in_flight);
        let text = metrics.text().expect("text");
        assert!(text.contains("maquette_in_flight{demo=\"penguins\",door=\"JSON\"} 0"), "{text}");
    }
}
