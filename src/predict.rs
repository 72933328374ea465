//! The path of every request, from raw fields to an answer. Every door enters here.

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

/// How many faulty rows of a request are reported at most.
const MAX_ROW_ERRORS: usize = 10;
/// The most bytes that the decoded pictures, recordings and files of all rows of a request may take together.
const MAX_DECODED_BYTES: usize = 128 * 1024 * 1024;

/// Where a request comes from, and how long it waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Caller {
    /// As [`Door::name`](crate::api::Door) has it; a label of the metrics.
    pub door: &'static str,
    /// Whether it is a page, which also shows what is beside an answer.
    pub page: bool,
    /// How long it waits at most, if it says so. The demo's own time limit holds as well.
    pub timeout: Option<Duration>,
}

impl Caller {
    /// A program, which gets the prediction alone.
    pub const fn program(door: &'static str) -> Self {
        Self { door, page: false, timeout: None }
    }

    /// A page, which gets what is beside the answer as well.
    pub const fn page(door: &'static str) -> Self {
        Self { door, page: true, timeout: None }
    }

    /// Limits how long it waits.
    #[must_use]
    pub const fn with_timeout(self, timeout: Duration) -> Self {
        Self { timeout: Some(timeout), ..self }
    }
}

/// Why a row of a request has no answer.
#[derive(Clone, Debug, PartialEq)]
pub struct RowError {
    /// The index of the row, from 0. If the error holds for all rows, 0.
    pub row: usize,
    pub error: PredictError,
}

/// Answers one input.
///
/// # Errors
/// The demo does not exist, the inputs have faults (all of them are listed), or the model has no answer.
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
    let walk = Walk::start(gallery, demo, caller)?;
    let answer = walk.answer_row(raw).await;
    walk.finish(answer.as_ref().map(std::slice::from_ref).map_err(|failure| &failure.error));
    answer
}

/// Why there is no answer: what the client is shown, and what only the log says.
pub(crate) struct Failure {
    pub(crate) error: PredictError,
    pub(crate) cause: Option<Cause>,
}

impl From<PredictError> for Failure {
    fn from(error: PredictError) -> Self {
        Self { error, cause: None }
    }
}

/// Answers several rows of inputs at once: all of them, in their order, or none.
///
/// # Errors
/// At least one error: those of the first ten faulty rows, or one for the whole request.
pub async fn predict_rows(
    gallery: &Gallery,
    demo: &str,
    rows: &[Vec<RawField>],
    caller: Caller,
) -> Result<Vec<Answer>, Vec<RowError>> {
    let walk = Walk::start(gallery, demo, caller).map_err(error_of_all_rows)?;
    let answers = walk.answer_rows(rows).await;
    walk.finish(answers.as_deref().map_err(|errors| &errors[0].error));
    answers
}

fn error_of_all_rows(error: PredictError) -> Vec<RowError> {
    vec![RowError { row: 0, error }]
}

/// One request on its way through the steps.
struct Walk<'a> {
    gallery: &'a Gallery,
    served: &'a ServedDemo,
    caller: Caller,
    started: Instant,
    in_flight: InFlight<'a>,
}

impl<'a> Walk<'a> {
    fn start(gallery: &'a Gallery, demo: &str, caller: Caller) -> Result<Self, PredictError> {
        let metrics = &gallery.metrics;
        let Some(served) = gallery.find(demo) else {
            let error = PredictError::UnknownDemo { name: demo.to_owned() };
            metrics.count_unknown_demo(caller.door, error.reason());
            return Err(error);
        };
        let in_flight = served.counters.start(metrics, caller.door);
        // Before the inputs are looked at: no others would be answered either.
        if let Some(error) = served.untrained() {
            in_flight.count_error(error.reason());
            return Err(error);
        }
        Ok(Self { gallery, served, caller, started: Instant::now(), in_flight })
    }

