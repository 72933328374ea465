//! The lock: which demos need credentials, and whether a request has them.

use super::client::ClientInfo;
use super::credentials::Credentials;
use super::denied::Denied;
use super::rate_limit::RateLimit;
use super::routes::Routes;
use super::sessions::Sessions;
use axum::extract::Request;
use axum::http::{HeaderMap, StatusCode, header};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use percent_encoding::percent_decode_str;

/// More failed logins than these are an attempt to guess: a burst, and then so many a minute.
const FAILED_BURST: u32 = 10;
const FAILED_PER_MINUTE: f64 = 10.0;

/// Who may use the demos, or some of them.
pub struct Lock {
    pub(crate) credentials: Credentials,
    pub(crate) sessions: Sessions,
    /// The demos that are locked; all of them, and everything else, where none is named.
    pub(crate) demos: Vec<String>,
    failed_logins: RateLimit,
}

/// Whether the client of a request is known to a server that has a lock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Identity {
    Known,
    Anonymous,
}

/// How a program authenticates.
pub(crate) const CHALLENGE: &str = "Bearer realm=\"Maquette\"";

impl Lock {
    /// `demos` are the names of those that are locked; none for everything.
    pub fn new(credentials: Credentials, demos: Vec<String>) -> Self {
        let failed_logins = RateLimit::new(FAILED_PER_MINUTE / 60.0, FAILED_BURST);
        Self { credentials, sessions: Sessions::new(), demos, failed_logins }
    }

    /// Who the client is.
    ///
    /// # Errors
    /// Wrong credentials, or too many of them.
    pub(super) fn identify(&self, request: &Request, client: &ClientInfo) -> Result<Identity, Denied> {
        match Authorization::of(request.headers()) {
            Some(given) => self.verify(client, || given.matches(&self.credentials)),
            None if self.sessions.contains(request.headers()) => Ok(Identity::Known),
            None => Ok(Identity::Anonymous),
        }
    }

    /// Checks a password or a token, unless so many were wrong that this one is a guess.
    ///
    /// # Errors
    /// Wrong credentials, or too many of them.
    pub(crate) fn verify(
        &self,
        client: &ClientInfo,
        matches: impl FnOnce() -> bool,
    ) -> Result<Identity, Denied> {
        let network = client.network();
        let too_many = |wait| Denied::too_many("There were too many wrong passwords from this address", wait);
        self.failed_logins.peek(network).map_err(too_many)?;
        if matches() {
            return Ok(Identity::Known);
        }
        self.failed_logins.check(network).map_err(too_many)?;
        Err(Denied::new(StatusCode::UNAUTHORIZED, "This password or token is not right"))
    }

    /// Whether an address needs credentials.
    pub(super) fn is_locked(&self, path: &str, routes: &Routes) -> bool {
        if routes.is_open(path) {
            return false;
        }
        // A demo's name stands alone in an address, or before a verb: `/v1/models/penguins:predict`.
        let names = path.split('/').map(|part| percent_decode_str(part).decode_utf8_lossy());
        let is_demo = |name: &str| self.demos.iter().any(|demo| *demo == *name);
        self.demos.is_empty()
            || routes.is_about_all_demos(path)
            || names.into_iter().any(|name| is_demo(name.split(':').next().unwrap_or_default()))
    }

    /// The refusal of an anonymous request. A browser's scripts get no Basic challenge: it would open the browser's own
    /// password window.
    pub(super) fn denied(&self, headers: &HeaderMap) -> Denied {
        let text = "Log in first, or send a token or a name and a password in the Authorization header";
        let challenge = match self.credentials.has_users() && !headers.contains_key("sec-fetch-mode") {
            true => "Bearer realm=\"Maquette\", Basic realm=\"Maquette\", charset=\"UTF-8\"",
            false => CHALLENGE,
        };
        Denied::unauthenticated(text, challenge)
    }
}

/// The credentials in an Authorization header.
enum Authorization {
    Token(String),
    User { name: String, password: String },
    Malformed,
}

impl Authorization {
    /// `None` without the header, or with another scheme: the clients of cloud services sign their requests.
    fn of(headers: &HeaderMap) -> Option<Self> {
        let header = headers.get(header::AUTHORIZATION)?;
        let Ok(text) = std::str::from_utf8(header.as_bytes()) else { return Some(Self::Malformed) };
        let (scheme, given) = text.trim().split_once(' ').unwrap_or((text.trim(), ""));
        match scheme.to_ascii_lowercase().as_str() {
            "bearer" => Some(Self::Token(given.trim().to_owned())),
            "basic" => {
                let decoded =
                    STANDARD.decode(given.trim()).ok().and_then(|bytes| String::from_utf8(bytes).ok());
                let pair = decoded.as_deref().and_then(|text| text.split_once(':'));
                let user = pair.map(|(name, password)| (name.to_owned(), password.to_owned()));
                Some(user.map_or(Self::Malformed, |(name, password)| Self::User { name, password }))
            }
            _ => None,
        }
    }

