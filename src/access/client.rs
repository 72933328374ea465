//! [`ClientInfo`]: the client of a request, as trusted proxies report it.

use super::cidr::Cidr;
use super::header_list::header_list;
use axum::extract::{ConnectInfo, Request};
use axum::http::request::Parts;
use axum::http::uri::Authority;
use axum::http::{HeaderMap, HeaderName, header};
use std::net::{IpAddr, Ipv6Addr, SocketAddr};

/// What is known of the client of a request.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct ClientInfo {
    /// Its address; unknown where another app nests this one and does not pass it on.
    pub(crate) address: Option<IpAddr>,
    /// Whether a trusted proxy says that it came by HTTPS.
    pub(crate) https: bool,
    /// The host that the client requested, if a trusted proxy reports another.
    pub(crate) host: Option<String>,
    /// The prefix that a trusted proxy stripped from the address.
    pub(crate) prefix: Option<String>,
}

impl ClientInfo {
    /// The client at the other end. Forwarding headers are believed from `proxies` alone, since anybody can send them.
    pub(crate) fn of(request: &Request, proxies: &[Cidr]) -> Self {
        let peer = request.extensions().get::<ConnectInfo<SocketAddr>>();
        let Some(peer) = peer.map(|ConnectInfo(peer)| peer.ip().to_canonical()) else {
            return Self::default();
        };
        let trusted = |address: IpAddr| proxies.iter().any(|proxy| proxy.contains(address));
        if !trusted(peer) {
            return Self { address: Some(peer), ..Self::default() };
        }
        let headers = request.headers();
        let forwarded = Forwarded::of(headers);
        let chain = chain(headers);
        // A proxy writes one of the two, and passes the other on as the client wrote it.
        let address = match (first_untrusted(&chain, trusted), first_untrusted(&forwarded.chain, trusted)) {
            (Some(a), Some(b)) if a != b => peer,
            (a, b) => a.or(b).unwrap_or(peer),
        };
        let proto = text(headers, "x-forwarded-proto").or(forwarded.proto);
        Self {
            address: Some(address),
            https: proto.is_some_and(|proto| proto.eq_ignore_ascii_case("https")),
            host: text(headers, "x-forwarded-host").or(forwarded.host),
            prefix: text(headers, "x-forwarded-prefix").filter(|prefix| is_base_path(prefix)),
        }
    }

    /// The scheme and the host of the request: `https://maquette.example`. It is written into sample programs, so a host
    /// that is not one is replaced.
    pub(crate) fn server_origin(&self, request: &Request) -> String {
        let letters = |host: &&str| {
            !host.is_empty()
                && host.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-:[]".contains(&byte))
        };
        let scheme = if self.https { "https" } else { "http" };
        format!("{scheme}://{}", self.requested_host(request).filter(letters).unwrap_or("127.0.0.1:3000"))
    }

    /// The host that the client requested, with its port: as a trusted proxy reports it, or as the request names it.
    pub(super) fn requested_host<'a>(&'a self, request: &'a Request) -> Option<&'a str> {
        let header = request.headers().get(header::HOST);
        let header = header.and_then(|host| std::str::from_utf8(host.as_bytes()).ok());
        self.host.as_deref().or(header).or_else(|| request.uri().authority().map(Authority::as_str))
    }

    /// What limits count by: an address, or in IPv6 the network of one household.
    pub(crate) fn network(&self) -> Option<IpAddr> {
        self.address.map(|address| match address {
            IpAddr::V6(address) => {
                let network = address.to_bits() & (u128::MAX << 64);
                IpAddr::V6(Ipv6Addr::from_bits(network))
            }
            address @ IpAddr::V4(_) => address,
        })
    }
}

/// The client whose quota an upload counts against: its network, as text.
pub(crate) fn upload_owner(head: &Parts) -> String {
    let network = head.extensions.get::<ClientInfo>().and_then(ClientInfo::network);
    network.map(|network| network.to_string()).unwrap_or_default()
}

/// Whether a text can be the prefix of addresses: a path without a last slash, which leads to no other host.
pub fn is_base_path(text: &str) -> bool {
    let plain = |letter: char| letter.is_ascii_alphanumeric() || "-._~".contains(letter);
    text.strip_prefix('/').is_some_and(|rest| {
        rest.split('/').all(|part| !part.is_empty() && part != "." && part != ".." && part.chars().all(plain))
    })
}

/// The last of a header's values: the nearest proxy wrote it.
fn text(headers: &HeaderMap, name: &'static str) -> Option<String> {
    let values = headers.get_all(HeaderName::from_static(name));
    let last = header_list(values.iter().next_back()?, b',').next_back()?.trim_end_matches('/');
    (!last.is_empty()).then(|| last.to_owned())
}

/// The addresses that a request passed, the nearest last; `None` where one is unknown.
fn chain(headers: &HeaderMap) -> Vec<Option<IpAddr>> {
    let values = headers.get_all("x-forwarded-for").iter();
    values.flat_map(|value| header_list(value, b',')).map(address).collect()
}

/// The first address that is no proxy of ours, going back from here. Anybody may have written what lies beyond.
fn first_untrusted(chain: &[Option<IpAddr>], trusted: impl Fn(IpAddr) -> bool) -> Option<IpAddr> {
    let mut furthest = None;
    for hop in chain.iter().rev() {
        let Some(hop) = *hop else { break };
        furthest = Some(hop);
        if !trusted(hop) {
            break;
        }
    }
    furthest
}

