use super::{EngineError, Entry, Output};
use crate::model::Model;
use candle_core::{DType, Device, Result, Tensor};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Instant;
use tokio::sync::mpsc;

/// The most rows in one forward pass, so that one batch holds nobody up for long.
pub(super) const MAX_BATCH: usize = 256;

/// The first pass allocates what later ones use again; nobody should wait for that.
pub(super) fn warm_up(model: &Model, width: usize) -> std::result::Result<(), EngineError> {
    caught(|| forward(model, vec![0.0; width], 1)).map(drop)
}

pub(super) fn run(model: &Model, mut queue: mpsc::Receiver<Entry>) {
    let mut batch = Vec::with_capacity(MAX_BATCH);
    while queue.blocking_recv_many(&mut batch, MAX_BATCH) > 0 {
        // Whoever has gone needs no answer.
        batch.retain(|entry: &Entry| !entry.answer.is_closed());
        if !batch.is_empty() {
            answer(model, &mut batch);
        }
    }
}

fn answer(model: &Model, batch: &mut Vec<Entry>) {
    let started = Instant::now();
    let rows: Vec<f32> = batch.iter().flat_map(|entry| entry.row.iter().copied()).collect();
    let outputs = caught(|| forward(model, rows, batch.len()));
    let forward_secs = started.elapsed().as_secs_f64();
    match outputs {
        Ok(outputs) => {
            for (entry, values) in batch.drain(..).zip(outputs) {
                let queue_secs = (started - entry.queued).as_secs_f64();
                // An error means that the client has gone meanwhile.
                entry.answer.send(Ok(Output { values, queue_secs, forward_secs })).ok();
            }
        }
        Err(error) => {
            for entry in batch.drain(..) {
                entry.answer.send(Err(error.clone())).ok();
            }
        }
    }
}

fn forward(model: &Model, rows: Vec<f32>, count: usize) -> Result<Vec<Vec<f64>>> {
    let width = rows.len() / count;
    let outputs = model.forward(&Tensor::from_vec(rows, (count, width), &Device::Cpu)?)?;
    let outputs: Vec<Vec<f64>> = outputs.to_dtype(DType::F64)?.to_vec2()?;
    if outputs.len() != count {
        candle_core::bail!("the model gave {} rows for {count}", outputs.len());
    }
    if outputs.iter().flatten().any(|output| output.is_nan()) {
        candle_core::bail!("the model gave an output that is no number");
    }
    Ok(outputs)
}

/// A model's panic is an error like any other: the thread lives on for the next batch.
fn caught<T>(f: impl FnOnce() -> Result<T>) -> std::result::Result<T, EngineError> {
    let failed = |error: candle_core::Error| EngineError::Failed(error.to_string());
    catch_unwind(AssertUnwindSafe(f)).map_or_else(
        |panic| {
            let text = panic.downcast_ref::<String>().map(String::as_str);
            let text = text.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("without a word");
            Err(EngineError::Failed(format!("the model panicked: {text}")))
        },
        |result| result.map_err(failed),
    )
}
