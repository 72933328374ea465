//! An upload as a response: whole or a range of its bytes, and in a way that it can't run code.

use crate::uploads::Upload;
use axum::http::{HeaderMap, HeaderName, StatusCode, header};
use axum::response::{IntoResponse, Response};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use std::ops::Range;

/// Serves an upload. Kinds that `is_shown` names may be shown in a page; others are saved, whatever the file's name or its
/// owner says.
pub(crate) fn file_response(upload: &Upload, request: &HeaderMap, is_shown: fn(&str) -> bool) -> Response {
    let (kind, placed) = if is_shown(upload.kind) {
        (upload.kind, "inline")
    } else {
        ("application/octet-stream", "attachment")
    };
    // RFC 6266: the name as its owner's bytes, none of which can end the header.
    let placed =
        format!("{placed}; filename*=UTF-8''{}", utf8_percent_encode(&upload.name, NON_ALPHANUMERIC));
    // The file under a token never changes.
    let etag = format!("\"{}\"", upload.token);
    let headers = [
        (header::CONTENT_TYPE, kind),
        (header::CONTENT_DISPOSITION, placed.as_str()),
        // Whatever it is, it may do nothing, and no other site may show it.
        (header::CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox"),
        (header::CACHE_CONTROL, "private, max-age=3600"),
        (header::ACCEPT_RANGES, "bytes"),
        (header::ETAG, etag.as_str()),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    ];
    let whole = upload.bytes.len();
    match requested_range(request, &etag, whole) {
        Requested::Whole => (headers, upload.bytes.to_vec()).into_response(),
        Requested::Part(part) => {
            let range = format!("bytes {}-{}/{whole}", part.start, part.end - 1);
            let part = upload.bytes[part].to_vec();
            (StatusCode::PARTIAL_CONTENT, headers, [(header::CONTENT_RANGE, range)], part).into_response()
        }
        Requested::Nothing => {
            let range = [(header::CONTENT_RANGE, format!("bytes */{whole}"))];
            (StatusCode::RANGE_NOT_SATISFIABLE, range).into_response()
        }
    }
}

/// What a Range header asks for.
#[derive(Debug, PartialEq, Eq)]
enum Requested {
    Whole,
    Part(Range<usize>),
    /// A part that is not there.
    Nothing,
}

/// A range that can't be read counts for nothing, and so does one of another version; several ranges get the whole.
fn requested_range(headers: &HeaderMap, etag: &str, whole: usize) -> Requested {
    let matches = headers.get(header::IF_RANGE).is_none_or(|known| known.as_bytes() == etag.as_bytes());
    let range = headers.get(header::RANGE).filter(|_| matches).and_then(|range| range.to_str().ok());
    range.and_then(|range| parse_range(range, whole)).unwrap_or(Requested::Whole)
}

/// One range of RFC 9110, section 14.1.2: `bytes=0-3`, `bytes=4-` or `bytes=-3`.
fn parse_range(range: &str, whole: usize) -> Option<Requested> {
    let (first, last) = range.strip_prefix("bytes=")?.trim().split_once('-')?;
    let number = |text: &str| if text.is_empty() { Some(None) } else { text.parse::<usize>().ok().map(Some) };
    let (start, end) = match (number(first)?, number(last)?) {
        (None, None) => return None,
        (None, Some(length)) => (whole.saturating_sub(length), whole),
        (Some(first), None) => (first, whole),
        (Some(first), Some(last)) if first > last => return None,
        (Some(first), Some(last)) => (first, last.saturating_add(1).min(whole)),
    };
    Some(if start < end { Requested::Part(start..end) } else { Requested::Nothing })
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    #[test]
    fn a_range_is_a_part_of_a_file() {
        let check = |range: &str, expected: Option<Requested>| {
            assert_eq!(parse_range(range, 10), expected, "{range}");
        };
        check("bytes=0-3", Some(Requested::Part(0..4)));
        check("bytes=4-", Some(Requested::Part(4..10)));
        check("bytes=-3", Some(Requested::Part(7..10)));
        check("bytes=-30", Some(Requested::Part(0..10)));
        check("bytes=8-99999999999999", Some(Requested::Part(8..10)));
        check("bytes=0-18446744073709551615", Some(Requested::Part(0..10)));
        check("bytes=10-", Some(Requested::Nothing));
        check("bytes=99-100", Some(Requested::Nothing));
        check("bytes=-0", Some(Requested::Nothing));
        for unreadable in ["bytes=3-1", "bytes=-", "bytes=0-1,3-4", "lines=0-1", "bytes=a-b", "bytes"] {
            check(unreadable, None);
        }
    }

    #[test]
    fn a_range_of_another_version_is_the_whole() {
        let check = |known: Option<&'static str>, expected: Requested| {
            let mut headers = HeaderMap::from_iter([(header::RANGE, HeaderValue::from_static("bytes=1-2"))]);
            headers.extend(known.map(|known| (header::IF_RANGE, HeaderValue::from_static(known))));
            assert_eq!(requested_range(&headers, "\"u1\"", 10), expected, "{known:?}");
        };
        check(None, Requested::Part(1..3));
        check(Some("\"u1\""), Requested::Part(1..3));
        check(Some("\"u2\""), Requested::Whole);
        check(Some("Tue, 01 Dec 2026 11:00:00 GMT"), Requested::Whole);
    }
}
