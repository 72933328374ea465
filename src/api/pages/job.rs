//! The page of a job: its work as it stands, which grows while it is looked at. Its address leads back to it from
//! anywhere.

use super::csv_export::file;
use super::demo::demo_page;
use super::fragment::fragment_at;
use super::render::{Page, render};
use crate::access::base_path;
use crate::api::door::Door;
use crate::api::http::sse;
use crate::api::http::sse::{KEEP_ALIVE, KEEP_ALIVE_COMMENT, write_event};
use crate::api::json::jobs::state;
use crate::demo::Description;
use crate::gallery::{Gallery, ServedDemo};
use crate::jobs::{Job, RETENTION, Report, Stage};
use crate::model::Progress;
use axum::Router;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, RawQuery, Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use futures_util::stream::unfold;
use maquette_app::pages::{BAR, JobView, job as job_view};
use maquette_app::predict::Fragment;
use maquette_app::result::{TablePages, html};
use maquette_contract::{Answer, Prediction, Timing};
use serde_json::json;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;
use tokio::time::Instant;

/// A page is drawn anew so often at most, however fast its answer grows.
const PACE: Duration = Duration::from_millis(100);

pub(crate) static DOOR: Door = Door { name: "the pages of jobs", routes, ..Door::PAGES };

fn routes() -> Router<Arc<Gallery>> {
    Router::new()
        .route("/{demo}/jobs/{id}", get(show_job))
        .route("/{demo}/jobs/{id}/events", get(follow_job))
        .route("/{demo}/jobs/{id}/cancel", post(cancel_job))
        .route("/{demo}/jobs/{id}/tables/{file}", get(show_table))
}

type Place = Result<Path<(String, String)>, PathRejection>;

fn found(gallery: &Gallery, place: Place) -> Option<(&ServedDemo, Arc<Job>)> {
    let Path((demo, id)) = place.ok()?;
    let job = gallery.jobs.find(&demo, &id)?;
    Some((gallery.find(&demo)?, job))
}

async fn gone(gallery: &Arc<Gallery>, request: Request) -> Response {
    let minutes = RETENTION.as_secs() / 60;
    let text = format!(
        "An answer is kept for {minutes} minutes after its work has ended, and only while the server runs. These can be tried:"
    );
    let page = Page::Problem { title: "This work is no longer kept", text };
    render(gallery, page, StatusCode::GONE, request).await
}

async fn show_job(
    State(gallery): State<Arc<Gallery>>,
    place: Place,
    RawQuery(query): RawQuery,
    request: Request,
) -> Response {
    let Some((served, job)) = found(&gallery, place) else { return gone(&gallery, request).await };
    let windows = TablePages::from_query(query.as_deref().unwrap_or_default());
    let base = base_path(&request);
    let drawn = Drawn { demo: &served.demo, job: &job, base: &base, windows: &windows };
    let Fragment { html: answer, glance, spoken, .. } = drawn.fragment().unwrap_or_default();
    let view = drawn.view(answer);
    let over = view.is_over();
    let mut page =
        demo_page(&served.demo, base.clone(), served.demo.schema.texts_of(&job.inputs), &windows, None);
    page.result = Some(html(job_view(&view)));
    // There is something to look at from the beginning: how the work stands. What would be said of it in a few words
    // before its end would be said too early.
    page.task.answered = true;
    (page.task.glance, page.task.spoken) =
        if over { (glance, spoken) } else { ("To the answer".to_owned(), String::new()) };
    page.next = (!over).then(|| drawn.next(query.as_deref()));
    render(&gallery, Page::Demo(Box::new(page)), StatusCode::OK, request).await
}

async fn cancel_job(State(gallery): State<Arc<Gallery>>, place: Place, request: Request) -> Response {
    let base = base_path(&request);
    match found(&gallery, place) {
        Some((served, job)) => {
            job.cancel();
            Redirect::to(&format!("{base}/{}/jobs/{}#the-outcome", served.demo.name, job.id)).into_response()
        }
        None => gone(&gallery, request).await,
    }
}

async fn show_table(
    State(gallery): State<Arc<Gallery>>,
    path: Result<Path<(String, String, String)>, PathRejection>,
) -> Response {
    let (demo, id, name) = path.map(|Path(path)| path).unwrap_or_default();
    let latest = gallery.jobs.find(&demo, &id).and_then(|job| job.latest());
    file(latest.as_ref(), &[], &demo, &name)
}

async fn follow_job(
    State(gallery): State<Arc<Gallery>>,
    place: Place,
    RawQuery(query): RawQuery,
    request: Request,
) -> Response {
    let Some((_, job)) = found(&gallery, place) else { return gone(&gallery, request).await };
    let windows = TablePages::from_query(query.as_deref().unwrap_or_default());
    let (changed, progress) = job.watch();
    let watcher = Watcher {
        gallery,
        job,
        base: base_path(&request),
        windows,
        changed,
        progress,
        seen: 0,
        drawn: None,
        over: false,
    };
    sse::response(unfold(watcher, async |mut watcher| {
        let text = watcher.next().await?;
        Some((text, watcher))
    }))
}

/// A page that is open.
struct Watcher {
    gallery: Arc<Gallery>,
    job: Arc<Job>,
    base: String,
    windows: TablePages,
    changed: watch::Receiver<()>,
    progress: watch::Receiver<Progress>,
    /// The number of the piece that it shows.
    seen: u64,
    /// When it was drawn last.
    drawn: Option<Instant>,
    over: bool,
}

