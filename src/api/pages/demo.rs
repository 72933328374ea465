//! The front page and the page of a demo: its form, and the answer to the inputs in its address.

use super::form::{Form, form};
use super::fragment::fragment;
use super::not_found::not_found;
use super::render::{Page, render};
use crate::access::base_path;
use crate::api::door::Door;
use crate::api::http::accept::{accepts, is_navigation};
use crate::api::http::error::{status, with_retry_after};
use crate::api::http::found::Found;
use crate::demo::Description;
use crate::gallery::{Gallery, ServedDemo};
use crate::predict::{Caller, predict, start_job};
use axum::body::Body;
use axum::extract::rejection::PathRejection;
use axum::extract::{DefaultBodyLimit, Path, RawQuery, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use axum::{Json, Router};
use maquette_app::form::{ADDRESS, query, texts};
use maquette_app::media_fields::{FieldView, media_field};
use maquette_app::pages::DemoPage;
use maquette_app::pages::workbench::{Sample, Task};
use maquette_app::predict::{Failure, Fragment};
use maquette_app::result::TablePages;
use maquette_contract::{Answer, Media, PredictError, Prediction, Quantity};
use serde_json::json;
use std::sync::Arc;

pub(crate) static DOOR: Door = Door { name: super::PAGES, routes, ..Door::PAGES };

fn routes() -> Router<Arc<Gallery>> {
    Router::new()
        .route("/", get(show_home))
        .route("/{demo}", get(show_demo).post(submit_form).layer(DefaultBodyLimit::max(MAX_FORM_BYTES)))
        .route("/{demo}/answers/{id}", get(show_answer))
}

/// The most bytes of a form with its files.
const MAX_FORM_BYTES: usize = 4 * Media::MAX_BYTES;

/// The gallery; for a program that takes no page, a sign of life.
async fn show_home(State(gallery): State<Arc<Gallery>>, request: Request) -> Response {
    let vary = (header::VARY, HeaderValue::from_static("accept, user-agent"));
    if !takes_page(request.headers()) {
        return ([vary], Json(json!({ "status": "alive" }))).into_response();
    }
    let mut response = render(&gallery, Page::Home, StatusCode::OK, request).await;
    response.headers_mut().append(vary.0, vary.1);
    response
}

/// Whether a client takes the gallery's page: browsers, curl and link previews do. KServe's client asks here whether the
/// server is alive, by a library that takes anything.
fn takes_page(headers: &HeaderMap) -> bool {
    let names = |kind| accepts(headers, &header::ACCEPT, kind);
    let is_silent = !headers.contains_key(header::ACCEPT);
    let agent = headers.get(header::USER_AGENT).and_then(|agent| agent.to_str().ok()).unwrap_or_default();
    let is_kserve = agent.starts_with("python-httpx/") || agent.starts_with("python-requests/");
    is_navigation(headers) || (!is_kserve && (is_silent || names("*/*") || names("text/*")))
}

async fn show_demo(
    State(gallery): State<Arc<Gallery>>,
    found: Option<Found>,
    RawQuery(query): RawQuery,
    request: Request,
) -> Response {
    let Some(Found(served)) = found else {
        return not_found(&gallery, request).await;
    };
    let texts = texts_of(&served.demo, query.as_deref());
    if !served.demo.autorun && served.untrained().is_none() {
        let page = demo_page(&served.demo, base_path(&request), texts, &TablePages::default(), None);
        return render(&gallery, Page::Demo(Box::new(page)), StatusCode::OK, request).await;
    }
    answer(&gallery, &served, texts, query.as_deref().unwrap_or_default(), request).await
}

/// A form that may hold more than an address can is sent here, and its answer gets an address of its own.
async fn submit_form(
    State(gallery): State<Arc<Gallery>>,
    found: Option<Found>,
    request: Request,
) -> Response {
    let Some(Found(served)) = found else {
        return not_found(&gallery, request).await;
    };
    let base = base_path(&request);
    let refuse = async |status, text: &str, head: &Parts| {
        let request = Request::from_parts(head.clone(), Body::empty());
        let page = Page::Problem {
            title: "These inputs can't be taken",
            text: format!("{text}. These can be tried:"),
        };
        render(&gallery, page, status, request).await
    };
    let (head, body) = request.into_parts();
    let sent = form(&gallery, &served.demo.schema, Request::from_parts(head.clone(), body)).await;
    let Form { texts, faults } = match sent {
        Ok(form) => form,
        Err(refused) => return refuse(refused.status, &refused.message, &head).await,
    };
    let request = Request::from_parts(head, Body::empty());
    if !faults.is_empty() {
        let failure = Err(PredictError::Invalid { errors: faults });
        return render_outcome(&gallery, &served, texts, "", failure, request).await;
    }
    if served.demo.streams {
        let raw = served.demo.schema.raw_fields(&texts);
        return match start_job(&gallery, &served.demo.name, &raw).await {
            Ok(job) => Redirect::to(&format!("{base}/{}/jobs/{}#the-outcome", served.demo.name, job.id))
                .into_response(),
            Err(error) => render_outcome(&gallery, &served, texts, "", Err(error), request).await,
        };
    }
    // What fits into an address is answered there; that of a drawing or a table outlives this server.
    let query = query(&served.demo.schema, &texts);
    if !served.demo.schema.is_long() && query.len() <= ADDRESS {
        return Redirect::to(&format!("{base}/{}?{query}#the-outcome", served.demo.name)).into_response();
    }
    let raw = served.demo.schema.raw_fields(&texts);
    match predict(&gallery, &served.demo.name, &raw, Caller::program(DOOR.name)).await {
        Ok(answer) => Redirect::to(&format!("{base}/{}/answers/{}#the-outcome", served.demo.name, answer.id))
            .into_response(),
        Err(_) => answer(&gallery, &served, texts, "", request).await,
    }
}

/// An answer by its id in the log, while it is kept there.
async fn show_answer(
    State(gallery): State<Arc<Gallery>>,
    found: Option<Found>,
    path: Result<Path<(String, String)>, PathRejection>,
    RawQuery(query): RawQuery,
    request: Request,
) -> Response {
    let (Some(Found(served)), Ok(Path((_, id)))) = (found, path) else {
        return not_found(&gallery, request).await;
    };
    let Some(entry) = gallery.store.find(&id).filter(|entry| *entry.demo == *served.demo.name) else {
        let text = "Only the latest answers are kept, and only while the server runs. These can be tried:"
            .to_owned();
        let page = Page::Problem { title: "This answer is no longer kept", text };
        return render(&gallery, page, StatusCode::GONE, request).await;
    };
    answer(
        &gallery,
        &served,
        served.demo.schema.texts_of(&entry.inputs),
        query.as_deref().unwrap_or_default(),
        request,
    )
    .await
}

/// The inputs in a query, or those a page opens with.
pub(crate) fn texts_of(demo: &Description, query: Option<&str>) -> Vec<String> {
    query.and_then(|query| texts(&demo.schema, query)).unwrap_or_else(|| demo.initial_texts())
}

async fn answer(
    gallery: &Arc<Gallery>,
    served: &ServedDemo,
    texts: Vec<String>,
    view: &str,
    request: Request,
) -> Response {
    let raw = served.demo.schema.raw_fields(&texts);
    let outcome = predict(gallery, &served.demo.name, &raw, Caller::page(DOOR.name)).await;
    render_outcome(gallery, served, texts, view, outcome, request).await
}

async fn render_outcome(
    gallery: &Arc<Gallery>,
    served: &ServedDemo,
    texts: Vec<String>,
    view: &str,
    outcome: Result<Answer, PredictError>,
    request: Request,
) -> Response {
    let demo = &served.demo;
    let failure = outcome.as_ref().err().cloned();
    let page = demo_page(demo, base_path(&request), texts, &TablePages::from_query(view), Some(&outcome));
    let response =
        render(gallery, Page::Demo(Box::new(page)), failure.as_ref().map_or(StatusCode::OK, status), request);
    let response = response.await;
    failure.iter().fold(response, |response, error| with_retry_after(error, response))
}

/// The page of a demo, with its answer or the error if there were inputs.
pub(crate) fn demo_page(
    demo: &Description,
    base: String,
    texts: Vec<String>,
    pages: &TablePages,
    outcome: Option<&Result<Answer, PredictError>>,
) -> DemoPage {
    let answer = outcome.and_then(|outcome| outcome.as_ref().ok());
    let failure = outcome.and_then(|outcome| outcome.as_ref().err());
    let fragment = answer.map(|answer| fragment(demo, &base, &texts, pages, answer));
    let (result, glance, spoken) = match fragment {
        Some(Fragment { html, glance, spoken, .. }) => (Some(html), glance, spoken),
        None => (None, String::new(), String::new()),
    };
    let media_fields: Vec<_> = std::iter::zip(&demo.schema.features, &texts)
        .map(|(feature, text)| {
            let problem = match failure {
                Some(PredictError::Invalid { errors }) => {
                    errors.iter().find(|error| error.field == feature.name).map(|error| &error.problem)
                }
                _ => None,
            };
            let field = FieldView { feature, text, problem, base: &base };
            media_field(feature).map(|media_field| media_field.html(&field)).unwrap_or_default()
        })
        .collect();
    let examples = demo.examples.iter();
    let examples =
        examples.map(|example| Sample { title: example.title.clone(), texts: example.texts.clone() });
    DemoPage {
        base: base.clone(),
        title: demo.title.clone(),
        description: demo.html.clone(),
        summary: demo.summary.clone(),
        card: demo.card.clone(),
        version: demo.version.clone(),
        quantity: answer.and_then(|answer| quantity(&answer.prediction)),
        result,
        next: None,
        modules: modules(demo),
        task: Task {
            base,
            demo: demo.name.clone(),
            schema: demo.schema.for_browser(),
            version: demo.schema_version.clone(),
            media_fields,
            examples: examples.collect(),
            button: demo.button.clone(),
            texts,
            failure: failure.map(Failure::from),
            answered: answer.is_some(),
            streams: demo.streams,
            glance,
            spoken,
            view: pages.query(),
        },
    }
}

/// What brings the fields of a demo and its work to life, and what some of its outputs need.
fn modules(demo: &Description) -> Vec<&'static str> {
    let fields = demo.schema.features.iter().filter_map(|feature| Some(media_field(feature)?.module));
    let more = [demo.streams.then_some("stream"), demo.shows_media.then_some("shown")];
    fields.chain(more.into_iter().flatten()).collect()
}

/// The number among the outputs, if there is one.
fn quantity(prediction: &Prediction) -> Option<Quantity> {
    match prediction {
        Prediction::Number(quantity) => Some(quantity.clone()),
        Prediction::Forecast(forecast) => {
            let last = forecast.steps.last()?;
            Some(Quantity::new(last.value, forecast.decimals).unit(&forecast.unit))
        }
        Prediction::Several(parts) => parts.iter().find_map(|part| quantity(&part.prediction)),
        _ => None,
    }
}
