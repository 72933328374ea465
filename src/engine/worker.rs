//! What the thread of a model does: it builds the model, answers batches, and adds what the author shows beside them.

use super::queue::{Entry, Queue, RowResult};
use super::{EngineError, Extras, Output, warm_up};
use crate::model::{Build, Worker};
use crate::panic::catch_panic;
use anyhow::{Result, ensure};
use maquette_contract::{Instance, Part, Prediction};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, LazyLock};
use std::time::{Duration, Instant};

/// Makes the model on this thread, which is the only one that ever sees it, and warms it up with the demo's first example.
/// A model that fails at its own example starts nevertheless: the request for that example shows the error.
pub(super) fn build(build: &mut Build, example: Option<&Instance>) -> Result<Box<dyn Worker>> {
    let mut model = catch_panic("the model", build)?;
    if let Err(error) = catch_panic("the model", || warm_up::warm_up(model.as_mut(), example)) {
        tracing::warn!(cause = format!("{error:#}"), "a model did not answer its first example");
    }
    Ok(model)
}

/// Answers batches until the queue is closed and empty.
pub(super) fn run(model: &mut dyn Worker, extras: &Extras, queue: &Queue, delay: Duration, busy: &BusyTimer) {
    let max_rows = model.max_batch();
    let mut batch = Vec::new();
    while queue.take(&mut batch, max_rows, delay) {
        let now = Instant::now();
        batch.retain(|entry: &Entry| !entry.is_abandoned(now));
        if !batch.is_empty() {
            busy.start();
            answer(model, extras, &mut batch, max_rows);
            busy.stop();
        }
    }
}

/// Answers a batch, in passes of at most `max_rows` rows.
fn answer(model: &mut dyn Worker, extras: &Extras, batch: &mut Vec<Entry>, max_rows: usize) {
    let started = Instant::now();
    batch.iter().for_each(|entry| entry.started.store(true, Ordering::Relaxed));
    let counts: Vec<usize> = batch.iter().map(|entry| entry.rows.len()).collect();
    let rows: Vec<Instance> = batch.iter_mut().flat_map(|entry| std::mem::take(&mut entry.rows)).collect();
    let mut predictions = Vec::with_capacity(rows.len());
    rows.chunks(max_rows).for_each(|rows| predictions.extend(forward(model, rows)));
    let forward_secs = started.elapsed().as_secs_f64();

    let mut outputs = std::iter::zip(&rows, predictions);
    for (entry, count) in batch.drain(..).zip(counts) {
        let queue_secs = (started - entry.queued).as_secs_f64();
        let output = |(instance, prediction): (&Instance, Result<Prediction>)| -> RowResult {
            let output =
                prediction.and_then(|prediction| add_extras(extras, entry.page, instance, prediction));
            let (prediction, beside, warnings) =
                output.map_err(|error| EngineError::Failed(Arc::new(error)))?;
            Ok(Output { prediction, beside, warnings, queue_secs, forward_secs, batch_rows: rows.len() })
        };
        let results: Vec<RowResult> = outputs.by_ref().take(count).map(output).collect();
        // Sending fails if the client has disconnected meanwhile.
        entry.answer.send(results).ok();
    }
}

/// A prediction with the author's parts beside it, on a page only, and the author's warnings.
fn add_extras(
    extras: &Extras,
    page: bool,
    instance: &Instance,
    prediction: Prediction,
) -> Result<(Prediction, Vec<Part>, Vec<String>)> {
    let parts = extras.beside.iter().filter(|_| page);
    let parts = parts.map(|part| catch_panic("the demo", || part(instance, &prediction)));
    let beside = parts.collect::<Result<_>>()?;
    let warnings = extras.warnings.iter().map(|warning| catch_panic("the demo", || warning(instance)));
    let warnings: Vec<Option<String>> = warnings.collect::<Result<_>>()?;
    Ok((prediction, beside, warnings.into_iter().flatten().collect()))
}

/// Runs one batch. If it fails as a whole, each of its rows is tried alone, so that an error or a panic only reaches the
/// client whose inputs caused it.
fn forward(model: &mut dyn Worker, rows: &[Instance]) -> Vec<Result<Prediction>> {
    match run_batch(model, rows) {
        Ok(predictions) => predictions.into_iter().map(Ok).collect(),
        Err(error) if rows.len() == 1 => vec![Err(error)],
        Err(_) => rows.iter().map(|row| run_row(model, row)).collect(),
    }
}

fn run_row(model: &mut dyn Worker, instance: &Instance) -> Result<Prediction> {
    let predictions = run_batch(model, std::slice::from_ref(instance))?;
    predictions.into_iter().next().ok_or_else(|| anyhow::anyhow!("the model gave no output"))
}

fn run_batch(model: &mut dyn Worker, rows: &[Instance]) -> Result<Vec<Prediction>> {
    let predictions = catch_panic("the model", || model.forward(rows))?;
    ensure!(
        predictions.len() == rows.len(),
        "the model gave {} outputs for {}",
        predictions.len(),
        rows.len()
    );
    Ok(predictions)
}

/// How long a worker has been busy with its current batch, for other threads that look whether it is stuck.
#[derive(Debug, Default)]
pub(super) struct BusyTimer {
    /// When the batch started, in milliseconds of [`CLOCK`]; 0 while idle.
    since: AtomicU64,
}

static CLOCK: LazyLock<Instant> = LazyLock::new(Instant::now);

impl BusyTimer {
    fn start(&self) {
        self.since.store(now().max(1), Ordering::Relaxed);
    }

    fn stop(&self) {
        self.since.store(0, Ordering::Relaxed);
    }

    /// How long the current batch has taken so far; `None` while idle.
    pub(super) fn elapsed(&self) -> Option<Duration> {
        let since = self.since.load(Ordering::Relaxed);
        (since > 0).then(|| Duration::from_millis(now().saturating_sub(since)))
    }
}

fn now() -> u64 {
    CLOCK.elapsed().as_millis() as u64
}