/// `203.0.113.9`, `203.0.113.9:80`, `2001:db8::1`, `[2001:db8::1]:80`
fn address(text: &str) -> Option<IpAddr> {
    let text = text.trim().trim_matches('"');
    let with_port = || text.parse::<SocketAddr>().ok().map(|address| address.ip());
    let bracketed = || text.strip_prefix('[')?.strip_suffix(']')?.parse().ok();
    let address: Option<IpAddr> = text.parse().ok();
    address.or_else(with_port).or_else(bracketed).map(|address| address.to_canonical())
}

/// The `Forwarded` header of RFC 7239.
#[derive(Default)]
struct Forwarded {
    chain: Vec<Option<IpAddr>>,
    proto: Option<String>,
    host: Option<String>,
}

impl Forwarded {
    fn of(headers: &HeaderMap) -> Self {
        let mut forwarded = Self::default();
        let values = headers.get_all("forwarded").iter();
        for hop in values.flat_map(|value| header_list(value, b',')) {
            let mut from = None;
            for (name, value) in hop.split(';').filter_map(|pair| pair.split_once('=')) {
                let value = value.trim().trim_matches('"');
                match name.trim().to_ascii_lowercase().as_str() {
                    "for" => from = address(value),
                    "proto" => forwarded.proto = Some(value.to_owned()),
                    "host" => forwarded.host = Some(value.to_owned()),
                    _ => {}
                }
            }
            forwarded.chain.push(from);
        }
        forwarded
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::body::Body;

    fn client(peer: &str, headers: &[(&str, &str)]) -> ClientInfo {
        let request =
            headers.iter().fold(Request::get("/"), |request, (name, value)| request.header(*name, *value));
        let mut request = request.body(Body::empty()).expect("a request");
        let peer = SocketAddr::new(peer.parse().expect("an address"), 4711);
        request.extensions_mut().insert(ConnectInfo(peer));
        let proxies: Vec<Cidr> =
            ["127.0.0.1", "10.0.0.0/8"].iter().filter_map(|range| range.parse().ok()).collect();
        ClientInfo::of(&request, &proxies)
    }

    #[test]
    fn the_address_is_the_furthest_that_a_trusted_proxy_reports() {
        let check = |peer: &str, headers: &[(&str, &str)], expected: &str| {
            let address = client(peer, headers).address.map(|address| address.to_string());
            assert_eq!(address.as_deref(), Some(expected), "{peer} {headers:?}");
        };
        check("203.0.113.9", &[], "203.0.113.9");
        check("::ffff:203.0.113.9", &[], "203.0.113.9");
        // A client that is no proxy may send anything.
        check("203.0.113.9", &[("x-forwarded-for", "198.51.100.1")], "203.0.113.9");
        check("127.0.0.1", &[("x-forwarded-for", "198.51.100.1")], "198.51.100.1");
        check("127.0.0.1", &[("x-forwarded-for", "198.51.100.1:8080")], "198.51.100.1");
        check("127.0.0.1", &[("x-forwarded-for", "1.1.1.1, 198.51.100.1, 10.0.0.7")], "198.51.100.1");
        check(
            "127.0.0.1",
            &[("x-forwarded-for", "1.1.1.1"), ("x-forwarded-for", "198.51.100.1")],
            "198.51.100.1",
        );
        check("127.0.0.1", &[("x-forwarded-for", "198.51.100.1, unknown")], "127.0.0.1");
        check("127.0.0.1", &[("x-forwarded-for", "10.0.0.9, 10.0.0.7")], "10.0.0.9");
        check("127.0.0.1", &[("forwarded", "for=\"[2001:db8::1]:80\";proto=https")], "2001:db8::1");
        check("127.0.0.1", &[("forwarded", "for=198.51.100.1, for=10.0.0.7")], "198.51.100.1");
        // One of them is the visitor's own invention.
        check("127.0.0.1", &[("x-forwarded-for", "1.1.1.1"), ("forwarded", "for=198.51.100.1")], "127.0.0.1");
        check("127.0.0.1", &[("x-forwarded-for", "")], "127.0.0.1");
    }

    #[test]
    fn a_trusted_proxy_reports_scheme_host_and_prefix() {
        let headers = [
            ("x-forwarded-proto", "https"),
            ("x-forwarded-host", "a.example"),
            ("x-forwarded-prefix", "/app/"),
        ];
        let by = client("10.1.1.1", &headers);
        assert_eq!(
            (by.https, by.host.as_deref(), by.prefix.as_deref()),
            (true, Some("a.example"), Some("/app"))
        );
        assert_eq!(
            client("203.0.113.9", &headers),
            ClientInfo { address: "203.0.113.9".parse().ok(), ..ClientInfo::default() }
        );
        assert!(client("10.1.1.1", &[("forwarded", "for=1.1.1.1;proto=https")]).https);
    }

    #[test]
    fn a_prefix_is_a_plain_path() {
        let check = |text: &str, expected: bool| assert_eq!(is_base_path(text), expected, "{text}");
        check("/app", true);
        check("/team-1/app_2", true);
        for wrong in
            ["", "/", "app", "//evil.example", "/app/", "/a//b", "/a/../b", "/a\"b", "/a b", "/\\evil", "/ä"]
        {
            check(wrong, false);
        }
    }

    #[test]
    fn limits_count_networks_in_ipv6() {
        let network = |peer| client(peer, &[]).network().map(|network| network.to_string());
        assert_eq!(network("2001:db8:1:2:3:4:5:6").as_deref(), Some("2001:db8:1:2::"));
        assert_eq!(network("203.0.113.9").as_deref(), Some("203.0.113.9"));
    }
}
