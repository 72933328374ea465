//! The walk of every request, from raw fields to an answer. Every door enters here.

use crate::engine::EngineError;
use crate::gallery::Gallery;
use crate::store::LogEntry;
use maquette_contract::{Answer, PredictError, RawField, Timing};
use std::time::Instant;
use uuid::Uuid;

/// How long someone who was turned away should wait. A full queue is empty again well within it.
const RETRY_AFTER_SECS: u32 = 1;

/// Answers one input.
///
/// # Errors
/// A demo that is not there, every fault in the inputs at once, or the typed reason why the model
/// could not answer.
pub async fn predict(gallery: &Gallery, demo: &str, raw: &[RawField]) -> Result<Answer, PredictError> {
    let started = Instant::now();
    let id = Uuid::now_v7().to_string();
    let shown = gallery.find(demo).ok_or_else(|| PredictError::UnknownDemo { name: demo.to_owned() })?;
    let demo = &shown.demo;

    // 1 parse
    let instance = demo.schema.parse(raw).map_err(|errors| PredictError::Invalid { errors })?;
    // 2 encode
    let row = demo.encode(&instance);
    // 3 queue, 4 forward
    let output = shown.engine.forward(row).await.map_err(|error| told(error, demo.name, &id))?;
    // 5 calibrate
    let prediction = demo.calibration.predict(&demo.labels, &output.values);
    // 6 log
    gallery.store.append(LogEntry {
        id: id.clone(),
        demo: demo.name.to_owned(),
        version: demo.version.clone(),
        inputs: demo.schema.texts(&instance),
        prediction: prediction.clone(),
    });

    let timing = Timing {
        queue_secs: output.queue_secs,
        forward_secs: output.forward_secs,
        total_secs: started.elapsed().as_secs_f64(),
    };
    let notes = demo.schema.notes(&instance);
    Ok(Answer { id, demo: demo.name.to_owned(), version: demo.version.clone(), prediction, notes, timing })
}

/// What a person is told of an engine's error. Its cause goes to the log under the request's id.
fn told(error: EngineError, demo: &str, id: &str) -> PredictError {
    match error {
        EngineError::Full => PredictError::Overloaded { retry_after_secs: RETRY_AFTER_SECS },
        EngineError::Ended => {
            tracing::error!(demo, id, "the model's thread has ended");
            PredictError::Unavailable
        }
        EngineError::Failed(cause) => {
            tracing::error!(demo, id, cause, "a prediction failed");
            PredictError::Internal { reference: id.to_owned() }
        }
    }
}
