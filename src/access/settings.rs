//! [`Settings`] of access control.

use super::cidr::Cidr;
use super::cors::Origins;
use super::hosts::Hosts;
use super::lock::Lock;
use super::rewrite::Aliases;
use std::sync::Arc;

/// Whom a server answers, and by which names. By default it answers everybody, and refuses what pages of other sites send.
#[derive(Default)]
pub struct Settings {
    pub hosts: Hosts,
    pub origins: Origins,
    pub lock: Option<Arc<Lock>>,
    pub rate: Option<Rate>,
    /// Proxies whose forwarding headers are believed.
    pub proxies: Vec<Cidr>,
    /// The prefix of every address, where a proxy leads to this server under one: `/app`, or nothing.
    pub base_path: String,
    /// Other addresses that lead to where Vertex AI sends its requests.
    pub aliases: Aliases,
}

/// How many requests each client may send.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rate {
    /// More than 0.
    pub per_second: f64,
    pub burst: u32,
}

impl Settings {
    /// Whether a request may change its address, or which demos it can see, before it is routed.
    pub(crate) fn affect_routing(&self) -> bool {
        let Self { base_path, proxies, aliases, .. } = self;
        !base_path.is_empty()
            || !proxies.is_empty()
            || *aliases != Aliases::default()
            || self.locked_demos().is_some()
    }

    /// The names of the demos that are locked, where others are not.
    pub(crate) fn locked_demos(&self) -> Option<&[String]> {
        self.lock.as_deref().map(|lock| &*lock.demos).filter(|demos| !demos.is_empty())
    }
}
