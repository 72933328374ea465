//! Runs the call of an event, from its inputs to its end.

use super::errors::title;
use super::event::{End, Event, messages};
use super::outputs::data;
use super::{AppState, DOOR};
use crate::gallery::{Gallery, ServedDemo};
use crate::jobs::{Job, Stage};
use crate::predict::{Caller, predict, start_job};
use maquette_contract::{Answer, PredictError, RawField};
use serde_json::Value;
use std::sync::Arc;
use tokio::sync::oneshot;
use uuid::Uuid;

/// Starts the call. The channel says early if a streaming demo refuses it.
pub(crate) fn start(
    gallery: Arc<Gallery>,
    state: Arc<AppState>,
    event: Arc<Event>,
    raw: Vec<RawField>,
) -> oneshot::Receiver<PredictError> {
    let (refuse, refusal) = oneshot::channel();
    tokio::spawn(async move {
        let guard = EndOnDrop { state, event };
        let event = &guard.event;
        let end = tokio::select! {
            biased;
            () = event.cancelled() => End::cancelled(),
            end = answer(&gallery, event, raw, refuse) => end,
        };
        if let Some(job) = event.snapshot().job {
            // Does nothing to a job that is over.
            job.cancel();
        }
        event.end(end);
    });
    refusal
}

/// Ends the event when it is dropped, even if the call panicked.
struct EndOnDrop {
    state: Arc<AppState>,
    event: Arc<Event>,
}

impl Drop for EndOnDrop {
    fn drop(&mut self) {
        if !self.event.is_over() {
            let reference = Uuid::now_v7().to_string();
            tracing::error!(reference, demo = self.event.demo, "the work on a call was lost");
            self.event.end(failed(&PredictError::Internal { reference }));
        }
        self.state.sessions.keep_result(&self.event);
    }
}

async fn answer(
    gallery: &Gallery,
    event: &Event,
    raw: Vec<RawField>,
    refuse: oneshot::Sender<PredictError>,
) -> End {
    let Some(served) = gallery.find(&event.demo) else {
        return failed(&PredictError::UnknownDemo { name: event.demo.clone() });
    };
    if !served.demo.streams {
        drop(refuse);
        return match predict(gallery, &event.demo, &raw, Caller::program(DOOR.name)).await {
            Ok(answer) => end_of(gallery, served, event, &answer).await,
            Err(error) => failed(&error),
        };
    }
    match start_job(gallery, &event.demo, &raw).await {
        Ok(job) => {
            drop((refuse, raw));
            event.set_job(job.clone());
            await_job(gallery, served, event, &job).await
        }
        Err(error) => {
            let end = failed(&error);
            refuse.send(error).ok();
            end
        }
    }
}

async fn end_of(gallery: &Gallery, served: &ServedDemo, event: &Event, answer: &Answer) -> End {
    event.set_notes(messages(&answer.notes));
    match data(gallery, &served.demo, &event.scope, &answer.prediction).await {
        Ok(data) => done(data, answer.timing.total_secs),
        Err(message) => End::Failed { title: "No answer", message },
    }
}

/// Notifies of each change of a job, and returns its end.
async fn await_job(gallery: &Gallery, served: &ServedDemo, event: &Event, job: &Job) -> End {
    let (mut changed, mut progress) = job.watch();
    while !job.is_over() {
        event.notify();
        // The senders are the job's own.
        tokio::select! {
            _ = changed.changed() => {}
            _ = progress.changed() => {}
        }
    }
    let report = job.report();
    match (report.stage, job.latest()) {
        (Stage::Failed(error), _) => failed(&error),
        (Stage::Cancelled, _) => End::cancelled(),
        (_, Some(prediction)) => match data(gallery, &served.demo, &event.scope, &prediction).await {
            Ok(data) => done(data, report.elapsed.as_secs_f64()),
            Err(message) => End::Failed { title: "No answer", message },
        },
        (_, None) => {
            End::Failed { title: "No answer", message: "The demo ended without an answer".to_owned() }
        }
    }
}

fn done(data: Vec<Value>, secs: f64) -> End {
    End::Done { data: Value::Array(data).to_string(), secs }
}

fn failed(error: &PredictError) -> End {
    End::Failed { title: title(error), message: error.to_string() }
}