    async fn answer_row(&self, raw: &[RawField]) -> Result<Answer, Failure> {
        // 1 parse, 2 open
        let (instance, logged) = parse_and_open(self.gallery, self.served, raw).await?;
        // 3 queue; then on the model's own thread 4 encode, 5 forward, 6 calibrate
        let outputs = self.run_model(vec![instance]).await?;
        let output = outputs.into_iter().next().unwrap_or(Err(EngineError::Ended));
        // 7 log
        self.answer(logged, output)
    }

    async fn answer_rows(&self, rows: &[Vec<RawField>]) -> Result<Vec<Answer>, Vec<RowError>> {
        let (mut instances, mut logged) = (Vec::with_capacity(rows.len()), Vec::with_capacity(rows.len()));
        let mut errors = Vec::new();
        let mut bytes: usize = 0;
        for (row, raw) in rows.iter().enumerate() {
            match parse_and_open(self.gallery, self.served, raw).await {
                Ok((instance, inputs)) => {
                    bytes = bytes.saturating_add(instance.values().iter().map(decoded_bytes).sum());
                    if bytes > MAX_DECODED_BYTES {
                        let message =
                            "The files of these rows need too much memory together; send fewer rows at once";
                        let error = PredictError::Refused { message: message.to_owned() };
                        return Err(vec![RowError { row, error }]);
                    }
                    instances.push(instance);
                    logged.push(inputs);
                }
                Err(error) => errors.push(RowError { row, error }),
            }
            if errors.len() == MAX_ROW_ERRORS {
                break;
            }
        }
        if !errors.is_empty() {
            return Err(errors);
        }
        if rows.is_empty() {
            return Ok(vec![]);
        }
        let outputs = self.run_model(instances).await.map_err(|failure| error_of_all_rows(failure.error))?;
        let mut answers = Vec::with_capacity(rows.len());
        for (row, (inputs, output)) in logged.into_iter().zip(outputs).enumerate() {
            match self.answer(inputs, output) {
                Ok(answer) => answers.push(answer),
                Err(Failure { error, .. }) => errors.push(RowError { row, error }),
            }
        }
        errors.truncate(MAX_ROW_ERRORS);
        if errors.is_empty() { Ok(answers) } else { Err(errors) }
    }

    /// The model's output for each instance.
    async fn run_model(&self, instances: Vec<Instance>) -> Result<Vec<Result<Output, EngineError>>, Failure> {
        let Caller { page, timeout, .. } = self.caller;
        let outputs = match &self.served.runner {
            Runner::Batched(engine) => engine.forward(instances, page, timeout).await,
            Runner::Streaming(scheduler) => {
                let mut outputs = Vec::with_capacity(instances.len());
                for instance in instances {
                    let left = timeout.map(|timeout| timeout.saturating_sub(self.started.elapsed()));
                    outputs.push(scheduler.run_to_end(instance, page, left).await);
                    // The request is answered as a whole or not at all.
                    if outputs.last().is_some_and(Result::is_err) {
                        break;
                    }
                }
                Ok(outputs)
            }
            Runner::Untrained => Err(EngineError::Ended),
        };
        outputs.map_err(|error| self.failure(error, &new_id()))
    }

    /// Makes the answer to one row, and appends it to the log.
    fn answer(&self, logged: LoggedInputs, output: Result<Output, EngineError>) -> Result<Answer, Failure> {
        let id = new_id();
        let output = output.map_err(|error| self.failure(error, &id))?;
        let timing = Timing {
            queue_secs: output.queue_secs,
            forward_secs: output.forward_secs,
            batch_rows: output.batch_rows,
            total_secs: self.started.elapsed().as_secs_f64(),
        };
        let Output { mut prediction, mut beside, warnings, .. } = output;
        // Before every door, so that all say the same. A stream's own outputs have come through its scheduler.
        if !self.served.demo.is_calibrated() {
            prediction = prediction.without_probabilities();
            beside = beside.into_iter().map(Part::without_probabilities).collect();
        }
        let LoggedInputs { inputs, mut notes } = logged;
        notes.extend(warnings.iter().map(|warning| Note::outside(warning)));
        let (demo, version) = (self.served.name.clone(), self.served.version.clone());
        let entry = LogEntry::new(id.clone(), demo.clone(), version.clone(), inputs, &prediction);
        self.gallery.store.append(entry);
        Ok(Answer { id, demo, version, prediction, beside, notes, timing })
    }

