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
pub(super) use lock::{CHALLENGE, Standing};
pub use origins::{Origin, Origins};
pub(super) use visitor::Visitor;
pub use visitor::is_prefix;

use super::Aliases;
use super::base::settle;
use axum::extract::Request;
use axum::http::{HeaderMap, Method, header};
use axum::response::{IntoResponse, Redirect, Response};
use buckets::Buckets;
use form_urlencoded::Serializer;
use origins::Asker;
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
    /// Other addresses that lead to where Vertex AI asks.
    pub aliases: Aliases,
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
        let Self { base, proxies, aliases, .. } = self;
        !base.is_empty()
            || !proxies.is_empty()
            || *aliases != Aliases::default()
            || self.locked_demos().is_some()
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

/// How a request came.
pub(super) struct Arrival {
    pub(super) visitor: Visitor,
    /// What addresses begin with.
    pub(super) base: String,
    pub(super) asker: Asker,
}

impl Guard {
    /// Finds out how a request came, and leads it to the address that it means.
    pub(super) fn receive(&self, request: &mut Request) -> Arrival {
        let Settings { origins, proxies, base, aliases, .. } = &self.settings;
        let visitor = Visitor::of(request, proxies);
        let base = settle(request, base, visitor.prefix.as_deref());
        aliases.lead(request);
        let asker = origins.asker(request, &visitor);
        Arrival { visitor, base, asker }
    }

    /// Lets a request through to the doors, or answers it.
    pub(super) fn admit(
        &self,
        mut request: Request,
        visitor: Visitor,
        base: &str,
        asker: &Asker,
    ) -> Result<Request, Box<Response>> {
        asker.disarm(&mut request);
        match self.check(&mut request, &visitor, asker) {
            Err(refusal) if refusal.leads_to_login(request.headers()) => {
                return Err(to_login(base, &request).into());
            }
            Err(refusal) => return Err(refusal.response(request.uri().path()).into()),
            Ok(Some(response)) => return Err(response.into()),
            Ok(None) => {}
        }
        request.extensions_mut().insert(visitor);
        match multipart::boundary(request.headers()) {
            Ok(Some(boundary)) => Ok(multipart::bound(request, &boundary)),
            Ok(None) => Ok(request),
            Err(refusal) => Err(refusal.response(request.uri().path()).into()),
        }
    }

    /// Whether a visitor may ask for this, by this name, from there, now. What a browser asks before its page may ask is
    /// answered here.
    fn check(
        &self,
        request: &mut Request,
        visitor: &Visitor,
        asker: &Asker,
    ) -> Result<Option<Response>, Refusal> {
        let path = request.uri().path();
        // Whoever watches over a server asks for its number, and what they are told is no secret.
        if !matches!(path, "/ping" | "/health/live") {
            self.settings.hosts.check(request)?;
        }
        if let Some(response) = asker.preflight(request) {
            return Ok(Some(response));
        }
        asker.check(request)?;
        if let Some(asked) = self.asked.as_ref().filter(|_| !lock::is_open(path.trim_matches('/'))) {
            let too_often =
                |wait| Refusal::too_often("This is more often than this server answers one visitor", wait);
            asked.take(visitor.network()).map_err(too_often)?;
        }
        let Some(lock) = &self.settings.lock else { return Ok(None) };
        let standing = lock.standing(request, visitor)?;
        if standing == Standing::Nobody && lock.is_locked(path) {
            return Err(lock.refusal(request.headers()));
        }
        request.extensions_mut().insert(standing);
        request.extensions_mut().insert(lock.clone());
        Ok(None)
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
