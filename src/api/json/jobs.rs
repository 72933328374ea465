//! Long work for programs: begun, followed piece by piece, looked at and cancelled, in JSON and server-sent events.

use super::predict::raw_fields;
use crate::access::base_path;
use crate::api::door::Door;
use crate::api::http::body::{max_body_bytes, read_json_object};
use crate::api::http::error::ApiError;
use crate::api::http::found::{Found, schema};
use crate::api::http::sse;
use crate::api::http::sse::{KEEP_ALIVE, KEEP_ALIVE_COMMENT, write_event};
use crate::gallery::Gallery;
use crate::jobs::{CancelOnDrop, Job, Report, Stage};
use crate::model::Progress;
use crate::predict::start_job;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use futures_util::Stream;
use futures_util::stream::unfold;
use serde_json::{Value, json};
use std::sync::Arc;
use tokio::sync::watch;

pub(crate) static DOOR: Door = Door {
    name: "jobs in JSON",
    routes,
    prefixes: &["/api"],
    request_headers: &["last-event-id"],
    response_headers: &["location"],
    ..Door::PROGRAMS
};

fn routes() -> Router<Arc<Gallery>> {
    Router::new()
        .route("/api/{demo}/stream", post(stream))
        .route("/api/{demo}/jobs", post(create_job))
        .route("/api/{demo}/jobs/{id}", get(find_job).delete(cancel_job))
        .route("/api/{demo}/jobs/{id}/events", get(follow_job))
}

type Place = Result<Path<(String, String)>, PathRejection>;

/// Starts a job and streams it in the same response; closing the connection cancels the job.
async fn stream(
    State(gallery): State<Arc<Gallery>>,
    found: Result<Found, ApiError>,
    request: Request,
) -> Response {
    match begun(&gallery, found, request).await {
        Ok(job) => {
            let follower = Follower::new(job, 0);
            let guard = CancelOnDrop(follower.job.clone());
            sse::response(unfold((follower, guard), async |(mut follower, guard)| {
                let text = follower.next().await?;
                Some((text, (follower, guard)))
            }))
        }
        Err(error) => error.into_response(),
    }
}

/// Begins the work; it goes on whether anybody follows it or not.
async fn create_job(
    State(gallery): State<Arc<Gallery>>,
    found: Result<Found, ApiError>,
    request: Request,
) -> Response {
    let base = base_path(&request);
    match begun(&gallery, found, request).await {
        Ok(job) => {
            let address = format!("{base}/api/{}/jobs/{}", job.demo, job.id);
            (StatusCode::ACCEPTED, [(header::LOCATION, address)], Json(standing(&job))).into_response()
        }
        Err(error) => error.into_response(),
    }
}

async fn begun(
    gallery: &Gallery,
    found: Result<Found, ApiError>,
    request: Request,
) -> Result<Arc<Job>, ApiError> {
    let (_head, inputs) = read_json_object(request, max_body_bytes(&schema(&found))).await?;
    let fields = raw_fields(&inputs);
    start_job(gallery, &found?.0.demo.name, &fields)
        .await
        .map_err(|error| ApiError::for_inputs(error, &inputs))
}

async fn find_job(State(gallery): State<Arc<Gallery>>, place: Place) -> Response {
    match found(&gallery, place) {
        Some(job) => Json(standing(&job)).into_response(),
        None => gone(),
    }
}

async fn cancel_job(State(gallery): State<Arc<Gallery>>, place: Place) -> Response {
    match found(&gallery, place) {
        Some(job) => {
            job.cancel();
            (StatusCode::ACCEPTED, Json(standing(&job))).into_response()
        }
        None => gone(),
    }
}

async fn follow_job(State(gallery): State<Arc<Gallery>>, place: Place, headers: HeaderMap) -> Response {
    match found(&gallery, place) {
        Some(job) => sse::response(follow(job, sse::last_event_id(&headers))),
        None => gone(),
    }
}

fn found(gallery: &Gallery, place: Place) -> Option<Arc<Job>> {
    let Path((demo, id)) = place.ok()?;
    gallery.jobs.find(&demo, &id)
}

fn gone() -> Response {
    let text = "There is no such job; answers are kept for half an hour after their work has ended";
    ApiError::not_found(text).into_response()
}

/// A job as it is now, with its answer as far as there is one.
fn standing(job: &Job) -> Value {
    let mut standing = stage(&job.report());
    standing["id"] = json!(job.id);
    standing["demo"] = json!(job.demo);
    standing["notes"] = json!(job.notes);
    standing["prediction"] = json!(job.latest());
    standing
}

fn stage(report: &Report) -> Value {
    let Progress { done, total, doing } = &report.progress;
    let mut stage = json!({
        "state": state(&report.stage),
        "ahead": report.ahead,
        "done": done,
        "total": total,
        "doing": doing,
        "elapsed_secs": report.elapsed.as_secs_f64(),
    });
    if let Stage::Failed(error) = &report.stage {
        stage["detail"] = json!(error.to_string());
    }
    stage
}

pub(crate) fn state(stage: &Stage) -> &'static str {
    match stage {
        Stage::Waiting => "waiting",
        Stage::Running => "running",
        Stage::Done => "done",
        Stage::Cancelled => "cancelled",
        Stage::Failed(_) => "failed",
    }
}

/// Everything about a job from the piece after `seen` on, until its end.
fn follow(job: Arc<Job>, seen: u64) -> impl Stream<Item = String> + Send {
    unfold(Follower::new(job, seen), async |mut follower| {
        let text = follower.next().await?;
        Some((text, follower))
    })
}

struct Follower {
    job: Arc<Job>,
    seen: u64,
    changed: watch::Receiver<()>,
    progress: watch::Receiver<Progress>,
    /// The last report, without the time.
    last_report: Option<(Stage, usize, Progress)>,
    over: bool,
}

impl Follower {
    fn new(job: Arc<Job>, seen: u64) -> Self {
        let (changed, progress) = job.watch();
        Self { job, seen, changed, progress, last_report: None, over: false }
    }

    /// What is new, as soon as there is anything; `None` after the end.
    async fn next(&mut self) -> Option<String> {
        if self.over {
            return None;
        }
        loop {
            self.changed.mark_unchanged();
            self.progress.mark_unchanged();
            let text = self.news();
            if !text.is_empty() {
                return Some(text);
            }
            tokio::select! {
                _ = self.changed.changed() => {}
                _ = self.progress.changed() => {}
                () = tokio::time::sleep(KEEP_ALIVE) => return Some(KEEP_ALIVE_COMMENT.to_owned()),
            }
        }
    }

    fn news(&mut self) -> String {
        let mut text = String::new();
        // The end is looked at before the pieces, so that none comes between.
        let report = self.job.report();
        let over = report.is_over();
        let now = (report.stage.clone(), report.ahead, report.progress.clone());
        if !over && self.last_report.as_ref() != Some(&now) {
            write_event(&mut text, "state", None, &stage(&report).to_string());
            self.last_report = Some(now);
        }
        for (number, delta) in self.job.updates_since(self.seen) {
            write_event(&mut text, "output", Some(number), &delta);
            self.seen = number;
        }
        if over {
            write_event(&mut text, "end", None, &stage(&report).to_string());
            self.over = true;
        }
        text
    }
}
