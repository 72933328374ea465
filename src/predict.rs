//! The walk of every request, from raw fields to an answer. Every door enters here.

use crate::engine::{Cause, EngineError, Output};
use crate::gallery::{Gallery, Runner, ServedDemo};
use crate::jobs::Job;
use crate::metrics::InFlight;
use crate::store::LogEntry;
use crate::uploads::open;
use maquette_contract::{Answer, Instance, Note, Part, PredictError, RawField, Timing, Value};
use std::sync::Arc;
use std::time::{Duration, Instant};
use uuid::Uuid;

/// Of more rows with faults than these, the others are not told.
const MOST_FAULTY: usize = 10;
/// The most bytes that the pictures and the sound of all rows together may take, once they are opened.
const MOST_OPENED: usize = 128 * 1024 * 1024;

/// Who asks: through which door, for whom, and how long they would wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Caller {
    /// As [`Door::name`](crate::api::Door) has it; counted in the metrics.
    pub door: &'static str,
    /// Whether it is a page, which also shows what is beside an answer.
    pub page: bool,
    /// At most; the demo's own time limit holds besides.
    pub patience: Option<Duration>,
}

impl Caller {
    /// A program, which wants the prediction alone.
    pub const fn program(door: &'static str) -> Self {
        Self { door, page: false, patience: None }
    }

    pub const fn page(door: &'static str) -> Self {
        Self { door, page: true, patience: None }
    }

    /// Somebody who says how long they wait.
    #[must_use]
    pub const fn within(self, patience: Duration) -> Self {
        Self { patience: Some(patience), ..self }
    }
}

/// Why a row of several is not answered.
#[derive(Clone, Debug, PartialEq)]
pub struct RowError {
    /// Its place, from 0; that of the first where the reason holds for all alike.
    pub row: usize,
    pub error: PredictError,
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
    caller: Caller,
) -> Result<Answer, PredictError> {
    predict_or_cause(gallery, demo, raw, caller).await.map_err(|failure| failure.error)
}

/// Answers one input, and keeps the cause where there is no answer, for tests by the demo's author.
pub(crate) async fn predict_or_cause(
    gallery: &Gallery,
    demo: &str,
    raw: &[RawField],
    caller: Caller,
) -> Result<Answer, Failure> {
    let walk = Walk::begin(gallery, demo, caller)?;
    let answered = walk.row(raw).await;
    walk.end(answered.as_ref().map(std::slice::from_ref).map_err(|failure| &failure.error));
    answered
}

/// Why there is no answer: as a person is told, and what only the log says.
pub(crate) struct Failure {
    pub(crate) error: PredictError,
    pub(crate) cause: Option<Cause>,
}

impl From<PredictError> for Failure {
    fn from(error: PredictError) -> Self {
        Self { error, cause: None }
    }
}

/// Answers several inputs at once: all of them, in their order, or none.
///
/// # Errors
/// At least one: the first rows with faults, or why there is no answer at all.
pub async fn predict_rows(
    gallery: &Gallery,
    demo: &str,
    rows: &[Vec<RawField>],
    caller: Caller,
) -> Result<Vec<Answer>, Vec<RowError>> {
    let walk = Walk::begin(gallery, demo, caller).map_err(for_all)?;
    let answered = walk.rows(rows).await;
    walk.end(answered.as_deref().map_err(|errors| &errors[0].error));
    answered
}

/// A reason that holds for all rows alike.
fn for_all(error: PredictError) -> Vec<RowError> {
    vec![RowError { row: 0, error }]
}

/// One request on its way.
struct Walk<'a> {
    gallery: &'a Gallery,
    served: &'a ServedDemo,
    caller: Caller,
    started: Instant,
    flight: InFlight<'a>,
}

