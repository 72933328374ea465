use super::buckets::Buckets;
use super::keys::Keys;
use super::refusal::Refusal;
use super::sessions::Sessions;
use super::visitor::Visitor;
use axum::extract::Request;
use axum::http::{HeaderMap, StatusCode, header};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use percent_encoding::percent_decode_str;

/// A wrong password more often than this is an attempt to guess it: at once, and then in a minute.
const WRONG_AT_ONCE: u32 = 10;
const WRONG_A_MINUTE: f64 = 10.0;

/// Who may use the demos, or some of them.
pub struct Lock {
    pub(super) keys: Keys,
    pub(super) sessions: Sessions,
    /// The demos that are locked; all of them, and everything else, where none is named.
    pub(super) demos: Vec<String>,
    wrong: Buckets,
}

/// Whoever asks a server that has a lock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::api) enum Standing {
    Known,
    Nobody,
}

/// What is open to everybody: what the way in is made of, and what says that a process is there.
const OPEN: [&str; 5] = ["login", "logout", "pkg", "ping", "health/live"];
/// How a program says who it is, at least.
pub(in crate::api) const CHALLENGE: &str = "Bearer realm=\"Maquette\"";
/// What tells of all demos together.
const WHOLE: [&str; 2] = ["metrics", "monitoring"];

impl Lock {
    /// `demos` are the names of those that are locked; none for everything.
    pub fn new(keys: Keys, demos: Vec<String>) -> Self {
        let wrong = Buckets::new(WRONG_A_MINUTE / 60.0, WRONG_AT_ONCE);
        Self { keys, sessions: Sessions::new(), demos, wrong }
    }

    /// Finds out who asks. Whoever says who they are and is not, is told.
    pub(super) fn standing(&self, request: &Request, visitor: &Visitor) -> Result<Standing, Refusal> {
        match Given::of(request.headers()) {
            Some(given) => self.try_keys(visitor, || given.opens(&self.keys)),
            None if self.sessions.knows(request.headers()) => Ok(Standing::Known),
            None => Ok(Standing::Nobody),
        }
    }

    /// Tries a password or a token, unless so many were wrong that this one is a guess.
    pub(super) fn try_keys(
        &self,
        visitor: &Visitor,
        opens: impl FnOnce() -> bool,
    ) -> Result<Standing, Refusal> {
        let network = visitor.network();
        let too_often =
            |wait| Refusal::too_often("There were too many wrong passwords from this address", wait);
        self.wrong.look(network).map_err(too_often)?;
        if opens() {
            return Ok(Standing::Known);
        }
        self.wrong.take(network).map_err(too_often)?;
        Err(Refusal::new(StatusCode::UNAUTHORIZED, "This password or token is not right"))
    }

    /// Whether an address is for those alone who are known.
    pub(super) fn is_locked(&self, path: &str) -> bool {
        let path = path.trim_matches('/');
        if is_open(path) {
            return false;
        }
        // A demo's name stands alone in an address, or before a verb: `/v1/models/penguins:predict`.
        let names = path.split('/').map(|part| percent_decode_str(part).decode_utf8_lossy());
        let is_demo = |name: &str| self.demos.iter().any(|demo| *demo == *name);
        self.demos.is_empty()
            || WHOLE.contains(&path.split('/').next().unwrap_or_default())
            || names.into_iter().any(|name| is_demo(name.split(':').next().unwrap_or_default()))
    }

    /// Why nobody gets in, and how to say who one is. A browser's page asks without knowing a password, and a browser
    /// that is asked for one in this way would ask its owner in a window of its own.
    pub(super) fn refusal(&self, headers: &HeaderMap) -> Refusal {
        let text = "Log in first, or send a token or a name and a password in the Authorization header";
        let challenge = match self.keys.has_users() && !headers.contains_key("sec-fetch-mode") {
            true => "Bearer realm=\"Maquette\", Basic realm=\"Maquette\", charset=\"UTF-8\"",
            false => CHALLENGE,
        };
        Refusal::unknown(text, challenge)
    }
}

