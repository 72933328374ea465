//! What stands before the doors: by which name somebody asks, from which page, how often, and whether they may. No
//! door knows of it, and none is without it.

mod buckets;
mod cidr;
mod hosts;
mod keys;
mod lock;
pub(super) mod login;
mod multipart;
mod origins;
mod refusal;
mod sessions;
mod visitor;

pub use cidr::Cidr;
pub use hosts::{HostName, Hosts};
pub use keys::Keys;
pub use lock::Lock;
pub(super) use lock::Standing;
pub use origins::{Origin, Origins};
pub(super) use visitor::Visitor;
pub use visitor::is_prefix;

use super::base::settle;
use axum::extract::Request;
use axum::http::{HeaderMap, Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use buckets::Buckets;
use form_urlencoded::Serializer;
use refusal::Refusal;
use std::sync::Arc;

/// How a server stands in the world: who it answers, and by which names. Without any it answers everybody, and refuses
/// what pages of other sites send.
#[derive(Default)]
pub struct Settings {
    pub hosts: Hosts,
    pub origins: Origins,
    pub lock: Option<Arc<Lock>>,
    pub rate: Option<Rate>,
    /// Whose word counts on where a request comes from.
    pub proxies: Vec<Cidr>,
    /// The prefix of every address, where a proxy leads to this server under one: `/app`, or nothing.
    pub base: String,
}

/// How often each visitor may ask.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rate {
    /// More than 0.
    pub per_second: f64,
    pub burst: u32,
}

impl Settings {
    /// Whether requests have to be looked at before it is known which door they are for.
    pub(super) fn choose_doors(&self) -> bool {
        !self.base.is_empty() || !self.proxies.is_empty() || self.locked_demos().is_some()
    }

    /// The names of the demos that are locked, where others are not.
    pub(super) fn locked_demos(&self) -> Option<&[String]> {
        self.lock.as_deref().map(|lock| &*lock.demos).filter(|demos| !demos.is_empty())
    }
}

/// The settings at work.
pub(super) struct Guard {
    settings: Settings,
    asked: Option<Buckets>,
}

impl Guard {
    pub(super) fn new(settings: Settings) -> Self {
        let asked = settings.rate.map(|rate| Buckets::new(rate.per_second, rate.burst));
        Self { settings, asked }
    }
}

impl Guard {
    /// The way of every request to the doors.
    pub(super) async fn pass(&self, mut request: Request, next: Next) -> Response {
        let Settings { hosts, origins, proxies, base, .. } = &self.settings;
        let visitor = Visitor::of(&request, proxies);
        let base = settle(&mut request, base, visitor.prefix.as_deref());
        // Whoever watches over a server asks for its number, and what they are told is no secret.
        let watched = matches!(request.uri().path(), "/ping" | "/health/live");
        if let Some(refusal) = hosts.check(&request).err().filter(|_| !watched) {
            return refusal.response();
        }
        let from = origins.from(&request, &visitor);
        from.disarm(&mut request);
        let mut response = match from.preflight(&request) {
            Some(response) => response,
            None => match from.check(&request).and_then(|()| self.admit(&mut request, &visitor)) {
                Err(refusal) if refusal.leads_to_login(&request) => to_login(&base, &request),
                Err(refusal) => refusal.response(),
                Ok(()) => {
                    request.extensions_mut().insert(visitor);
                    match multipart::bound(request) {
                        Ok(request) => next.run(request).await,
                        Err(refusal) => refusal.response(),
                    }
                }
            },
        };
        from.mark(response.headers_mut());
        response
    }

    /// Whether a visitor may ask for this, now.
    fn admit(&self, request: &mut Request, visitor: &Visitor) -> Result<(), Refusal> {
        let path = request.uri().path();
        if let Some(asked) = self.asked.as_ref().filter(|_| !lock::is_open(path.trim_matches('/'))) {
            let too_often =
                |wait| Refusal::too_often("This is more often than this server answers one visitor", wait);
            asked.take(visitor.network()).map_err(too_often)?;
        }
        let Some(lock) = &self.settings.lock else { return Ok(()) };
        let standing = lock.standing(request, visitor)?;
        if standing == Standing::Nobody && lock.is_locked(path) {
            return Err(lock.refusal(request.headers()));
        }
        request.extensions_mut().insert(standing);
        request.extensions_mut().insert(lock.clone());
        Ok(())
    }
}

/// Whether a browser asks for a page, and not a script or a program for an answer.
pub(super) fn is_navigation(headers: &HeaderMap) -> bool {
    let accept = headers.get(header::ACCEPT).and_then(|accept| accept.to_str().ok()).unwrap_or_default();
    accept.contains("text/html")
}

/// Leads somebody to where they can say who they are, and from there back.
fn to_login(base: &str, request: &Request) -> Response {
    let there = match (request.method(), request.uri().path_and_query()) {
        (&Method::GET, Some(there)) => there.as_str(),
        _ => request.uri().path(),
    };
    let next = Serializer::new(String::new()).append_pair("next", there).finish();
    Redirect::to(&format!("{base}/login?{next}")).into_response()
}