impl<'a> Walk<'a> {
    fn begin(gallery: &'a Gallery, demo: &str, caller: Caller) -> Result<Self, PredictError> {
        let metrics = &gallery.metrics;
        let Some(served) = gallery.find(demo) else {
            let error = PredictError::UnknownDemo { name: demo.to_owned() };
            metrics.lost(caller.door, error.reason());
            return Err(error);
        };
        let flight = served.counters.begin(metrics, caller.door);
        // Before the inputs are looked at: no others would be answered either.
        if let Some(error) = served.untrained() {
            flight.failed(error.reason());
            return Err(error);
        }
        Ok(Self { gallery, served, caller, started: Instant::now(), flight })
    }

    async fn row(&self, raw: &[RawField]) -> Result<Answer, Failure> {
        // 1 parse, 2 open
        let (instance, about) = asked(self.gallery, self.served, raw).await?;
        // 3 queue; then on the model's own thread 4 encode, 5 forward, 6 calibrate
        let outputs = self.outputs(vec![instance]).await?;
        let output = outputs.into_iter().next().unwrap_or(Err(EngineError::Ended));
        // 7 log
        self.answer(about, output)
    }

    /// The same of several rows.
    async fn rows(&self, rows: &[Vec<RawField>]) -> Result<Vec<Answer>, Vec<RowError>> {
        let (mut instances, mut abouts) = (Vec::with_capacity(rows.len()), Vec::with_capacity(rows.len()));
        let mut errors = Vec::new();
        let mut bytes: usize = 0;
        for (row, raw) in rows.iter().enumerate() {
            match asked(self.gallery, self.served, raw).await {
                Ok((instance, about)) => {
                    bytes = bytes.saturating_add(instance.values().iter().map(opened_bytes).sum());
                    if bytes > MOST_OPENED {
                        let message =
                            "What these rows bring takes too much room together; send fewer at once";
                        let error = PredictError::Refused { message: message.to_owned() };
                        return Err(vec![RowError { row, error }]);
                    }
                    instances.push(instance);
                    abouts.push(about);
                }
                Err(error) => errors.push(RowError { row, error }),
            }
            if errors.len() == MOST_FAULTY {
                break;
            }
        }
        if !errors.is_empty() {
            return Err(errors);
        }
        if rows.is_empty() {
            return Ok(vec![]);
        }
        let outputs = self.outputs(instances).await.map_err(|failure| for_all(failure.error))?;
        let mut answers = Vec::with_capacity(rows.len());
        for (row, (about, output)) in abouts.into_iter().zip(outputs).enumerate() {
            match self.answer(about, output) {
                Ok(answer) => answers.push(answer),
                Err(Failure { error, .. }) => errors.push(RowError { row, error }),
            }
        }
        errors.truncate(MOST_FAULTY);
        if errors.is_empty() { Ok(answers) } else { Err(errors) }
    }

    /// What the model says to each instance.
    async fn outputs(&self, instances: Vec<Instance>) -> Result<Vec<Result<Output, EngineError>>, Failure> {
        let Caller { page, patience, .. } = self.caller;
        let outputs = match &self.served.runner {
            Runner::Batched(engine) => engine.forward(instances, page, patience).await,
            Runner::Streaming(lane) => {
                let mut outputs = Vec::with_capacity(instances.len());
                for instance in instances {
                    let left = patience.map(|patience| patience.saturating_sub(self.started.elapsed()));
                    outputs.push(lane.finish(instance, page, left).await);
                    // All are answered, or none is.
                    if outputs.last().is_some_and(Result::is_err) {
                        break;
                    }
                }
                Ok(outputs)
            }
            Runner::Untrained => Err(EngineError::Ended),
        };
        outputs.map_err(|error| self.told(error, &id()))
    }