    fn matches(&self, credentials: &Credentials) -> bool {
        match self {
            Self::Token(token) => credentials.is_token(token),
            Self::User { name, password } => credentials.is_user(name, password),
            Self::Malformed => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::body::Body;

    fn lock(demos: &[&str]) -> Lock {
        let credentials = Credentials::new(&["token".to_owned()], &[("ann".to_owned(), "secret".to_owned())]);
        Lock::new(credentials, demos.iter().map(|demo| (*demo).to_owned()).collect())
    }

    fn routes() -> Routes {
        Routes {
            open: vec!["login", "logout", "pkg", "ping", "health/live"],
            all_demos: vec!["metrics"],
            ..Routes::default()
        }
    }

    #[test]
    fn a_lock_covers_its_demos_or_everything() {
        let check = |demos: &[&str], path: &str, expected: bool| {
            assert_eq!(lock(demos).is_locked(path, &routes()), expected, "{path} of {demos:?}");
        };
        for path in [
            "/",
            "/penguins",
            "/api",
            "/health/ready",
            "/metrics",
            "/docs",
            "/config",
            "/v2/health/live",
            "/x",
        ] {
            check(&[], path, true);
        }
        for path in ["/login", "/login/", "/logout", "/pkg/a.css", "/ping", "/health/live"] {
            check(&[], path, false);
            check(&["penguins"], path, false);
        }
        for path in ["/loginx", "/pingu", "/health/lively", "/health", "/pkgs/a"] {
            check(&[], path, true);
        }
        for path in [
            "/penguins",
            "/penguins/",
            "//penguins",
            "/penguins/jobs/1/events",
            "/api/penguins/predict",
            "/metrics",
            "/v1/models/penguins:predict",
            "/v2/models/penguins/versions/1/infer",
            "/gradio_api/call/penguins/1",
            "/api/%70enguins",
            "/predictions/penguins/1.0",
        ] {
            check(&["penguins"], path, true);
        }
        for path in ["/", "/houses", "/api/houses/predict", "/api", "/penguinsx", "/v1/models/houses:predict"]
        {
            check(&["penguins"], path, false);
        }
    }

    #[tokio::test(start_paused = true)]
    async fn an_authorization_header_identifies_or_is_refused() {
        let check = |header: Option<&str>, expected: Result<Identity, u16>| {
            let request = header
                .iter()
                .fold(Request::get("/"), |request, value| request.header("authorization", *value));
            let request = request.body(Body::empty()).expect("a request");
            let identity = lock(&[]).identify(&request, &ClientInfo::default());
            assert_eq!(identity.map_err(|denied| denied.status.as_u16()), expected, "{header:?}");
        };
        let basic = |text: &str| format!("Basic {}", STANDARD.encode(text));
        check(None, Ok(Identity::Anonymous));
        check(Some("Bearer token"), Ok(Identity::Known));
        check(Some("bearer  token "), Ok(Identity::Known));
        check(Some(&basic("ann:secret")), Ok(Identity::Known));
        check(Some(&basic("anybody:token")), Ok(Identity::Known));
        check(Some("AWS4-HMAC-SHA256 Credential=x"), Ok(Identity::Anonymous));
        for wrong in
            ["Bearer", "Bearer ", "Bearer Token", "Basic", "Basic ?", "Basic YW5u", "Bearer ann:secret"]
        {
            check(Some(wrong), Err(401));
        }
        check(Some(&basic("ann:")), Err(401));
        check(Some(&basic(":")), Err(401));
    }

    #[tokio::test(start_paused = true)]
    async fn guessing_is_slow() {
        let (lock, client) =
            (lock(&[]), ClientInfo { address: "203.0.113.9".parse().ok(), ..ClientInfo::default() });
        let attempt = |right: bool, client: &ClientInfo| {
            lock.verify(client, || right).map_err(|denied| (denied.status.as_u16(), denied.retry_after_secs))
        };
        for _ in 0..FAILED_BURST {
            assert_eq!(attempt(false, &client), Err((401, None)));
            // A right password does not count.
            if lock.failed_logins.peek(client.network()).is_ok() {
                assert_eq!(attempt(true, &client), Ok(Identity::Known));
            }
        }
        // From now on the right one is refused too, or a guess would succeed.
        assert_eq!(attempt(false, &client), Err((429, Some(7))));
        assert_eq!(attempt(true, &client), Err((429, Some(7))));
        assert_eq!(attempt(true, &ClientInfo::default()), Ok(Identity::Known));
        tokio::time::advance(std::time::Duration::from_secs(6)).await;
        assert_eq!(attempt(true, &client), Ok(Identity::Known));
    }
}
