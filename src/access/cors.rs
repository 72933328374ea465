//! Cross-origin requests: which pages of other sites may send them and read the answers.

use super::client::ClientInfo;
use super::denied::Denied;
use super::routes::Routes;
use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header};
use axum::response::Response;
use std::fmt;
use std::str::FromStr;

/// Which pages may send requests: this server's own, and those of the sites in `allowed`.
#[derive(Clone, Debug, Default)]
pub struct Origins {
    pub allowed: Vec<Origin>,
}

/// `https://app.example`, or any.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// Any site, whose requests are anonymous: cookies are stripped.
    Any,
    Site(String),
}

/// What a page of another site may do.
const METHODS: &str = "GET, HEAD, POST, PUT, DELETE";

/// Where a request comes from, as far as access control cares.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum RequestOrigin {
    /// A program, or a page of this server.
    SameSite,
    /// A page of an allowed site, and whether that is allowed by name.
    Allowed { origin: HeaderValue, named: bool },
    /// A page of another site.
    OtherSite,
}

impl Origins {
    pub(super) fn classify(&self, request: &Request, client: &ClientInfo) -> RequestOrigin {
        let headers = request.headers();
        let Some(origin) = headers.get(header::ORIGIN) else { return RequestOrigin::SameSite };
        // The browser's own header counts for more than the names, which a proxy may have changed.
        if headers.get("sec-fetch-site").is_some_and(|site| site == "same-origin")
            || is_own(origin, request, client)
        {
            return RequestOrigin::SameSite;
        }
        let named =
            |allowed: &Origin| matches!(allowed, Origin::Site(site) if site.as_bytes() == origin.as_bytes());
        if self.allowed.iter().any(named) {
            return RequestOrigin::Allowed { origin: origin.clone(), named: true };
        }
        // Many kinds of page have the origin “null”: any site does not mean these.
        if self.allowed.contains(&Origin::Any) && origin != "null" {
            return RequestOrigin::Allowed { origin: origin.clone(), named: false };
        }
        RequestOrigin::OtherSite
    }
}

impl RequestOrigin {
    /// Refuses a request that changes something where a page of another site sends it in a visitor's name. Programs send
    /// no `Origin`, and reading changes nothing.
    pub(super) fn check(&self, request: &Request) -> Result<(), Denied> {
        let reads = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
        if (reads && !is_preflight(request)) || *self != Self::OtherSite {
            return Ok(());
        }
        let text =
            "This request comes from a page of another site; --allow-origin names the sites that may ask";
        Err(Denied::new(StatusCode::FORBIDDEN, text))
    }

    /// Removes the cookie, by which its visitor is known here, from the request of an anonymous site.
    pub(super) fn strip_cookies(&self, request: &mut Request) {
        if matches!(self, Self::Allowed { named: false, .. }) {
            request.headers_mut().remove(header::COOKIE);
        }
    }

    /// The answer to a browser that asks whether its page may send a request.
    pub(super) fn preflight(&self, request: &Request, routes: &Routes) -> Option<Response> {
        if !is_preflight(request) || !matches!(self, Self::Allowed { .. }) {
            return None;
        }
        let mut response = Response::new(Body::empty());
        *response.status_mut() = StatusCode::NO_CONTENT;
        let headers = response.headers_mut();
        headers.insert(header::ACCESS_CONTROL_ALLOW_METHODS, HeaderValue::from_static(METHODS));
        if let Some(allowed) = &routes.request_headers {
            headers.insert(header::ACCESS_CONTROL_ALLOW_HEADERS, allowed.clone());
        }
        headers.insert(header::ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static("600"));
        Some(response)
    }

    /// Says in a response which page may read it.
    pub(super) fn set_headers(&self, headers: &mut HeaderMap, routes: &Routes) {
        let Self::Allowed { origin, named } = self else { return };
        headers.append(header::VARY, HeaderValue::from_static("origin"));
        if let Some(exposed) = &routes.response_headers {
            headers.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, exposed.clone());
        }
        if *named {
            headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin.clone());
            headers.insert(header::ACCESS_CONTROL_ALLOW_CREDENTIALS, HeaderValue::from_static("true"));
        } else {
            headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
        }
    }
}

fn is_preflight(request: &Request) -> bool {
    *request.method() == Method::OPTIONS
        && request.headers().contains_key(header::ORIGIN)
        && request.headers().contains_key(header::ACCESS_CONTROL_REQUEST_METHOD)
}

/// Whether an origin is the host of the request.
fn is_own(origin: &HeaderValue, request: &Request, client: &ClientInfo) -> bool {
    let origin = Uri::try_from(origin.as_bytes()).ok();
    origin
        .and_then(|origin| origin.into_parts().authority)
        .is_some_and(|origin| Some(origin.as_str()) == client.requested_host(request))
}

impl fmt::Display for Origin {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Any => out.write_str("any site, without cookies"),
            Self::Site(site) => out.write_str(site),
        }
    }
}

