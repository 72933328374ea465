//! [`Sessions`]: browsers that have logged in, by a cookie.

use super::credentials::{Fingerprint, Salt};
use super::header_list::header_list;
use axum::http::{HeaderMap, header};
use std::collections::{HashSet, VecDeque};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::time::Instant;
use uuid::Uuid;

/// How long a session lasts.
const MAX_AGE: Duration = Duration::from_secs(12 * 60 * 60);
/// With more than these, the oldest have to log in again.
const MAX_SESSIONS: usize = 10_000;

/// The sessions of browsers that have logged in.
pub(crate) struct Sessions {
    /// The cookie's name, which is this process's own: servers on other ports of the host share its cookies.
    cookie: String,
    salt: Salt,
    known: Mutex<Known>,
}

#[derive(Default)]
struct Known {
    fingerprints: HashSet<Fingerprint>,
    /// Oldest first.
    ends: VecDeque<(Instant, Fingerprint)>,
}

impl Sessions {
    pub(crate) fn new() -> Self {
        let cookie = format!("maquette-{}", &Uuid::new_v4().simple().to_string()[..8]);
        Self { cookie, salt: Salt::random(), known: Mutex::default() }
    }

    /// Begins a session and returns its `Set-Cookie`.
    pub(crate) fn begin(&self, path: &str, https: bool) -> String {
        let id = format!("{}{}", Uuid::new_v4().simple(), Uuid::new_v4().simple());
        let fingerprint = self.salt.digest("session", &id);
        let mut known = self.known();
        while known.ends.len() >= MAX_SESSIONS {
            known.forget_oldest();
        }
        known.fingerprints.insert(fingerprint);
        known.ends.push_back((Instant::now() + MAX_AGE, fingerprint));
        self.cookie(&id, MAX_AGE, path, https)
    }

    /// Whether a request has the cookie of a session.
    pub(crate) fn contains(&self, headers: &HeaderMap) -> bool {
        let mut known = self.known();
        while known.ends.front().is_some_and(|(end, _)| *end <= Instant::now()) {
            known.forget_oldest();
        }
        self.ids(headers).any(|id| known.fingerprints.contains(&self.salt.digest("session", id)))
    }

    /// Ends the session of a request and returns the `Set-Cookie` that removes its cookie.
    pub(crate) fn end(&self, headers: &HeaderMap, path: &str, https: bool) -> String {
        let mut known = self.known();
        for id in self.ids(headers) {
            let fingerprint = self.salt.digest("session", id);
            known.fingerprints.remove(&fingerprint);
            known.ends.retain(|(_, other)| *other != fingerprint);
        }
        self.cookie("", Duration::ZERO, path, https)
    }

    fn cookie(&self, id: &str, max_age: Duration, path: &str, https: bool) -> String {
        let path = if path.is_empty() { "/" } else { path };
        let secure = if https { "; Secure" } else { "" };
        format!(
            "{}={id}; Path={path}; Max-Age={}; HttpOnly; SameSite=Lax{secure}",
            self.cookie,
            max_age.as_secs()
        )
    }

    fn ids<'a>(&'a self, headers: &'a HeaderMap) -> impl Iterator<Item = &'a str> {
        let cookies = headers.get_all(header::COOKIE).iter().flat_map(|cookies| header_list(cookies, b';'));
        let pairs = cookies.filter_map(|pair| pair.split_once('='));
        pairs.filter(|(name, _)| *name == self.cookie).map(|(_, id)| id)
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        // A session is known or is not, whatever panicked elsewhere.
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Known {
    fn forget_oldest(&mut self) {
        if let Some((_, fingerprint)) = self.ends.pop_front() {
            self.fingerprints.remove(&fingerprint);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The headers with which a browser brings a cookie back.
    fn headers(cookie: &str) -> HeaderMap {
        let pair = cookie.split(';').next().expect("a pair");
        HeaderMap::from_iter([(header::COOKIE, format!("theme=dark; {pair}").parse().expect("a value"))])
    }

    #[tokio::test(start_paused = true)]
    async fn a_session_lasts_until_its_time_is_over_or_its_owner_leaves() {
        let sessions = Sessions::new();
        let (one, two) = (sessions.begin("", false), sessions.begin("/app", true));
        assert!(one.ends_with("; Path=/; Max-Age=43200; HttpOnly; SameSite=Lax"), "{one}");
        assert!(two.ends_with("; Path=/app; Max-Age=43200; HttpOnly; SameSite=Lax; Secure"), "{two}");
        assert!(sessions.contains(&headers(&one)) && sessions.contains(&headers(&two)));
        assert!(!sessions.contains(&HeaderMap::new()) && !sessions.contains(&headers("maquette-00000000=a")));
        // One of another process, even under this one's name.
        let other = Sessions::new().begin("", false);
        let renamed = format!("{}={}", sessions.cookie, other.split(['=', ';']).nth(1).expect("an id"));
        assert!(!sessions.contains(&headers(&renamed)));

        let gone = sessions.end(&headers(&one), "", false);
        assert!(gone.contains("=; Path=/; Max-Age=0;"), "{gone}");
        assert!(!sessions.contains(&headers(&one)) && sessions.contains(&headers(&two)));
        tokio::time::advance(MAX_AGE).await;
        assert!(!sessions.contains(&headers(&two)));
        assert!(sessions.known().fingerprints.is_empty());
    }

    #[tokio::test(start_paused = true)]
    async fn however_many_log_in_few_are_known() {
        let sessions = Sessions::new();
        let first = sessions.begin("", false);
        (1..MAX_SESSIONS).for_each(|_| drop(sessions.begin("", false)));
        assert!(sessions.contains(&headers(&first)));
        let last = sessions.begin("", false);
        assert!(!sessions.contains(&headers(&first)) && sessions.contains(&headers(&last)));
        assert_eq!(sessions.known().fingerprints.len(), MAX_SESSIONS);
    }
}
