use super::{EngineError, Entry, Extras, Output};
use crate::model::{Build, Worker};
use crate::panic::caught;
use anyhow::{Result, ensure};
use maquette_contract::{Instance, Prediction};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, LazyLock};
use std::time::{Duration, Instant};
use tokio::sync::mpsc;

/// Makes the model on this thread, which is the only one that will ever see it, and warms it up.
pub(super) fn build(build: Build) -> Result<Box<dyn Worker>> {
    caught("the model", || {
        let mut model = build()?;
        model.warm_up()?;
        Ok(model)
    })
}

pub(super) fn run(model: &mut dyn Worker, extras: &Extras, mut queue: mpsc::Receiver<Entry>, busy: &Busy) {
    let most = model.max_batch();
    let mut batch = Vec::with_capacity(most);
    while queue.blocking_recv_many(&mut batch, most) > 0 {
        // Whoever has gone needs no answer.
        batch.retain(|entry: &Entry| !entry.answer.is_closed());
        if !batch.is_empty() {
            busy.begin();
            answer(model, extras, &mut batch);
            busy.end();
        }
    }
}

/// Answers a batch. Where it fails as a whole, each of its entries is tried alone, so that an error or
/// a panic is that of the person whose inputs led to it.
fn answer(model: &mut dyn Worker, extras: &Extras, batch: &mut Vec<Entry>) {
    let started = Instant::now();
    batch.iter().for_each(|entry| entry.begun.store(true, Ordering::Relaxed));
    let instances: Vec<Instance> = batch.iter().map(|entry| entry.instance.clone()).collect();
    let predictions = match forward(model, &instances) {
        Ok(predictions) => predictions.into_iter().map(Ok).collect(),
        Err(error) if batch.len() == 1 => vec![Err(error)],
        Err(_) => instances.iter().map(|instance| alone(model, instance)).collect::<Vec<_>>(),
    };
    let forward_secs = started.elapsed().as_secs_f64();
    for (entry, prediction) in batch.drain(..).zip(predictions) {
        let queue_secs = (started - entry.queued).as_secs_f64();
        let output = prediction.and_then(|prediction| {
            let parts = extras.beside.iter().filter(|_| entry.page);
            let parts = parts.map(|part| caught("the demo", || part(&entry.instance, &prediction)));
            let beside = parts.collect::<Result<_>>()?;
            let warnings =
                extras.warnings.iter().map(|warning| caught("the demo", || warning(&entry.instance)));
            let warnings: Vec<Option<String>> = warnings.collect::<Result<_>>()?;
            let warnings = warnings.into_iter().flatten().collect();
            Ok(Output { prediction, beside, warnings, queue_secs, forward_secs })
        });
        // An error of sending means that the client has gone meanwhile.
        entry.answer.send(output.map_err(|error| EngineError::Failed(Arc::new(error)))).ok();
    }
}

fn alone(model: &mut dyn Worker, instance: &Instance) -> Result<Prediction> {
    let predictions = forward(model, std::slice::from_ref(instance))?;
    predictions.into_iter().next().ok_or_else(|| anyhow::anyhow!("the model gave no output"))
}

fn forward(model: &mut dyn Worker, batch: &[Instance]) -> Result<Vec<Prediction>> {
    let predictions = caught("the model", || model.forward(batch))?;
    ensure!(
        predictions.len() == batch.len(),
        "the model gave {} outputs for {}",
        predictions.len(),
        batch.len()
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