impl FromStr for Origin {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if text == "*" {
            return Ok(Self::Any);
        }
        let wrong =
            || "give the address of a site without a path, such as https://app.example, or *".to_owned();
        let site = text.trim_end_matches('/').to_ascii_lowercase();
        let uri: Uri = site.parse().map_err(|_| wrong())?;
        let plain = uri.path() == "/" && uri.query().is_none() && !site.contains('@');
        match (uri.scheme_str(), uri.authority()) {
            (Some("http" | "https"), Some(_)) if plain => Ok(Self::Site(site)),
            _ => Err(wrong()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(method: &str, headers: &[(&str, &str)]) -> Request {
        let request = Request::builder().method(method).uri("/").header("host", "maquette.example:3000");
        let request = headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
        request.body(Body::empty()).expect("a request")
    }

    fn origins(allowed: &[&str]) -> Origins {
        Origins { allowed: allowed.iter().map(|origin| origin.parse().expect("an origin")).collect() }
    }

    #[test]
    fn a_page_of_another_site_changes_nothing() {
        let check = |allowed: &[&str], method: &str, headers: &[(&str, &str)], expected: bool| {
            let request = request(method, headers);
            let from = origins(allowed).classify(&request, &ClientInfo::default());
            assert_eq!(from.check(&request).is_ok(), expected, "{allowed:?} {method} {headers:?}");
        };
        let evil = [("origin", "https://evil.example")];
        check(&[], "POST", &[], true);
        check(&[], "GET", &evil, true);
        check(&[], "POST", &[("origin", "https://maquette.example:3000")], true);
        for method in ["POST", "PUT", "DELETE", "PATCH"] {
            check(&[], method, &evil, false);
        }
        check(&[], "POST", &[("origin", "https://maquette.example")], false);
        check(&[], "POST", &[("origin", "null")], false);
        check(&["*"], "POST", &[("origin", "null")], false);
        check(&[], "POST", &[("origin", "")], false);
        // A browser says “same-origin” of its own accord, and “cross-site” too.
        check(&[], "POST", &[("origin", "https://a.example"), ("sec-fetch-site", "same-origin")], true);
        check(&[], "POST", &[("origin", "https://a.example"), ("sec-fetch-site", "cross-site")], false);
        check(&["https://app.example"], "POST", &[("origin", "https://app.example")], true);
        check(&["https://app.example"], "POST", &[("origin", "http://app.example")], false);
        check(&["https://app.example"], "POST", &[("origin", "https://app.example.evil.example")], false);
        check(&["https://app.example"], "POST", &evil, false);
        check(&["*"], "POST", &evil, true);
        let preflight = [("origin", "https://evil.example"), ("access-control-request-method", "POST")];
        check(&[], "OPTIONS", &preflight, false);
        check(&[], "OPTIONS", &evil, true);
    }

    #[test]
    fn a_proxy_may_report_the_requested_host() {
        let request = request("POST", &[("origin", "https://public.example")]);
        let by = ClientInfo { host: Some("public.example".to_owned()), ..ClientInfo::default() };
        assert_eq!(origins(&[]).classify(&request, &by), RequestOrigin::SameSite);
        assert_eq!(origins(&[]).classify(&request, &ClientInfo::default()), RequestOrigin::OtherSite);
    }

    #[test]
    fn credentials_are_for_sites_that_are_named() {
        let check = |allowed: &[&str], origin: &str, cookie: bool, expected: [Option<&str>; 2]| {
            let mut request = request("GET", &[("origin", origin), ("cookie", "a=b")]);
            let from = origins(allowed).classify(&request, &ClientInfo::default());
            from.strip_cookies(&mut request);
            assert_eq!(request.headers().contains_key("cookie"), cookie, "{allowed:?} {origin}");
            let mut headers = HeaderMap::new();
            from.set_headers(&mut headers, &Routes::default());
            let header = |name: &str| headers.get(name).map(|value| value.to_str().expect("text"));
            let seen = [header("access-control-allow-origin"), header("access-control-allow-credentials")];
            assert_eq!(seen, expected, "{allowed:?} {origin}");
        };
        check(&[], "https://app.example", true, [None, None]);
        check(
            &["https://app.example"],
            "https://app.example",
            true,
            [Some("https://app.example"), Some("true")],
        );
        check(&["https://app.example"], "https://evil.example", true, [None, None]);
        check(&["*"], "https://evil.example", false, [Some("*"), None]);
        check(&["*"], "null", true, [None, None]);
        check(
            &["*", "https://app.example"],
            "https://app.example",
            true,
            [Some("https://app.example"), Some("true")],
        );
    }

    #[test]
    fn what_is_no_site_is_said() {
        for text in [
            "",
            "app.example",
            "null",
            "https://",
            "https://a.example/b",
            "ftp://a.example",
            "https://a@b",
            "**",
        ] {
            assert!(text.parse::<Origin>().is_err(), "{text}");
        }
        assert_eq!("https://App.example/".parse(), Ok(Origin::Site("https://app.example".to_owned())));
    }
}