    /// The answer to one row, and its entry in the log.
    fn answer(&self, about: About, output: Result<Output, EngineError>) -> Result<Answer, Failure> {
        let id = id();
        let output = output.map_err(|error| self.told(error, &id))?;
        let timing = Timing {
            queue_secs: output.queue_secs,
            forward_secs: output.forward_secs,
            batch_rows: output.batch_rows,
            total_secs: self.started.elapsed().as_secs_f64(),
        };
        let Output { mut prediction, mut beside, warnings, .. } = output;
        // Before every door, so that all say the same. A stream's own outputs have come through its lane.
        if !self.served.demo.is_calibrated() {
            prediction = prediction.without_probabilities();
            beside = beside.into_iter().map(Part::without_probabilities).collect();
        }
        let About { inputs, mut notes } = about;
        notes.extend(warnings.iter().map(|warning| Note::outside(warning)));
        let (demo, version) = self.served.named.clone();
        let entry = LogEntry::new(id.clone(), demo.clone(), version.clone(), inputs, &prediction);
        self.gallery.store.append(entry);
        Ok(Answer { id, demo, version, prediction, beside, notes, timing })
    }

    fn told(&self, error: EngineError, id: &str) -> Failure {
        let unloaded = match (&error, &self.served.runner) {
            (EngineError::Ended, Runner::Batched(engine)) => engine.failure(),
            _ => None,
        };
        let cause = error.cause().or(unloaded);
        Failure { error: error.told(&self.served.demo.name, id), cause }
    }

    /// Counts what has become of it.
    fn end(&self, answered: Result<&[Answer], &PredictError>) {
        match answered {
            Ok(answers) => {
                self.flight.answered(answers.len(), answers.last().map(|answer| answer.timing));
            }
            Err(error) => self.flight.failed(error.reason()),
        }
    }
}

/// The name of an answer. Its first digits are the time.
fn id() -> Arc<str> {
    Uuid::now_v7().hyphenated().encode_lower(&mut Uuid::encode_buffer()).into()
}

/// Begins the work on one input of a demo that answers piece by piece, and keeps it where its asker finds it again.
///
/// # Errors
/// As [`predict`]; and a demo that answers at once.
pub async fn begin(gallery: &Gallery, demo: &str, raw: &[RawField]) -> Result<Arc<Job>, PredictError> {
    let served = gallery.find(demo).ok_or_else(|| PredictError::UnknownDemo { name: demo.to_owned() })?;
    let Runner::Streaming(lane) = &served.runner else {
        return Err(PredictError::Refused { message: format!("{demo} answers at once: ask it to predict") });
    };
    let (instance, About { inputs, notes }) = asked(gallery, served, raw).await?;
    let job = Job::new(demo, inputs, notes);
    lane.start(job.clone(), instance).map_err(|error| error.told(demo, &job.id))?;
    gallery.jobs.keep(job.clone());
    Ok(job)
}

/// What is kept of a question while the model is at it.
struct About {
    /// The inputs, for the log.
    inputs: Vec<Value>,
    notes: Vec<Note>,
}

/// The first steps of the walk: fields are parsed, and what was brought is opened.
async fn asked(
    gallery: &Gallery,
    served: &ServedDemo,
    raw: &[RawField],
) -> Result<(Instance, About), PredictError> {
    let schema = &served.demo.schema;
    let instance = schema.parse(raw).map_err(|errors| PredictError::Invalid { errors })?;
    let inputs = logged(&instance);
    let notes = schema.notes(&instance);
    let opened = open(&gallery.uploads, schema, instance).await;
    let instance = opened.map_err(|errors| PredictError::Invalid { errors })?;
    Ok((instance, About { inputs, notes }))
}

/// How much room an opened file takes. A few bytes may be a picture of many pixels.
fn opened_bytes(value: &Value) -> usize {
    match value {
        Value::Images(images) => images.iter().map(|image| image.rgb().len()).sum(),
        Value::Audio(audio) => size_of_val(audio.samples()),
        Value::File(file) => file.bytes.len(),
        _ => 0,
    }
}

/// The inputs as they are kept: of a file that a program wrote out, only that there was one.
fn logged(instance: &Instance) -> Vec<Value> {
    let kept = |value: &Value| match value {
        Value::Brought(text) if text.starts_with("data:") => Value::Brought(String::new()),
        Value::Images(_) | Value::Audio(_) | Value::File(_) | Value::Rows(_) => Value::Brought(String::new()),
        other => other.clone(),
    };
    instance.values().iter().map(kept).collect()
}