    fn failure(&self, error: EngineError, id: &str) -> Failure {
        let unloaded = match (&error, &self.served.runner) {
            (EngineError::Ended, Runner::Batched(engine)) => engine.failure(),
            _ => None,
        };
        let cause = error.cause().or(unloaded);
        Failure { error: error.into_predict_error(&self.served.demo.name, id), cause }
    }

    /// Counts the answers or the error in the metrics.
    fn finish(&self, result: Result<&[Answer], &PredictError>) {
        match result {
            Ok(answers) => {
                self.in_flight.count_answers(answers.len(), answers.last().map(|answer| answer.timing));
            }
            Err(error) => self.in_flight.count_error(error.reason()),
        }
    }
}

/// A new id for an answer. Its first digits are the time, so ids sort by it.
fn new_id() -> Arc<str> {
    Uuid::now_v7().hyphenated().encode_lower(&mut Uuid::encode_buffer()).into()
}

/// Starts a job for one input of a streaming demo, and adds it to the gallery's jobs.
///
/// # Errors
/// As [`predict`], and [`PredictError::Refused`] for a demo that is not a stream.
pub async fn start_job(gallery: &Gallery, demo: &str, raw: &[RawField]) -> Result<Arc<Job>, PredictError> {
    let served = gallery.find(demo).ok_or_else(|| PredictError::UnknownDemo { name: demo.to_owned() })?;
    let Runner::Streaming(scheduler) = &served.runner else {
        return Err(PredictError::Refused {
            message: format!("{demo} does not stream its answer: use predict instead"),
        });
    };
    let (instance, LoggedInputs { inputs, notes }) = parse_and_open(gallery, served, raw).await?;
    let job = Job::new(demo, inputs, notes);
    scheduler.start(job.clone(), instance).map_err(|error| error.into_predict_error(demo, &job.id))?;
    gallery.jobs.add(job.clone());
    Ok(job)
}

/// What the log and the answer need of the inputs, while the model has the instance.
struct LoggedInputs {
    inputs: Vec<Value>,
    notes: Vec<Note>,
}

/// The first two steps: parses the fields, and opens uploaded files.
async fn parse_and_open(
    gallery: &Gallery,
    served: &ServedDemo,
    raw: &[RawField],
) -> Result<(Instance, LoggedInputs), PredictError> {
    let schema = &served.demo.schema;
    let instance = schema.parse(raw).map_err(|errors| PredictError::Invalid { errors })?;
    let inputs = without_files(&instance);
    let notes = schema.notes(&instance);
    let opened = open(&gallery.uploads, schema, instance).await;
    let instance = opened.map_err(|errors| PredictError::Invalid { errors })?;
    Ok((instance, LoggedInputs { inputs, notes }))
}

/// How many bytes of memory a decoded file takes. A few bytes of a file may be a picture of many pixels.
fn decoded_bytes(value: &Value) -> usize {
    match value {
        Value::Images(images) => images.iter().map(|image| image.rgb().len()).sum(),
        Value::Audio(audio) => size_of_val(audio.samples()),
        Value::File(file) => file.bytes.len(),
        _ => 0,
    }
}

/// The inputs for the log: uploads by their tokens, and an empty token for a file that was sent inline.
fn without_files(instance: &Instance) -> Vec<Value> {
    let without_file = |value: &Value| match value {
        Value::Upload(text) if text.starts_with("data:") => Value::Upload(String::new()),
        Value::Images(_) | Value::Audio(_) | Value::File(_) | Value::Rows(_) => Value::Upload(String::new()),
        other => other.clone(),
    };
    instance.values().iter().map(without_file).collect()
}
