//! The pages. An address holds the inputs, so its page holds the answer before any script has run.

use super::base::base;
use super::form::{Form, form};
use super::locks::Standing;
use super::problem::{status, told, with_retry};
use super::{DOORS, site};
use crate::demo::Description;
use crate::gallery::Gallery;
pub(super) use crate::gallery::Shown;
use crate::predict::{Caller, begin, predict};
use axum::body::Body;
use axum::extract::rejection::PathRejection;
use axum::extract::{DefaultBodyLimit, Path, RawQuery, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use axum::{Json, Router};
use futures_util::future::join_all;
use leptos::nonce::use_nonce;
use leptos::prelude::{AnyView, expect_context};
use leptos_axum::{ResponseOptions, render_app_async_with_context};
use maquette_app::form::{ADDRESS, query, texts};
use maquette_app::pages::workbench::{Sample, Task};
use maquette_app::pages::{DemoPage, Tile, demo, home, login, problem};
use maquette_app::result::{Context, Windows, announced, glance, html, miniature, result};
use maquette_app::server_fn::Fragment;
use maquette_app::stage::{Bringing, drawing, stage};
use maquette_app::ui::{Account, Client, shell};
use maquette_contract::{Answer, Media, PredictError, Prediction, Quantity, Score};
use serde_json::json;
use std::sync::Arc;
use std::time::Duration;

pub(super) const DOOR: &str = "pages";

pub(super) fn routes() -> Router<Arc<Gallery>> {
    Router::new()
        .route("/", get(show_home))
        .route("/{demo}", get(show_demo).post(submit_form).layer(DefaultBodyLimit::max(FORM)))
        .route("/{demo}/answers/{id}", get(show_answer))
}

/// A page as data.
pub(super) enum Page {
    Home,
    Demo(Box<DemoPage>),
    Login(Login),
    Problem {
        title: &'static str,
        text: String,
    },
    /// What does not move, drawn from what only its door knows: what programs are told.
    Still {
        title: String,
        summary: String,
        modules: Vec<&'static str>,
        main: Box<dyn Fn() -> AnyView + Send + Sync>,
    },
}

/// What the way in shows.
pub(super) struct Login {
    /// Where somebody was going.
    pub(super) next: String,
    /// Whether a name is asked for, beside the password.
    pub(super) named: bool,
    /// What was wrong with the last attempt, if anything.
    pub(super) told: String,
}

/// The most bytes of a form with its files.
const FORM: usize = 4 * Media::LARGEST;

type Name = Result<Path<String>, PathRejection>;

/// For a browser the page, and a sign of life for a program that says it wants no page: KServe's clients ask here.
async fn show_home(State(gallery): State<Arc<Gallery>>, request: Request) -> Response {
    let accept = request.headers().get(header::ACCEPT).and_then(|accept| accept.to_str().ok());
    if accept.is_some_and(|accept| !accept.contains("text/html")) {
        return ([(header::VARY, "accept")], Json(json!({ "status": "alive" }))).into_response();
    }
    render(&gallery, Page::Home, StatusCode::OK, request).await
}

async fn show_demo(
    State(gallery): State<Arc<Gallery>>,
    name: Name,
    RawQuery(query): RawQuery,
    request: Request,
) -> Response {
    let Some(shown) = name.ok().and_then(|Path(name)| gallery.find(&name)) else {
        return not_found(State(gallery), request).await;
    };
    let texts = texts_of(&shown.demo, query.as_deref());
    if shown.demo.waits {
        let page = demo_page(&shown.demo, base(&request), texts, &Windows::default(), None);
        return render(&gallery, Page::Demo(Box::new(page)), StatusCode::OK, request).await;
    }
    show(&gallery, shown, texts, query.as_deref().unwrap_or_default(), request).await
}

/// A form that may hold more than an address can is sent here, and its answer gets an address of its own.
async fn submit_form(State(gallery): State<Arc<Gallery>>, name: Name, request: Request) -> Response {
    let Some(shown) = name.ok().and_then(|Path(name)| gallery.find(&name)) else {
        return not_found(State(gallery), request).await;
    };
    let base = base(&request);
    let refuse = async |status, text: &str, head: &Parts| {
        let request = Request::from_parts(head.clone(), Body::empty());
        let page = Page::Problem {
            title: "These inputs can't be taken",
            text: format!("{text}. These can be tried:"),
        };
        render(&gallery, page, status, request).await
    };
    let (head, body) = request.into_parts();
    let sent = form(&gallery, &shown.demo.schema, Request::from_parts(head.clone(), body)).await;
    let Form { texts, faults } = match sent {
        Ok(form) => form,
        Err(refused) => return refuse(refused.status, &refused.text, &head).await,
    };
    let request = Request::from_parts(head, Body::empty());
    if !faults.is_empty() {
        let failure = Err(PredictError::Invalid { errors: faults });
        return show_outcome(&gallery, shown, texts, "", failure, request).await;
    }
    if shown.demo.streams {
        let raw = shown.demo.schema.raw_fields(&texts);
        return match begin(&gallery, &shown.demo.name, &raw).await {
            Ok(job) => Redirect::to(&format!("{base}/{}/jobs/{}#the-outcome", shown.demo.name, job.id))
                .into_response(),
            Err(error) => show_outcome(&gallery, shown, texts, "", Err(error), request).await,
        };
    }
    // What fits into an address is answered there; that of a drawing or a table outlives this server.
    let query = query(&shown.demo.schema, &texts);
    if !shown.demo.schema.is_long() && query.len() <= ADDRESS {
        return Redirect::to(&format!("{base}/{}?{query}#the-outcome", shown.demo.name)).into_response();
    }
    let raw = shown.demo.schema.raw_fields(&texts);
    match predict(&gallery, &shown.demo.name, &raw, Caller::program(DOOR)).await {
        Ok(answer) => Redirect::to(&format!("{base}/{}/answers/{}#the-outcome", shown.demo.name, answer.id))
            .into_response(),
        Err(_) => show(&gallery, shown, texts, "", request).await,
    }
}

/// An answer by its name in the log, while it is kept there.
async fn show_answer(
    State(gallery): State<Arc<Gallery>>,
    path: Result<Path<(String, String)>, PathRejection>,
    RawQuery(query): RawQuery,
    request: Request,
) -> Response {
    let Some((shown, id)) = path.ok().and_then(|Path((name, id))| Some((gallery.find(&name)?, id))) else {
        return not_found(State(gallery), request).await;
    };
    let Some(entry) = gallery.store.find(&id).filter(|entry| *entry.demo == *shown.demo.name) else {
        let text = "Only the latest answers are kept, and only while the server runs. These can be tried:"
            .to_owned();
        let page = Page::Problem { title: "This answer is no longer kept", text };
        return render(&gallery, page, StatusCode::GONE, request).await;
    };
    show(
        &gallery,
        shown,
        shown.demo.schema.texts_of(&entry.inputs),
        query.as_deref().unwrap_or_default(),
        request,
    )
    .await
}

/// The inputs in a query, or those a page opens with.
pub(super) fn texts_of(demo: &Description, query: Option<&str>) -> Vec<String> {
    query.and_then(|query| texts(&demo.schema, query)).unwrap_or_else(|| demo.first())
}

async fn show(
    gallery: &Arc<Gallery>,
    shown: &Shown,
    texts: Vec<String>,
    view: &str,
    request: Request,
) -> Response {
    let raw = shown.demo.schema.raw_fields(&texts);
    let outcome = predict(gallery, &shown.demo.name, &raw, Caller::page(DOOR)).await;
    show_outcome(gallery, shown, texts, view, outcome, request).await
}

async fn show_outcome(
    gallery: &Arc<Gallery>,
    shown: &Shown,
    texts: Vec<String>,
    view: &str,
    outcome: Result<Answer, PredictError>,
    request: Request,
) -> Response {
    let demo = &shown.demo;
    let failure = outcome.as_ref().err().cloned();
    let page = demo_page(demo, base(&request), texts, &Windows::from_query(view), Some(&outcome));
    let response =
        render(gallery, Page::Demo(Box::new(page)), failure.as_ref().map_or(StatusCode::OK, status), request);
    let response = response.await;
    failure.iter().fold(response, |response, error| with_retry(error, response))
}

/// The page of a demo, with an answer or why there is none, if anybody asked.
pub(super) fn demo_page(
    demo: &Description,
    base: String,
    texts: Vec<String>,
    windows: &Windows,
    outcome: Option<&Result<Answer, PredictError>>,
) -> DemoPage {
    let answer = outcome.and_then(|outcome| outcome.as_ref().ok());
    let failure = outcome.and_then(|outcome| outcome.as_ref().err());
    let fragment = answer.map(|answer| fragment(demo, &base, &texts, windows, answer));
    let (result, glance, spoken) = match fragment {
        Some(Fragment { html, glance, spoken, .. }) => (Some(html), glance, spoken),
        None => (None, String::new(), String::new()),
    };
    let stages = std::iter::zip(&demo.schema.features, &texts).map(|(feature, text)| {
        let problem = match failure {
            Some(PredictError::Invalid { errors }) => {
                errors.iter().find(|error| error.field == feature.name).map(|error| &error.problem)
            }
            _ => None,
        };
        let bringing = Bringing { feature, text, problem, base: &base };
        stage(feature).map(|stage| stage.html(&bringing)).unwrap_or_default()
    });
    let stages = stages.collect();
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
            stages,
            examples: examples.collect(),
            verb: demo.verb.clone(),
            texts,
            failure: failure.cloned(),
            answered: answer.is_some(),
            streams: demo.streams,
            glance,
            spoken,
            view: windows.query(),
        },
    }
}

