//! The walk of every request, from raw fields to an answer. Every door enters here.

use crate::gallery::{Answers, Gallery, Shown};
use crate::jobs::Job;
use crate::store::LogEntry;
use crate::uploads::open;
use maquette_contract::{Answer, Instance, Note, PredictError, RawField, Timing};
use std::sync::Arc;
use std::time::Instant;
use uuid::Uuid;

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

    // 1 parse, 2 open
    let Asked { instance, inputs, mut notes } = asked(gallery, shown, raw).await?;
    // 3 queue; then on the model's own thread 4 encode, 5 forward, 6 calibrate
    let output = match &shown.answers {
        Answers::Engine(engine) => engine.forward(instance, wanted == Wanted::Page).await,
        Answers::Lane(lane) => lane.finish(instance, wanted == Wanted::Page).await,
    };
    let output = output.map_err(|error| error.told(&demo.name, &id))?;
    notes.extend(output.warnings.iter().map(|warning| Note::outside(warning)));
    // 7 log
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

/// Begins the work on one input of a demo that answers piece by piece, and keeps it where its asker finds it again.
///
/// # Errors
/// As [`predict`]; and a demo that answers at once.
pub async fn begin(gallery: &Gallery, demo: &str, raw: &[RawField]) -> Result<Arc<Job>, PredictError> {
    let shown = gallery.find(demo).ok_or_else(|| PredictError::UnknownDemo { name: demo.to_owned() })?;
    let Answers::Lane(lane) = &shown.answers else {
        return Err(PredictError::Refused { message: format!("{demo} answers at once: ask it to predict") });
    };
    let Asked { instance, inputs, notes } = asked(gallery, shown, raw).await?;
    let job = Job::new(demo, inputs, notes);
    lane.start(job.clone(), instance).map_err(|error| error.told(demo, &job.id))?;
    gallery.jobs.keep(job.clone());
    Ok(job)
}

/// What is asked of a model, and what to know about it.
struct Asked {
    instance: Instance,
    /// As texts, for the log.
    inputs: Vec<String>,
    notes: Vec<Note>,
}

/// The first steps of the walk: fields are parsed, and what was brought is opened.
async fn asked(gallery: &Gallery, shown: &Shown, raw: &[RawField]) -> Result<Asked, PredictError> {
    let schema = &shown.demo.schema;
    let instance = schema.parse(raw).map_err(|errors| PredictError::Invalid { errors })?;
    let inputs = logged(schema.texts(&instance));
    let notes = schema.notes(&instance);
    let opened = open(&gallery.uploads, schema, instance).await;
    let instance = opened.map_err(|errors| PredictError::Invalid { errors })?;
    Ok(Asked { instance, inputs, notes })
}

/// The inputs as they are kept: a picture that a program wrote out is not.
fn logged(mut inputs: Vec<String>) -> Vec<String> {
    for text in inputs.iter_mut().filter(|text| text.starts_with("data:")) {
        *text = String::new();
    }
    inputs
}
