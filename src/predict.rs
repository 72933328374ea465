//! The walk of every request, from raw fields to an answer. Every door enters here.

use crate::engine::EngineError;
use crate::gallery::Gallery;
use crate::model::Refusal;
use crate::store::LogEntry;
use maquette_contract::{Answer, Note, PredictError, RawField, Timing};
use std::time::Instant;
use uuid::Uuid;

/// How long someone who was turned away should wait. A full queue is empty again well within it.
const RETRY_AFTER_SECS: u32 = 1;

/// Who asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// A program: the prediction alone.
    Prediction,
    /// A page, which also shows what is beside it.
    Page,
}

/// Answers one input.
///
/// # Errors
/// A demo that is not there, every fault in the inputs at once, or the typed reason why the model
/// could not answer.
pub async fn predict(
    gallery: &Gallery,
    demo: &str,
    raw: &[RawField],
    wanted: Wanted,
) -> Result<Answer, PredictError> {
    let started = Instant::now();
    let id = Uuid::now_v7().to_string();
    let shown = gallery.find(demo).ok_or_else(|| PredictError::UnknownDemo { name: demo.to_owned() })?;
    let demo = &shown.demo;

    // 1 parse
    let instance = demo.schema.parse(raw).map_err(|errors| PredictError::Invalid { errors })?;
    let inputs = demo.schema.texts(&instance);
    let mut notes = demo.schema.notes(&instance);
    // 2 queue; then on the model's own thread 3 encode, 4 forward, 5 calibrate
    let output = shown.engine.forward(instance, wanted == Wanted::Page).await;
    let output = output.map_err(|error| told(error, &demo.name, &id))?;
    notes.extend(output.warnings.iter().map(|warning| Note::outside(warning)));
    // 6 log
    let (name, version) = (demo.name.clone(), demo.version.clone());
    gallery.store.append(LogEntry::new(&id, &name, &version, inputs, &output.prediction));

    let timing = Timing {
        queue_secs: output.queue_secs,
        forward_secs: output.forward_secs,
        total_secs: started.elapsed().as_secs_f64(),
    };
    let (prediction, beside) = (output.prediction, output.beside);
    Ok(Answer { id, demo: name, version, prediction, beside, notes, timing })
}

/// What a person is told of an engine's error. Its cause goes to the log under the request's id.
fn told(error: EngineError, demo: &str, id: &str) -> PredictError {
    match error {
        EngineError::Full => PredictError::Overloaded { retry_after_secs: RETRY_AFTER_SECS },
        EngineError::Loading => PredictError::Loading,
        EngineError::TooSlow { limit } => {
            let limit_secs = limit.as_secs_f64().ceil() as u32;
            tracing::warn!(demo, id, limit_secs, "a demo was too slow to answer");
            PredictError::TooSlow { limit_secs }
        }
        EngineError::Stuck { busy } => PredictError::Stuck { busy_secs: busy.as_secs() as u32 },
        EngineError::Ended => {
            tracing::error!(demo, id, "the model's thread has ended");
            PredictError::Unavailable
        }
        EngineError::Failed(cause) => match cause.downcast_ref::<Refusal>() {
            Some(refusal) => PredictError::Refused { message: refusal.to_string() },
            None => {
                tracing::error!(demo, id, cause = format!("{cause:#}"), "a prediction failed");
                PredictError::Internal { reference: id.to_owned() }
            }
        },
    }
}
