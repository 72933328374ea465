use super::queue::{Answered, Entry, Queue};
use super::{EngineError, Extras, Output, threads};
use crate::model::{Build, Worker};
use crate::panic::caught;
use anyhow::{Result, ensure};
use maquette_contract::{Instance, Part, Prediction};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, LazyLock};
use std::time::{Duration, Instant};

/// Makes the model on this thread, which is the only one that will ever see it, and warms it up with the demo's first
/// example. One that fails at its own example is told so when somebody asks.
pub(super) fn build(build: &mut Build, example: Option<&Instance>) -> Result<Box<dyn Worker>> {
    let mut model = caught("the model", build)?;
    if let Err(error) = caught("the model", || threads::fit(model.as_mut(), example)) {
        tracing::warn!(cause = format!("{error:#}"), "a model did not answer its first example");
    }
    Ok(model)
}

pub(super) fn run(model: &mut dyn Worker, extras: &Extras, queue: &Queue, delay: Duration, busy: &Busy) {
    let most = model.max_batch();
    let mut batch = Vec::new();
    while queue.take(&mut batch, most, delay) {
        // Whoever has gone, or has waited too long, needs no answer.
        let now = Instant::now();
        batch.retain(|entry: &Entry| !entry.is_moot(now));
        if !batch.is_empty() {
            busy.begin();
            answer(model, extras, &mut batch, most);
            busy.end();
        }
    }
}

/// Answers a batch, in passes of at most `most` rows.
fn answer(model: &mut dyn Worker, extras: &Extras, batch: &mut Vec<Entry>, most: usize) {
    let started = Instant::now();
    batch.iter().for_each(|entry| entry.begun.store(true, Ordering::Relaxed));
    let counts: Vec<usize> = batch.iter().map(|entry| entry.rows.len()).collect();
    let rows: Vec<Instance> = batch.iter_mut().flat_map(|entry| std::mem::take(&mut entry.rows)).collect();
    let mut predictions = Vec::with_capacity(rows.len());
    rows.chunks(most).for_each(|rows| predictions.extend(forward(model, rows)));
    let forward_secs = started.elapsed().as_secs_f64();

    let mut outputs = std::iter::zip(&rows, predictions);
    for (entry, count) in batch.drain(..).zip(counts) {
        let queue_secs = (started - entry.queued).as_secs_f64();
        let output = |(instance, prediction): (&Instance, Result<Prediction>)| -> Answered {
            let dressed = prediction.and_then(|prediction| dress(extras, entry.page, instance, prediction));
            let (prediction, beside, warnings) =
                dressed.map_err(|error| EngineError::Failed(Arc::new(error)))?;
            Ok(Output { prediction, beside, warnings, queue_secs, forward_secs, batch_rows: rows.len() })
        };
        let answered: Vec<Answered> = outputs.by_ref().take(count).map(output).collect();
        // An error of sending means that the client has gone meanwhile.
        entry.answer.send(answered).ok();
    }
}

/// A prediction with what its author adds to it.
fn dress(
    extras: &Extras,
    page: bool,
    instance: &Instance,
    prediction: Prediction,
) -> Result<(Prediction, Vec<Part>, Vec<String>)> {
    let parts = extras.beside.iter().filter(|_| page);
    let parts = parts.map(|part| caught("the demo", || part(instance, &prediction)));
    let beside = parts.collect::<Result<_>>()?;
    let warnings = extras.warnings.iter().map(|warning| caught("the demo", || warning(instance)));
    let warnings: Vec<Option<String>> = warnings.collect::<Result<_>>()?;
    Ok((prediction, beside, warnings.into_iter().flatten().collect()))
}

/// One pass. Where it fails as a whole, each of its rows is tried alone, so that an error or a panic is that of the
/// person whose inputs led to it.
fn forward(model: &mut dyn Worker, rows: &[Instance]) -> Vec<Result<Prediction>> {
    match pass(model, rows) {
        Ok(predictions) => predictions.into_iter().map(Ok).collect(),
        Err(error) if rows.len() == 1 => vec![Err(error)],
        Err(_) => rows.iter().map(|row| alone(model, row)).collect(),
    }
}

fn alone(model: &mut dyn Worker, instance: &Instance) -> Result<Prediction> {
    let predictions = pass(model, std::slice::from_ref(instance))?;
    predictions.into_iter().next().ok_or_else(|| anyhow::anyhow!("the model gave no output"))
}

fn pass(model: &mut dyn Worker, rows: &[Instance]) -> Result<Vec<Prediction>> {
    let predictions = caught("the model", || model.forward(rows))?;
    ensure!(
        predictions.len() == rows.len(),
        "the model gave {} outputs for {}",
        predictions.len(),
        rows.len()
    );
    Ok(predictions)
}

/// Since when a model has been at its batch, so that others can tell when it is stuck.
#[derive(Debug, Default)]
pub(super) struct Busy {
    /// Milliseconds on a clock of this process; 0 while idle.
    since: AtomicU64,
}

static CLOCK: LazyLock<Instant> = LazyLock::new(Instant::now);

impl Busy {
    fn begin(&self) {
        self.since.store(now().max(1), Ordering::Relaxed);
    }

    fn end(&self) {
        self.since.store(0, Ordering::Relaxed);
    }

    /// For how long; `None` while idle.
    pub(super) fn time(&self) -> Option<Duration> {
        let since = self.since.load(Ordering::Relaxed);
        (since > 0).then(|| Duration::from_millis(now().saturating_sub(since)))
    }
}

fn now() -> u64 {
    CLOCK.elapsed().as_millis() as u64
}