/// An answer as a page shows it, now or later.
pub(super) fn fragment(
    demo: &Description,
    base: &str,
    texts: &[String],
    windows: &Windows,
    answer: &Answer,
) -> Fragment {
    let inputs = query(&demo.schema, texts);
    let address = format!("{base}/{}?{inputs}", demo.name);
    fragment_at(demo, &address, &format!("{base}/{}/tables", demo.name), &inputs, windows, answer)
}

/// The same of an answer that lies at an address of its own.
pub(super) fn fragment_at(
    demo: &Description,
    address: &str,
    tables: &str,
    query: &str,
    windows: &Windows,
    answer: &Answer,
) -> Fragment {
    let card = demo.card.as_ref();
    let context = Context {
        trained: !demo.version.is_empty(),
        report: card.and_then(|card| card.calibration.as_ref()),
        interval: card.and_then(|card| card.interval.as_ref()),
        address,
        tables,
        query,
        windows,
    };
    Fragment {
        id: answer.id.to_string(),
        html: html(result(answer, &context)),
        glance: glance(answer, &context),
        spoken: announced(answer, &context),
    }
}

/// What is not there: words for programs, a way on for people.
pub(super) async fn not_found(State(gallery): State<Arc<Gallery>>, request: Request) -> Response {
    let base = base(&request);
    // An address that ends in a slash means the one without.
    let path = request.uri().path();
    if let Some(shorter) =
        path.strip_suffix('/').filter(|path| !path.is_empty() && *request.method() == Method::GET)
    {
        let query = request.uri().query().map(|query| format!("?{query}")).unwrap_or_default();
        // Two slashes at the beginning would lead to another host, and a browser takes a backslash for one.
        let shorter = shorter.trim_start_matches(['/', '\\']);
        return Redirect::permanent(&format!("{base}/{shorter}{query}")).into_response();
    }
    let text = format!("There is nothing at {base}{path}");
    if for_programs(&request) {
        return told(StatusCode::NOT_FOUND, &text);
    }
    let page = Page::Problem { title: "There is no such page", text: format!("{text}. These can be tried:") };
    render(&gallery, page, StatusCode::NOT_FOUND, request).await
}

