//! [`Hosts`]: the host names that a server answers to.

use super::denied::Denied;
use axum::extract::Request;
use axum::http::uri::Authority;
use axum::http::{StatusCode, Version, header};
use std::fmt;
use std::net::{IpAddr, Ipv4Addr};
use std::str::FromStr;

/// The host names that this server answers to. Anybody can point a domain at this machine (DNS rebinding), so a page of
/// that domain could use a server that answers to every name as if it were its own.
#[derive(Clone, Debug, Default)]
pub struct Hosts {
    /// Whether it listens on a loopback address.
    pub loopback: bool,
    pub named: Vec<HostName>,
}

/// `maquette.example`, `maquette.example:8080`, or `*.maquette.example` for all below it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HostName {
    name: String,
    below: bool,
    port: Option<u16>,
}

impl Hosts {
    /// Whether the Host header names this server.
    pub(super) fn check(&self, request: &Request) -> Result<(), Denied> {
        if !self.loopback && self.named.is_empty() {
            return Ok(());
        }
        let mut hosts = request.headers().get_all(header::HOST).iter();
        let host = hosts.next();
        if hosts.next().is_some() {
            return Err(Denied::new(StatusCode::BAD_REQUEST, "Send one Host header"));
        }
        let Some(host) = host else {
            // No browser speaks HTTP/1.0 any more; load balancers' probes do, and send no Host.
            return match request.version() {
                Version::HTTP_09 | Version::HTTP_10 => Ok(()),
                _ => Err(Denied::new(StatusCode::BAD_REQUEST, "Send a Host header")),
            };
        };
        let Some(host) = Authority::try_from(host.as_bytes()).ok().filter(is_name) else {
            return Err(Denied::new(StatusCode::BAD_REQUEST, "The Host header is no name"));
        };
        for name in [Some(&host), request.uri().authority()].into_iter().flatten() {
            if !self.answers_to(name) {
                return Err(Denied::new(StatusCode::MISDIRECTED_REQUEST, unknown(name)));
            }
        }
        Ok(())
    }

    fn answers_to(&self, authority: &Authority) -> bool {
        let name = plain(authority.host());
        // A page of another site can't be at such an address, whatever it is reached by.
        is_loopback(&name) || self.named.iter().any(|own| own.is(&name, authority.port_u16()))
    }
}

fn unknown(authority: &Authority) -> String {
    let name: String = authority.host().chars().take(100).collect();
    format!("This server does not answer to the name {name}; start it with --host {name} if it should")
}

/// Whether it is a name, with a port at most.
fn is_name(authority: &Authority) -> bool {
    let port = authority.as_str().strip_prefix(authority.host());
    port.is_some_and(|port| port.is_empty() || authority.port_u16().is_some())
}

fn plain(name: &str) -> String {
    name.strip_suffix('.').unwrap_or(name).to_ascii_lowercase()
}

fn is_loopback(name: &str) -> bool {
    name == "localhost"
        || name.ends_with(".localhost")
        || name == "[::1]"
        || name.parse::<Ipv4Addr>().is_ok_and(|address| address.is_loopback())
}

impl HostName {
    fn is(&self, name: &str, port: Option<u16>) -> bool {
        let alike = if self.below {
            name.strip_suffix(&self.name).is_some_and(|below| below.len() > 1 && below.ends_with('.'))
        } else {
            name == self.name
        };
        alike && self.port.is_none_or(|own| Some(own) == port)
    }
}

impl fmt::Display for HostName {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let below = if self.below { "*." } else { "" };
        write!(out, "{below}{}", self.name)?;
        self.port.map_or(Ok(()), |port| write!(out, ":{port}"))
    }
}

impl FromStr for HostName {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || "give a name as it stands in an address, such as maquette.example".to_owned();
        let below = text.starts_with("*.");
        let name = text.strip_prefix("*.").unwrap_or(text);
        // An address of IPv6 has brackets there.
        let bracketed =
            name.parse::<IpAddr>().ok().filter(IpAddr::is_ipv6).map(|address| format!("[{address}]"));
        let authority: Authority = bracketed.as_deref().unwrap_or(name).parse().map_err(|_| wrong())?;
        if !is_name(&authority) || authority.as_str().contains('*') || authority.host().is_empty() {
            return Err(wrong());
        }
        Ok(Self { name: plain(authority.host()), below, port: authority.port_u16() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::body::Body;
    use axum::http::request::Builder;

    fn status_of(hosts: &Hosts, request: Builder) -> u16 {
        let request = request.body(Body::empty()).expect("a request");
        hosts.check(&request).map_or_else(|denied| denied.status.as_u16(), |()| 200)
    }

    fn hosts(loopback: bool, named: &[&str]) -> Hosts {
        Hosts { loopback, named: named.iter().map(|name| name.parse().expect("a name")).collect() }
    }

    #[test]
    fn a_server_answers_to_its_own_names() {
        let check = |hosts: &Hosts, host: &str, expected: u16| {
            assert_eq!(
                status_of(hosts, Request::get("/").header("host", host)),
                expected,
                "{host} {hosts:?}"
            );
        };
        let local = hosts(true, &[]);
        for own in [
            "localhost",
            "localhost:3000",
            "LOCALHOST",
            "localhost.",
            "app.localhost:3000",
            "127.0.0.1",
            "127.3.2.1:80",
            "[::1]",
            "[::1]:3000",
        ] {
            check(&local, own, 200);
        }
        for other in [
            "evil.example",
            "evil.example:3000",
            "localhost.evil.example",
            "127.0.0.1.evil.example",
            "notlocalhost",
            "0.0.0.0",
            "192.168.1.7:3000",
            "[::2]",
            "127.1",
            "2130706433",
        ] {
            check(&local, other, 421);
        }
        for wrong in ["", "a b", "user@localhost", "localhost:x", "http://localhost", "localhost/"] {
            check(&local, wrong, 400);
        }
        let named = hosts(true, &["maquette.example", "*.apps.example", "other.example:8080", "fd00::1"]);
        check(&named, "Maquette.Example:443", 200);
        check(&named, "a.b.apps.example", 200);
        check(&named, "apps.example", 421);
        check(&named, "evilapps.example", 421);
        check(&named, "other.example:8080", 200);
        check(&named, "other.example", 421);
        check(&named, "[fd00::1]:3000", 200);
        check(&named, "evil.example", 421);
        check(&named, "localhost", 200);
        // A server that is reachable from elsewhere has names that it does not know, unless they are configured.
        check(&hosts(false, &[]), "anything.example", 200);
        check(&hosts(false, &["maquette.example"]), "anything.example", 421);
        check(&hosts(false, &["maquette.example"]), "127.0.0.1:8080", 200);
    }

    #[test]
    fn a_request_says_one_name() {
        let local = hosts(true, &[]);
        let check = |request: Builder, expected: u16| assert_eq!(status_of(&local, request), expected);
        check(Request::get("/"), 400);
        check(Request::get("/").version(Version::HTTP_10), 200);
        check(Request::get("/").version(Version::HTTP_10).header("host", "evil.example"), 421);
        check(Request::get("/").header("host", "localhost").header("host", "evil.example"), 400);
        check(Request::get("http://evil.example/").header("host", "localhost"), 421);
        check(Request::get("http://localhost:3000/").header("host", "localhost:3000"), 200);
    }

    #[test]
    fn what_is_no_name_is_said() {
        for text in ["", "*", "*.", "a@b", "a b", "http://a.example", "a.example/b", "*.*.example"] {
            assert!(text.parse::<HostName>().is_err(), "{text}");
        }
    }
}
