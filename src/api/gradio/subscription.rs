//! [`Subscription`]: a client that follows an event.

use super::event::{End, Event, EventSnapshot};
use super::outputs::data;
use crate::gallery::Gallery;
use crate::jobs::{Job, Stage};
use crate::model::Progress;
use maquette_contract::{Delta, Prediction};
use serde_json::Value;
use std::sync::Arc;

/// What is new about an event.
pub(crate) enum Update {
    /// How many calls are ahead of it.
    Waiting(usize),
    Started,
    Progress(Progress),
    /// A note about the inputs.
    Note(String),
    /// The values of the outputs so far.
    Outputs(Vec<Value>),
    End(Arc<End>),
}

/// A client that gets each update of an event once.
pub(crate) struct Subscription {
    pub(crate) event: Arc<Event>,
    pub(crate) over: bool,
    started: bool,
    ahead: Option<usize>,
    progress: Progress,
    notes: usize,
    /// The number of the last output that was sent, and the whole answer with it.
    seen: u64,
    answer: Option<Prediction>,
    /// Whether each output is sent, or only the latest one, since a difference could not be read back.
    sends_each: bool,
}

impl Subscription {
    pub(crate) fn new(event: Arc<Event>) -> Self {
        Self {
            event,
            over: false,
            started: false,
            ahead: None,
            progress: Progress::default(),
            notes: 0,
            seen: 0,
            answer: None,
            sends_each: true,
        }
    }

    pub(crate) async fn updates(&mut self, gallery: &Gallery) -> Vec<Update> {
        let mut updates = Vec::new();
        if self.over {
            return updates;
        }
        // Reads the end before the outputs, so that none comes between.
        let EventSnapshot { job, notes, end } = self.event.snapshot();
        let streams = gallery.find(&self.event.demo).is_some_and(|served| served.demo.streams);
        match &job {
            Some(job) => self.advance(gallery, job, &mut updates).await,
            None if !self.started && !streams => {
                self.started = true;
                updates.push(Update::Started);
            }
            None => {}
        }
        updates.extend(notes.iter().skip(self.notes).cloned().map(Update::Note));
        self.notes = notes.len();
        if let Some(end) = end {
            self.over = true;
            updates.push(Update::End(end));
        }
        updates
    }

    async fn advance(&mut self, gallery: &Gallery, job: &Job, updates: &mut Vec<Update>) {
        let report = job.report();
        if report.stage == Stage::Waiting {
            if self.ahead != Some(report.ahead) {
                self.ahead = Some(report.ahead);
                updates.push(Update::Waiting(report.ahead));
            }
            return;
        }
        if !self.started {
            self.started = true;
            updates.push(Update::Started);
        }
        if self.progress != report.progress {
            self.progress = report.progress;
            updates.push(Update::Progress(self.progress.clone()));
        }
        let Some(served) = gallery.find(&self.event.demo) else { return };
        for answer in self.outputs(job, report.count) {
            // An output whose files can't be kept is left out; the end will say so.
            if let Ok(values) = data(gallery, &served.demo, &self.event.scope, &answer).await {
                updates.push(Update::Outputs(values));
            }
        }
    }

    /// The whole answer after each new output.
    fn outputs(&mut self, job: &Job, count: u64) -> Vec<Prediction> {
        let mut outputs = Vec::new();
        if self.sends_each {
            for (number, delta) in job.updates_since(self.seen) {
                let Ok(delta) = serde_json::from_str::<Delta>(&delta) else {
                    // JSON can't hold NaN.
                    self.sends_each = false;
                    break;
                };
                let before = self.answer.take().unwrap_or_else(|| Prediction::Several(vec![]));
                let answer = delta.apply(before);
                self.seen = number;
                self.answer = Some(answer.clone());
                outputs.push(answer);
            }
        }
        if !self.sends_each && count > self.seen {
            self.seen = count;
            outputs.extend(job.latest());
        }
        outputs
    }
}