pub(super) async fn method_not_allowed(State(gallery): State<Arc<Gallery>>, request: Request) -> Response {
    let text = format!("{} is not a method of {}", request.method(), request.uri().path());
    if for_programs(&request) {
        return told(StatusCode::METHOD_NOT_ALLOWED, &format!("{text}; the header Allow says which are"));
    }
    let text = format!("{text}. These can be opened and tried:");
    let page = Page::Problem { title: "Nothing can be sent to this page", text };
    render(&gallery, page, StatusCode::METHOD_NOT_ALLOWED, request).await
}

fn for_programs(request: &Request) -> bool {
    let first = request.uri().path().split('/').nth(1).unwrap_or_default();
    DOORS.iter().any(|door| door.programs.contains(&first))
}

pub(super) async fn render(
    gallery: &Arc<Gallery>,
    page: Page,
    status: StatusCode,
    mut request: Request,
) -> Response {
    let base = base(&request);
    let (client, tiles): (_, Vec<Tile>) = match page {
        Page::Demo(ref demo) => {
            let modules = site::modules(&base, &demo.modules);
            (Client { modules, ..site::client(&base) }, vec![])
        }
        Page::Still { ref modules, .. } => {
            let modules = site::modules(&base, modules);
            (Client { bundle: None, modules, ..site::client(&base) }, vec![])
        }
        // Nothing moves there, so nobody pays for what would move it.
        Page::Home | Page::Problem { .. } => {
            let tiles = glimpses(gallery).await;
            (Client { bundle: None, ..site::client(&base) }, tiles)
        }
        Page::Login(_) => (Client { bundle: None, ..site::client(&base) }, vec![]),
    };
    let foot = !matches!(page, Page::Still { .. } | Page::Login(_));
    let client = Client { account: account(&request), foot, ..client };
    let page = Arc::new(page);
    let view = move || match &*page {
        Page::Home => {
            let summary = "Models to try in the browser, with a confidence that can be trusted";
            shell(&base, "Maquette", summary, &client, home(&base, &tiles))
        }
        Page::Demo(page) => {
            let client = Client { next: page.next.clone(), ..client.clone() };
            shell(&base, &page.title, &page.summary, &client, demo(page))
        }
        Page::Login(Login { next, named, told }) => {
            let account = Client { account: None, ..client.clone() };
            shell(&base, "Log in", "The way in", &account, login(&base, next, *named, told))
        }
        Page::Problem { title, text } => {
            shell(&base, title, text, &client, problem(&base, title, text, &tiles))
        }
        Page::Still { title, summary, main, .. } => shell(&base, title, summary, &client, main()),
    };
    // The renderer answers reading alone; the error page of another method is rendered all the same.
    *request.method_mut() = Method::GET;
    let mut response = render_app_async_with_context(policy, view)(request).await;
    *response.status_mut() = status;
    // The answer is as old as the model that gave it.
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    response
}