/// Whether an address, without slashes at its ends, is open whatever is locked.
pub(super) fn is_open(path: &str) -> bool {
    OPEN.iter()
        .any(|open| path.strip_prefix(open).is_some_and(|rest| rest.is_empty() || rest.starts_with('/')))
}

/// What an Authorization header gives.
enum Given {
    Token(String),
    User { name: String, password: String },
    Broken,
}

impl Given {
    /// `None` where there is none, or one of a kind that is not ours: the clients of clouds sign what they send.
    fn of(headers: &HeaderMap) -> Option<Self> {
        let header = headers.get(header::AUTHORIZATION)?;
        let Ok(text) = header.to_str() else { return Some(Self::Broken) };
        let (scheme, given) = text.trim().split_once(' ').unwrap_or((text.trim(), ""));
        match scheme.to_ascii_lowercase().as_str() {
            "bearer" => Some(Self::Token(given.trim().to_owned())),
            "basic" => {
                let decoded =
                    STANDARD.decode(given.trim()).ok().and_then(|bytes| String::from_utf8(bytes).ok());
                let pair = decoded.as_deref().and_then(|text| text.split_once(':'));
                let user = pair.map(|(name, password)| (name.to_owned(), password.to_owned()));
                Some(user.map_or(Self::Broken, |(name, password)| Self::User { name, password }))
            }
            _ => None,
        }
    }

    fn opens(&self, keys: &Keys) -> bool {
        match self {
            Self::Token(token) => keys.is_token(token),
            Self::User { name, password } => keys.is_user(name, password),
            Self::Broken => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::body::Body;

    fn lock(demos: &[&str]) -> Lock {
        let keys = Keys::new(&["token".to_owned()], &[("ann".to_owned(), "secret".to_owned())]);
        Lock::new(keys, demos.iter().map(|demo| (*demo).to_owned()).collect())
    }

    #[test]
    fn what_is_locked() {
        let check = |demos: &[&str], path: &str, expected: bool| {
            assert_eq!(lock(demos).is_locked(path), expected, "{path} of {demos:?}");
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
    async fn who_says_who_they_are() {
        let check = |header: Option<&str>, expected: Result<Standing, u16>| {
            let request = header
                .iter()
                .fold(Request::get("/"), |request, value| request.header("authorization", *value));
            let request = request.body(Body::empty()).expect("a request");
            let standing = lock(&[]).standing(&request, &Visitor::default());
            assert_eq!(standing.map_err(|refusal| refusal.fault.status.as_u16()), expected, "{header:?}");
        };
        let basic = |text: &str| format!("Basic {}", STANDARD.encode(text));
        check(None, Ok(Standing::Nobody));
        check(Some("Bearer token"), Ok(Standing::Known));
        check(Some("bearer  token "), Ok(Standing::Known));
        check(Some(&basic("ann:secret")), Ok(Standing::Known));
        check(Some(&basic("anybody:token")), Ok(Standing::Known));
        check(Some("AWS4-HMAC-SHA256 Credential=x"), Ok(Standing::Nobody));
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
        let (lock, visitor) =
            (lock(&[]), Visitor { address: "203.0.113.9".parse().ok(), ..Visitor::default() });
        let attempt = |right: bool, visitor: &Visitor| {
            lock.try_keys(visitor, || right)
                .map_err(|refusal| (refusal.fault.status.as_u16(), refusal.fault.retry_secs))
        };
        for _ in 0..WRONG_AT_ONCE {
            assert_eq!(attempt(false, &visitor), Err((401, None)));
            // What is right does not count.
            if lock.wrong.look(visitor.network()).is_ok() {
                assert_eq!(attempt(true, &visitor), Ok(Standing::Known));
            }
        }
        // From now on not even the right one helps: whoever guesses would find it.
        assert_eq!(attempt(false, &visitor), Err((429, Some(7))));
        assert_eq!(attempt(true, &visitor), Err((429, Some(7))));
        assert_eq!(attempt(true, &Visitor::default()), Ok(Standing::Known));
        tokio::time::advance(std::time::Duration::from_secs(6)).await;
        assert_eq!(attempt(true, &visitor), Ok(Standing::Known));
    }
}
