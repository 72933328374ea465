//! What a server counts and times, for whoever is on call. Knows names and numbers, and no protocol but the text in
//! which Prometheus reads them.

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

/// Every counter of a server. Their number is bounded: names of demos that are not there are not counted apart.
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
    /// # Errors
    /// Never at run time: a name or buckets that Prometheus does not take.
    pub fn new() -> Result<Self> {
        let registry = Registry::new();
        let both = ["demo", "door"];
        // From 50 us, four times as long each, to 13 s; and 1, 2, 4 and so on to 2,048 rows.
        let secs = exponential_buckets(50e-6, 4.0, 10)?;
        let sizes = exponential_buckets(1.0, 2.0, 12)?;
        let counter = |name: &str, help: &str, labels: &[&str]| {
            kept(&registry, IntCounterVec::new(Opts::new(name, help), labels)?)
        };
        let gauge = |name: &str, help: &str, labels: &[&str]| {
            kept(&registry, IntGaugeVec::new(Opts::new(name, help), labels)?)
        };
        let histogram = |name: &str, help: &str, labels: &[&str], buckets: &[f64]| {
            let options = HistogramOpts::new(name, help).buckets(buckets.to_vec());
            kept(&registry, HistogramVec::new(options, labels)?)
        };
        Ok(Self {
            requests: counter("maquette_requests_total", "Requests for predictions", &both)?,
            errors: counter(
                "maquette_errors_total",
                "Requests that got no prediction, by the reason",
                &["demo", "door", "reason"],
            )?,
            rows: counter("maquette_predictions_total", "Rows that got a prediction", &both)?,
            in_flight: gauge("maquette_in_flight", "Requests on their way", &both)?,
            request_secs: histogram(
                "maquette_request_duration_seconds",
                "From a request's arrival at the walk to its answer",
                &both,
                &secs,
            )?,
            queue_secs: histogram(
                "maquette_queue_duration_seconds",
                "What a request waited for the model",
                &["demo"],
                &secs,
            )?,
            forward_secs: histogram(
                "maquette_forward_duration_seconds",
                "What the batch of a request took",
                &["demo"],
                &secs,
            )?,
            batch_rows: histogram(
                "maquette_batch_rows",
                "Rows in the batch of a request",
                &["demo"],
                &sizes,
            )?,
            waiting: gauge("maquette_waiting", "Requests that wait for the model now", &["demo"])?,
            ready: gauge("maquette_ready", "Whether the model can answer: 1, or 0", &["demo"])?,
            registry,
        })
    }

    /// What is counted of one demo.
    pub(crate) fn of(&self, demo: &str) -> Counters {
        Counters {
            demo: demo.to_owned(),
            queue_secs: self.queue_secs.with_label_values(&[demo]),
            forward_secs: self.forward_secs.with_label_values(&[demo]),
            batch_rows: self.batch_rows.with_label_values(&[demo]),
            doors: RwLock::default(),
        }
    }

    /// A request for a demo that is not there, by whatever name.
    pub(crate) fn lost(&self, door: &str, reason: &str) {
        self.requests.with_label_values(&["", door]).inc();
        self.errors.with_label_values(&["", door, reason]).inc();
    }

    fn door(&self, demo: &str, door: &'static str) -> Door {
        let both = [demo, door];
        Door {
            name: door,
            requests: self.requests.with_label_values(&both),
            rows: self.rows.with_label_values(&both),
            in_flight: self.in_flight.with_label_values(&both),
            request_secs: self.request_secs.with_label_values(&both),
        }
    }

    /// How things stand with a demo at this moment.
    pub(crate) fn standing(&self, demo: &str, waiting: usize, ready: bool) {
        self.waiting.with_label_values(&[demo]).set(i64::try_from(waiting).unwrap_or(i64::MAX));
        self.ready.with_label_values(&[demo]).set(i64::from(ready));
    }

    /// All of it, as Prometheus reads it.
    ///
    /// # Errors
    /// Never at run time.
    pub fn text(&self) -> Result<String> {
        Ok(TextEncoder::new().encode_to_string(&self.registry.gather())?)
    }
}

fn kept<C: Collector + Clone + 'static>(registry: &Registry, collector: C) -> Result<C> {
    registry.register(Box::new(collector.clone()))?;
    Ok(collector)
}

/// The counters of one demo, found once: looking one up by its labels takes longer than counting.
pub(crate) struct Counters {
    demo: String,
    queue_secs: Histogram,
    forward_secs: Histogram,
    batch_rows: Histogram,
    /// Those that somebody came by.
    doors: RwLock<Vec<Arc<Door>>>,
}

/// What is counted by door as well.
struct Door {
    name: &'static str,
    requests: IntCounter,
    rows: IntCounter,
    in_flight: IntGauge,
    request_secs: Histogram,
}

impl Counters {
    /// Counts a request in, and out again when what this returns is dropped.
    pub(crate) fn begin<'a>(&'a self, metrics: &'a Metrics, door: &'static str) -> InFlight<'a> {
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

/// A request on its way.
pub(crate) struct InFlight<'a> {
    metrics: &'a Metrics,
    counters: &'a Counters,
    door: Arc<Door>,
}

impl InFlight<'_> {
    /// So many rows have their predictions; the time of the last is that of the request.
    pub(crate) fn answered(&self, rows: usize, last: Option<Timing>) {
        self.door.rows.inc_by(rows as u64);
        let Some(timing) = last else { return };
        self.door.request_secs.observe(timing.total_secs);
        self.counters.queue_secs.observe(timing.queue_secs);
        self.counters.forward_secs.observe(timing.forward_secs);
        self.counters.batch_rows.observe(timing.batch_rows as f64);
    }

    pub(crate) fn failed(&self, reason: &str) {
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
    fn a_request_is_counted_once_whatever_becomes_of_it() {
        let metrics = Metrics::new().expect("names that Prometheus takes");
        let timing = Timing { queue_secs: 0.001, forward_secs: 0.002, batch_rows: 5, total_secs: 0.004 };
        let penguins = metrics.of("penguins");
        penguins.begin(&metrics, "JSON").answered(3, Some(timing));
        penguins.begin(&metrics, "JSON").failed("invalid");
        let gone = penguins.begin(&metrics, "JSON");
        let text = metrics.text().expect("text");
        let check = |line: &str| assert!(text.lines().any(|said| said == line), "{line} is not in {text}");
        check("maquette_requests_total{demo=\"penguins\",door=\"JSON\"} 3");
        check("maquette_predictions_total{demo=\"penguins\",door=\"JSON\"} 3");
        check("maquette_errors_total{demo=\"penguins\",door=\"JSON\",reason=\"invalid\"} 1");
        check("maquette_in_flight{demo=\"penguins\",door=\"JSON\"} 1");
        check("maquette_batch_rows_bucket{demo=\"penguins\",le=\"8\"} 1");
        check("maquette_queue_duration_seconds_sum{demo=\"penguins\"} 0.001");
        drop(gone);
        let text = metrics.text().expect("text");
        assert!(text.contains("maquette_in_flight{demo=\"penguins\",door=\"JSON\"} 0"), "{text}");
    }
}
