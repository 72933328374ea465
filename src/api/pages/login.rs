//! The way in: a page with a form, which works without a script, and the same for programs as Gradio has it.

use super::not_found::not_found;
use super::render::{Login, Page, render};
use crate::access::{ClientInfo, Denied, Lock, base_path};
use crate::api::door::Door;
use crate::api::http::accept::is_navigation;
use crate::api::http::body::{FORM, MULTIPART, media_type, read_row};
use crate::api::http::error::ApiError;
use crate::api::http::multipart::{form_error, no_boundary};
use crate::gallery::Gallery;
use axum::body::Body;
use axum::extract::{FromRequest, Multipart, Request, State};
use axum::http::uri::PathAndQuery;
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use axum::{Json, Router};
use form_urlencoded::Serializer;
use serde_json::json;
use std::sync::Arc;

/// The most bytes that a name, a password and a way back may take.
const ROOM: usize = 16 * 1024;

pub(crate) static DOOR: Door = Door {
    name: "login",
    routes,
    prefixes: &["/login", "/logout"],
    open: &["/login", "/logout"],
    ..Door::PAGES
};

fn routes() -> Router<Arc<Gallery>> {
    Router::new().route("/login", get(show_login).post(log_in)).route("/logout", get(log_out).post(log_out))
}

/// What somebody gives to get in.
#[derive(Default)]
struct Given {
    username: String,
    password: String,
    next: String,
}

async fn show_login(State(gallery): State<Arc<Gallery>>, request: Request) -> Response {
    let Some(lock) = lock(&request) else { return not_found(&gallery, request).await };
    let query = request.uri().query().unwrap_or_default();
    let next = form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == "next");
    let next = next.map(|(_, next)| next.into_owned()).unwrap_or_default();
    let page = Login { next, named: lock.credentials.has_users(), error: String::new() };
    render(&gallery, Page::Login(page), StatusCode::OK, request).await
}

async fn log_in(State(gallery): State<Arc<Gallery>>, request: Request) -> Response {
    let Some(lock) = lock(&request) else { return not_found(&gallery, request).await };
    let client = request.extensions().get::<ClientInfo>().cloned().unwrap_or_default();
    let base = base_path(&request);
    let (head, body) = request.into_parts();
    let given = match given(Request::from_parts(head.clone(), body)).await {
        Ok(given) => given,
        Err(fault) => return fault.into_response(),
    };
    let navigates = is_navigation(&head.headers);
    match lock.verify(&client, || lock.credentials.is_user(&given.username, &given.password)) {
        Ok(_) => {
            let response = match navigates {
                true => Redirect::to(&way_back(&base, &given.next)).into_response(),
                false => Json(json!({ "success": true })).into_response(),
            };
            with_cookie(response, &lock.sessions.begin(&base, client.https))
        }
        Err(denied) if navigates => {
            let request = Request::from_parts(head, Body::empty());
            show_denied(&gallery, &lock, given.next, denied, request).await
        }
        Err(denied) => denied.into_response(),
    }
}

async fn show_denied(
    gallery: &Arc<Gallery>,
    lock: &Lock,
    next: String,
    denied: Denied,
    request: Request,
) -> Response {
    let page = Login { next, named: lock.credentials.has_users(), error: denied.message };
    let mut response = render(gallery, Page::Login(page), denied.status, request).await;
    if let Some(wait_secs) = denied.retry_after_secs {
        response.headers_mut().insert(header::RETRY_AFTER, wait_secs.into());
    }
    response
}

async fn log_out(State(gallery): State<Arc<Gallery>>, request: Request) -> Response {
    let Some(lock) = lock(&request) else { return not_found(&gallery, request).await };
    let https = request.extensions().get::<ClientInfo>().is_some_and(|client| client.https);
    let base = base_path(&request);
    let response = match is_navigation(request.headers()) {
        true => Redirect::to(&way_back(&base, "/")).into_response(),
        false => Json(json!({ "success": true })).into_response(),
    };
    with_cookie(response, &lock.sessions.end(request.headers(), &base, https))
}

/// Leads an anonymous browser to the login page, and from there back.
pub(crate) fn login_redirect(base: &str, request: &Request) -> Response {
    let target = match (request.method(), request.uri().path_and_query()) {
        (&Method::GET, Some(target)) => target.as_str(),
        _ => request.uri().path(),
    };
    let next = Serializer::new(String::new()).append_pair("next", target).finish();
    Redirect::to(&format!("{base}/login?{next}")).into_response()
}

fn lock(request: &Request) -> Option<Arc<Lock>> {
    request.extensions().get::<Arc<Lock>>().cloned()
}

fn with_cookie(mut response: Response, cookie: &str) -> Response {
    if let Ok(cookie) = HeaderValue::from_str(cookie) {
        response.headers_mut().insert(header::SET_COOKIE, cookie);
    }
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// Where somebody was going, which is on this server and nowhere else: browsers take two slashes, and a backslash, for
/// the beginning of another host's name.
fn way_back(base: &str, next: &str) -> String {
    let here = next.starts_with('/') && !next.starts_with("//") && !next.contains('\\') && next.is_ascii();
    match next.parse::<PathAndQuery>() {
        Ok(next) if here && next.as_str() != "/" => format!("{base}{next}"),
        _ if base.is_empty() => "/".to_owned(),
        _ => base.to_owned(),
    }
}

async fn given(request: Request) -> Result<Given, ApiError> {
    let (head, body) = read_row(request, ROOM).await?;
    let mut given = Given::default();
    match media_type(&head).as_str() {
        FORM => form_urlencoded::parse(&body).for_each(|(name, value)| given.take(&name, value.into_owned())),
        MULTIPART => {
            let request = Request::from_parts(head, Body::from(body));
            let mut parts = Multipart::from_request(request, &()).await.map_err(|_| no_boundary())?;
            while let Some(part) = parts.next_field().await.map_err(|error| form_error(&error))? {
                let name = part.name().unwrap_or_default().to_owned();
                given.take(&name, part.text().await.map_err(|error| form_error(&error))?);
            }
        }
        _ => {
            let text = format!("Send username and password as a form, as {FORM}");
            return Err(ApiError::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, text));
        }
    }
    Ok(given)
}

impl Given {
    fn take(&mut self, name: &str, value: String) {
        match name {
            "username" => self.username = value,
            "password" => self.password = value,
            "next" => self.next = value,
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_back_leads_to_no_other_host() {
        let check =
            |base: &str, next: &str, expected: &str| assert_eq!(way_back(base, next), expected, "{next}");
        check("", "/penguins?bill_length=46", "/penguins?bill_length=46");
        check("/app", "/penguins", "/app/penguins");
        check("", "/", "/");
        check("/app", "/", "/app");
        for evil in [
            "",
            "//evil.example",
            "////evil.example",
            "/\\evil.example",
            "\\\\evil.example",
            "https://evil.example",
            "javascript:alert(1)",
            "/\t/evil.example",
            "/\r\nSet-Cookie: a=b",
            "evil",
            "/a b",
            "/ä",
            "/..\\evil",
        ] {
            check("", evil, "/");
            check("/app", evil, "/app");
        }
    }
}
