use super::event::{End, Event, Standing};
use super::outputs::data;
use crate::gallery::Gallery;
use crate::jobs::{Job, Stage};
use crate::model::Progress;
use maquette_contract::{Growth, Prediction};
use serde_json::Value;
use std::sync::Arc;

/// What is new of an event, in the order in which it is told.
pub(crate) enum News {
    /// So many are to be done before it.
    Waiting(usize),
    Started,
    Progress(Progress),
    /// Something to know before trusting the answer.
    Note(String),
    /// The values of the outputs as far as they are known.
    Piece(Vec<Value>),
    End(Arc<End>),
}

/// Somebody who is told everything about an event, once.
pub(crate) struct Follower {
    pub(crate) event: Arc<Event>,
    pub(crate) over: bool,
    started: bool,
    ahead: Option<usize>,
    progress: Progress,
    notes: usize,
    /// The number of the piece they have seen last, and the answer with it.
    seen: u64,
    answer: Option<Prediction>,
    /// Whether each piece is told, or only how far the answer is when somebody looks: where a piece can't be read back.
    piecewise: bool,
}

impl Follower {
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
            piecewise: true,
        }
    }

    pub(crate) async fn news(&mut self, gallery: &Gallery) -> Vec<News> {
        let mut news = Vec::new();
        if self.over {
            return news;
        }
        // The end is looked at before the pieces, so that none comes between.
        let Standing { job, notes, end } = self.event.now();
        let streams = gallery.find(&self.event.demo).is_some_and(|served| served.demo.streams);
        match &job {
            Some(job) => self.advance(gallery, job, &mut news).await,
            None if !self.started && !streams => {
                self.started = true;
                news.push(News::Started);
            }
            None => {}
        }
        news.extend(notes.iter().skip(self.notes).cloned().map(News::Note));
        self.notes = notes.len();
        if let Some(end) = end {
            self.over = true;
            news.push(News::End(end));
        }
        news
    }

    async fn advance(&mut self, gallery: &Gallery, job: &Job, news: &mut Vec<News>) {
        let report = job.report();
        if report.stage == Stage::Waiting {
            if self.ahead != Some(report.ahead) {
                self.ahead = Some(report.ahead);
                news.push(News::Waiting(report.ahead));
            }
            return;
        }
        if !self.started {
            self.started = true;
            news.push(News::Started);
        }
        if self.progress != report.progress {
            self.progress = report.progress;
            news.push(News::Progress(self.progress.clone()));
        }
        let Some(served) = gallery.find(&self.event.demo) else { return };
        for answer in self.pieces(job, report.count) {
            // A piece whose files can't be kept is left out; the end will say so.
            if let Ok(values) = data(gallery, &served.demo, &self.event.keeping, &answer).await {
                news.push(News::Piece(values));
            }
        }
    }

    /// The answer as it was with each new piece.
    fn pieces(&mut self, job: &Job, count: u64) -> Vec<Prediction> {
        let mut pieces = Vec::new();
        if self.piecewise {
            for (number, growth) in job.since(self.seen) {
                let Ok(growth) = serde_json::from_str::<Growth>(&growth) else {
                    // Numbers that are none can't be written in JSON.
                    self.piecewise = false;
                    break;
                };
                let before = self.answer.take().unwrap_or_else(|| Prediction::Several(vec![]));
                let answer = growth.onto(before);
                self.seen = number;
                self.answer = Some(answer.clone());
                pieces.push(answer);
            }
        }
        if !self.piecewise && count > self.seen {
            self.seen = count;
            pieces.extend(job.latest());
        }
        pieces
    }
}
