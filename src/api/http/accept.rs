//! What the client of a request accepts.

use crate::access::header_list;
use axum::http::HeaderMap;
use axum::http::header::{ACCEPT, HeaderName};

/// Marks a request for an address of programs: a 404 there is JSON.
#[derive(Clone)]
pub(crate) struct ForPrograms;

/// Whether a browser asks for a page, and not a script or a program for an answer.
pub(crate) fn is_navigation(headers: &HeaderMap) -> bool {
    accepts(headers, &ACCEPT, "text/html")
}

/// Whether `Accept` or `Accept-Encoding` names `wanted` and does not refuse it. `*` and `*/*` name nothing.
pub(crate) fn accepts(headers: &HeaderMap, header: &HeaderName, wanted: &str) -> bool {
    headers.get_all(header).iter().flat_map(|value| header_list(value, b',')).any(|range| {
        let mut parts = range.split(';').map(str::trim);
        let is_wanted = parts.next().is_some_and(|name| name.eq_ignore_ascii_case(wanted));
        let weight = parts.find_map(|part| part.strip_prefix("q=").or_else(|| part.strip_prefix("Q=")));
        is_wanted && weight.is_none_or(|weight| weight.parse::<f32>().is_ok_and(|weight| weight > 0.0))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    #[test]
    fn what_is_named_is_accepted() {
        let check = |accept: &[u8], expected: bool| {
            let value = HeaderValue::from_bytes(accept).expect("a value");
            let headers = HeaderMap::from_iter([(ACCEPT, value)]);
            assert_eq!(is_navigation(&headers), expected, "{headers:?}");
        };
        check(b"text/html", true);
        check(b"text/html,application/xhtml+xml,*/*;q=0.8", true);
        check(b"application/json, Text/HTML;level=1;q=0.5", true);
        check(b"text/html;q=0", false);
        check(b"text/html;q=0.000, */*", false);
        check(b"*/*", false);
        check(b"text/htmlx", false);
        check(b"", false);
        check("x/ö, text/html".as_bytes(), true);
        check(b"x/\xf6, text/html", true);
        assert!(!is_navigation(&HeaderMap::new()));
    }
}
