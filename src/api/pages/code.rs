//! The page of sample programs, with the inputs that the demo's page held.

use super::not_found::not_found;
use super::render::{Page, render};
use super::snippets::Call;
use crate::access::{Identity, base_path, server_url};
use crate::api::door::Door;
use crate::api::http::found::Found;
use crate::demo::Description;
use crate::gallery::Gallery;
use axum::Router;
use axum::extract::{RawQuery, Request, State};
use axum::http::uri::Authority;
use axum::http::{HeaderValue, StatusCode, Uri, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use maquette_app::form::{ADDRESS, query, texts};
use maquette_app::pages::code::{CodePage, code_page};
use percent_encoding::{AsciiSet, percent_encode};
use std::sync::Arc;

pub(crate) static DOOR: Door = Door { name: "the demos from code", routes, ..Door::PAGES };

fn routes() -> Router<Arc<Gallery>> {
    Router::new().route("/{demo}/code", get(show_code))
}

async fn show_code(
    State(gallery): State<Arc<Gallery>>,
    found: Option<Found>,
    RawQuery(requested): RawQuery,
    request: Request,
) -> Response {
    let Some(Found(served)) = found else {
        return not_found(&gallery, request).await;
    };
    let (demo, base) = (&served.demo, base_path(&request));
    let schema = &demo.schema;
    let requested = requested.and_then(|query| texts(schema, &query));
    let now = texts_now(&gallery, demo, &base, &request).filter(|now| requested.as_ref() != Some(now));
    if let Some(now) = &now {
        let query = query(schema, now);
        // Where the address can hold the inputs it does, so that it can be sent to somebody.
        if query.len() <= ADDRESS && texts(schema, &query).as_ref() == Some(now) {
            return Redirect::to(&format!("{base}/{}/code?{query}", demo.name)).into_response();
        }
    }
    let texts = now.or(requested).unwrap_or_else(|| demo.initial_texts());
    let (site, wanted) = (server_url(&request), gallery.clone());
    let (about, locked) = (demo.clone(), request.extensions().get::<Identity>().is_some());
    let page = tokio::task::spawn_blocking(move || page(&wanted, &about, base, &site, texts)).await;
    let page = page.map(|page| CodePage { locked, ..page });
    let Ok(page) = page else {
        let text = "Something failed on our side. These can be tried:".to_owned();
        let page = Page::Problem { title: "This page could not be made", text };
        return render(&gallery, page, StatusCode::INTERNAL_SERVER_ERROR, request).await;
    };
    let page = Page::Static {
        title: format!("{} from code", demo.name),
        summary: format!("Programs that ask “{}”", demo.title),
        modules: vec!["code"],
        main: Box::new(move || code_page(&page)),
    };
    render(&gallery, page, StatusCode::OK, request).await
}

/// The inputs on the demo's page that a link has just been followed from. Its address keeps in step with the form, and
/// a browser says it to its own server; the link itself only knows what the page was loaded with.
fn texts_now(gallery: &Gallery, demo: &Description, base: &str, request: &Request) -> Option<Vec<String>> {
    let header = |name| request.headers().get(name).map(HeaderValue::as_bytes);
    // Some clients do not encode what stands beyond ASCII.
    let from = percent_encode(header(header::REFERER)?, &AsciiSet::EMPTY).to_string().parse::<Uri>().ok()?;
    let host = header(header::HOST).and_then(|host| Authority::try_from(host).ok());
    if from.authority() != host.as_ref().or_else(|| request.uri().authority()) {
        return None;
    }
    let place = from.path().strip_prefix(base)?.strip_prefix('/')?.strip_prefix(&demo.name)?;
    match place.trim_start_matches('/').split_once('/') {
        None if place.is_empty() => texts(&demo.schema, from.query()?),
        Some(("answers", id)) => gallery
            .store
            .find(id)
            .filter(|entry| *entry.demo == *demo.name)
            .map(|entry| demo.schema.texts_of(&entry.inputs)),
        Some(("jobs", id)) => gallery.jobs.find(&demo.name, id).map(|job| demo.schema.texts_of(&job.inputs)),
        _ => None,
    }
}

fn page(gallery: &Gallery, demo: &Description, base: String, site: &str, texts: Vec<String>) -> CodePage {
    let schema = &demo.schema;
    let uploads = &gallery.uploads;
    let call = |texts: &[String]| {
        let instance = schema.parse(&schema.raw_fields(texts)).map_err(|errors| errors[0].to_string())?;
        // A number as a program writes it, however a person did.
        let texts = schema.texts(&instance);
        if texts.iter().map(String::len).sum::<usize>() > ADDRESS {
            return Err("they are too long to be written out".to_owned());
        }
        Call::new(site, demo, &texts, uploads)
    };
    let first = demo.initial_texts();
    let (call, texts, remark) = match call(&texts) {
        Ok(call) => (Some(call), texts, String::new()),
        Err(why) => {
            let remark =
                format!("The inputs can't be used here: {why}. Those of the first example stand instead.");
            (call(&first).ok(), first, remark)
        }
    };
    CodePage {
        query: query(schema, &texts),
        remark,
        locked: false,
        files: call.as_ref().map(Call::files).unwrap_or_default(),
        languages: call.as_ref().map(Call::languages).unwrap_or_default(),
        demo: demo.name.clone(),
        title: demo.title.clone(),
        base,
    }
}