impl Watcher {
    async fn next(&mut self) -> Option<String> {
        if self.over {
            return None;
        }
        if let Some(drawn) = self.drawn {
            tokio::select! {
                _ = self.changed.changed() => {}
                _ = self.progress.changed() => {}
                () = tokio::time::sleep(KEEP_ALIVE) => return Some(KEEP_ALIVE_COMMENT.to_owned()),
            }
            if !self.job.is_over() {
                tokio::time::sleep_until(drawn + PACE).await;
            }
        }
        self.changed.mark_unchanged();
        self.progress.mark_unchanged();
        self.drawn = Some(Instant::now());
        let demo = &self.gallery.find(&self.job.demo)?.demo;
        let drawn = Drawn { demo, job: &self.job, base: &self.base, windows: &self.windows };
        let report = self.job.report();
        let (state, line) = (state(&report.stage), line(&report, self.job.is_cancelled()));
        let mut text = String::new();
        if report.is_over() {
            self.over = true;
            let end = json!({ "state": state, "html": drawn.html(), "line": line });
            write_event(&mut text, "end", None, &end.to_string());
            return Some(text);
        }
        let Progress { done, total, .. } = report.progress;
        let standing = json!({
            "state": state, "done": done, "total": total, "ahead": report.ahead,
            "elapsed_secs": report.elapsed.as_secs_f64(), "line": line, "label": BAR,
        });
        write_event(&mut text, "state", None, &standing.to_string());
        // What has only gone on need not be drawn anew.
        if report.count != self.seen {
            self.seen = report.count;
            write_event(
                &mut text,
                "output",
                Some(report.count),
                &json!({ "html": drawn.html() }).to_string(),
            );
        }
        Some(text)
    }
}

/// A job as its page shows it.
struct Drawn<'a> {
    demo: &'a Description,
    job: &'a Job,
    base: &'a str,
    windows: &'a TablePages,
}

impl Drawn<'_> {
    fn address(&self) -> String {
        format!("{}/{}/jobs/{}", self.base, self.demo.name, self.job.id)
    }

    /// The page once more. A browser that is led to the address it is at looks at nothing anew where that ends in a
    /// place on the page, so each time the address is another.
    fn next(&self, query: Option<&str>) -> String {
        let look =
            query.and_then(|query| query.strip_prefix("look=")).and_then(|look| look.parse::<u32>().ok());
        format!("{}?look={}#the-outcome", self.address(), look.unwrap_or(0).wrapping_add(1))
    }

    /// Its answer as far as it has come.
    fn answer(&self) -> Option<Answer> {
        let prediction: Prediction = self.job.latest()?;
        Some(Answer {
            id: self.job.id.as_str().into(),
            demo: self.demo.name.as_str().into(),
            version: self.demo.version.as_str().into(),
            prediction,
            beside: vec![],
            notes: self.job.notes.clone(),
            timing: Timing::default(),
        })
    }

    /// That answer, as its page shows it.
    fn fragment(&self) -> Option<Fragment> {
        let address = self.address();
        let tables = format!("{address}/tables");
        Some(fragment_at(self.demo, self.base, &address, &tables, "", self.windows, &self.answer()?))
    }

    fn html(&self) -> String {
        self.fragment().map(|fragment| fragment.html).unwrap_or_default()
    }

    fn view(&self, html: String) -> JobView {
        let report = self.job.report();
        JobView {
            address: self.address(),
            state: state(&report.stage),
            line: line(&report, self.job.is_cancelled()),
            done: report.progress.done,
            total: report.progress.total,
            elapsed_secs: report.elapsed.as_secs_f64(),
            kept_minutes: RETENTION.as_secs() / 60,
            html,
        }
    }
}

/// How a job stands, in a sentence.
fn line(report: &Report, cancelled: bool) -> String {
    let Progress { done, total, doing } = &report.progress;
    let took = report.elapsed.as_secs_f64();
    match &report.stage {
        Stage::Waiting => match report.ahead {
            0 | 1 => "Waiting: next in line".to_owned(),
            ahead => format!("Waiting: {} ahead", ahead - 1),
        },
        Stage::Running if cancelled => "Cancelling…".to_owned(),
        Stage::Running => {
            let doing = if doing.is_empty() { "Working" } else { doing };
            let share =
                if *total > 0 { format!(", {} %", done.min(total) * 100 / total) } else { String::new() };
            format!("{doing}{share}")
        }
        Stage::Done => format!("Done in {took:.1} s"),
        Stage::Cancelled => format!("Cancelled after {took:.1} s"),
        Stage::Failed(error) => error.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use maquette_contract::PredictError;

    #[test]
    fn a_job_stands_in_a_sentence() {
        let check =
            |stage: Stage, ahead: usize, progress: (u64, u64, &str), cancelled: bool, expected: &str| {
                let (done, total, doing) = progress;
                let progress = Progress { done, total, doing: doing.to_owned() };
                let elapsed = Duration::from_millis(1_250);
                let report = Report { stage, ahead, progress, elapsed, count: 0 };
                assert_eq!(line(&report, cancelled), expected);
            };
        check(Stage::Waiting, 1, (0, 0, ""), false, "Waiting: next in line");
        check(Stage::Waiting, 3, (0, 0, ""), false, "Waiting: 2 ahead");
        check(Stage::Running, 0, (0, 0, ""), false, "Working");
        check(Stage::Running, 0, (3, 8, "Epoch 2"), false, "Epoch 2, 37 %");
        check(Stage::Running, 0, (9, 8, ""), false, "Working, 100 %");
        check(Stage::Running, 0, (3, 8, ""), true, "Cancelling…");
        check(Stage::Done, 0, (8, 8, ""), false, "Done in 1.2 s");
        check(Stage::Cancelled, 0, (1, 8, ""), true, "Cancelled after 1.2 s");
        let slow = PredictError::TooSlow { limit_secs: 600 };
        check(Stage::Failed(slow), 0, (1, 8, ""), true, "The demo did not answer within 600 s");
    }
}