/// Whether whoever asks is known, where there is a lock.
fn account(request: &Request) -> Option<Account> {
    request.extensions().get().map(|standing| match standing {
        Standing::Known => Account::Known,
        Standing::Nobody => Account::Unknown,
    })
}

/// What brings the fields of a demo and its work to life, and what some of its outputs need.
fn modules(demo: &Description) -> Vec<&'static str> {
    let fields = demo.schema.features.iter().filter_map(|feature| Some(stage(feature)?.module));
    let more = [demo.streams.then_some("stream"), demo.shows_media.then_some("shown")];
    fields.chain(more.into_iter().flatten()).collect()
}

/// A page may load from here and from nowhere else. `cargo leptos watch` reloads from another port.
fn policy() {
    if site::watched().is_some() {
        return;
    }
    let nonce = use_nonce().map(|nonce| format!("'nonce-{nonce}'")).unwrap_or_default();
    let policy = format!(
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval' {nonce}; style-src 'self'; img-src 'self' data: blob:; media-src 'self' data: blob:; \
         connect-src 'self'; form-action 'self'; base-uri 'none'"
    );
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        expect_context::<ResponseOptions>().insert_header(header::CONTENT_SECURITY_POLICY, policy);
    }
}

/// Every demo as the front page shows it, each with a picture of its first answer as far as there is one yet.
async fn glimpses(gallery: &Arc<Gallery>) -> Vec<Tile> {
    let shown = gallery.all().map(async |shown| {
        let demo = &shown.demo;
        Tile { picture: glimpse(gallery, shown).await, ..tile(demo) }
    });
    // What is locked says its name, and leads to the way in.
    let hidden = gallery.hidden().map(|demo| Tile {
        name: demo.name.clone(),
        title: demo.title.clone(),
        summary: String::new(),
        remark: "Locked: log in to try it".to_owned(),
        picture: String::new(),
    });
    let mut tiles = join_all(shown).await;
    tiles.extend(hidden);
    tiles
}

/// The picture of a demo's tile, drawn once from the answer to its first example. Who is slow is not waited for.
async fn glimpse(gallery: &Gallery, shown: &Shown) -> String {
    const PATIENCE: Duration = Duration::from_millis(500);
    let demo = &shown.demo;
    let draw = async {
        let texts = demo.first();
        let drawn = std::iter::zip(&demo.schema.features, &texts);
        if let Some(drawing) = drawn.filter_map(|(feature, text)| drawing(feature, text)).next() {
            return Ok(html(drawing));
        }
        if let Some(picture) = &demo.picture {
            return Ok(miniature(picture).map(html).unwrap_or_default());
        }
        if demo.waits {
            return Ok(String::new());
        }
        let raw = demo.schema.raw_fields(&texts);
        let answer =
            tokio::time::timeout(PATIENCE, predict(gallery, &demo.name, &raw, Caller::program(DOOR))).await;
        let answer = answer.map_err(|_| ())?.map_err(|_| ())?;
        Ok(miniature(&answer.prediction).map(html).unwrap_or_default())
    };
    shown.glimpse.get_or_try_init(|| draw).await.cloned().unwrap_or_else(|()| String::new())
}

fn tile(demo: &Description) -> Tile {
    let score = demo.card.as_ref().and_then(|card| card.scores.first());
    Tile {
        name: demo.name.clone(),
        title: demo.title.clone(),
        summary: demo.summary.clone(),
        remark: score.map(remark).unwrap_or_default(),
        picture: String::new(),
    }
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

/// What a demo's first score says, beside its baseline.
fn remark(score: &Score) -> String {
    let read =
        |value: f64| if score.share { format!("{:.0} %", value * 100.0) } else { format!("{value:.3}") };
    let baseline =
        score.baseline.map(|baseline| format!(" (baseline {})", read(baseline))).unwrap_or_default();
    format!("{} on rows it had not seen: {}{baseline}", score.label, read(score.estimate.value))
}
