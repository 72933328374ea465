//! Limits on multipart bodies: the heads of their parts, how many there are, and how long they take.

use super::body_error::BodyError;
use super::error::ApiError;
use axum::body::{Body, Bytes};
use axum::extract::Request;
use axum::http::{HeaderMap, header};
use futures_util::StreamExt;
use futures_util::stream::unfold;
use memchr::memmem::find;
use std::time::Duration;
use tokio::time::{Instant, timeout_at};

/// The limit of RFC 2046.
const MAX_BOUNDARY: usize = 70;
/// The most bytes of the preamble, and of the head of each part, with the name of its file.
const MAX_HEAD: usize = 16 * 1024;
const MAX_PARTS: usize = 1_000;
/// How long a whole body may take to arrive: several files over a slow mobile connection.
const BODY_TIMEOUT: Duration = Duration::from_secs(5 * 60);

/// Bounds the heads and the number of the parts of a multipart body, whichever door will read it. The reader, multer
/// 3.1, looks for the end of a head in all that has come and keeps it meanwhile.
///
/// # Errors
/// A boundary that is too long.
pub(crate) fn apply(request: Request) -> Result<Request, ApiError> {
    Ok(match boundary(request.headers())? {
        Some(boundary) => bound(request, &boundary),
        None => request,
    })
}

/// The boundary between the parts of a multipart body.
fn boundary(headers: &HeaderMap) -> Result<Option<String>, ApiError> {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| std::str::from_utf8(kind.as_bytes()).ok());
    let Some(Ok(boundary)) = kind.filter(|kind| is_multipart(kind)).map(multer::parse_boundary) else {
        return Ok(None);
    };
    if boundary.len() > MAX_BOUNDARY {
        let text = format!("The boundary of a body has at most {MAX_BOUNDARY} letters");
        return Err(ApiError::bad_request(text));
    }
    Ok(Some(boundary))
}

fn bound(request: Request, boundary: &str) -> Request {
    request.map(|body| {
        let reading = (body.into_data_stream(), Scan::new(boundary), Instant::now() + BODY_TIMEOUT);
        Body::from_stream(unfold(reading, async |(mut body, mut scan, until)| {
            let chunk = match timeout_at(until, body.next()).await {
                Ok(Some(Ok(chunk))) => scan.pass(&chunk).map(|()| chunk),
                Ok(Some(Err(error))) => Err(BodyError::of(&error)),
                Ok(None) => return None,
                Err(_) => Err(BodyError::TooLate(BODY_TIMEOUT.as_secs())),
            };
            Some((chunk, (body, scan, until)))
        }))
    })
}

fn is_multipart(kind: &str) -> bool {
    kind.get(..10).is_some_and(|start| start.eq_ignore_ascii_case("multipart/"))
}

/// Where in a body the reader is.
struct Scan {
    boundary: Vec<u8>,
    place: Place,
    /// How much of the present head has come.
    head: usize,
    parts: usize,
    /// What may be the beginning of what is looked for.
    tail: Vec<u8>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    /// Before the first part.
    Before,
    Head,
    Inside,
}

impl Scan {
    fn new(boundary: &str) -> Self {
        let boundary = format!("--{boundary}").into_bytes();
        Self { boundary, place: Place::Before, head: 0, parts: 0, tail: vec![] }
    }

    fn pass(&mut self, chunk: &Bytes) -> Result<(), BodyError> {
        let window = [self.tail.as_slice(), chunk].concat();
        let mut rest = window.as_slice();
        loop {
            let wanted: &[u8] = if self.place == Place::Head { b"\r\n\r\n" } else { &self.boundary };
            let found = find(rest, wanted);
            let passed = found.unwrap_or(rest.len().saturating_sub(wanted.len() - 1));
            if self.place != Place::Inside {
                self.head += passed;
            }
            if self.head > MAX_HEAD {
                return Err(BodyError::LongPartHead(MAX_HEAD / 1024));
            }
            if found.is_none() {
                self.tail = rest[passed..].to_vec();
                return Ok(());
            }
            rest = &rest[passed + wanted.len()..];
            self.head = 0;
            self.place = if self.place == Place::Head { Place::Inside } else { Place::Head };
            self.parts += usize::from(self.place == Place::Head);
            if self.parts > MAX_PARTS {
                return Err(BodyError::TooManyParts(MAX_PARTS));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The body in pieces of some size, as far as it is let through.
    fn passes(body: &[u8], piece: usize) -> Result<(), BodyError> {
        let mut scan = Scan::new("line");
        body.chunks(piece).try_for_each(|chunk| scan.pass(&Bytes::copy_from_slice(chunk)))
    }

    fn check(body: &[u8], expected: &Result<(), BodyError>) {
        for piece in [1, 7, 4096, body.len()] {
            assert_eq!(passes(body, piece), *expected, "in pieces of {piece}");
        }
    }

    #[test]
    fn a_body_of_parts_has_bounds() {
        let part = |head: &str, data: &str| format!("--line\r\n{head}\r\n\r\n{data}\r\n");
        let named = |length: usize| {
            let name = "x".repeat(length);
            part(&format!("content-disposition: form-data; name=\"a\"; filename=\"{name}\""), "b")
        };
        let end = "--line--\r\n";
        check((part("a: b", "c") + &part("d: e", "f") + end).as_bytes(), &Ok(()));
        // A file may be long, and hold what ends a head.
        check((part("a: b", &"\r\n\r\nx".repeat(20_000)) + end).as_bytes(), &Ok(()));
        check((named(255) + end).as_bytes(), &Ok(()));
        let endless = &Err(BodyError::LongPartHead(16));
        check((named(MAX_HEAD) + end).as_bytes(), endless);
        check("x".repeat(2 * MAX_HEAD).as_bytes(), endless);
        check((part("a: b", "c") + "--line\r\n" + &"x".repeat(2 * MAX_HEAD)).as_bytes(), endless);
        let many = &Err(BodyError::TooManyParts(MAX_PARTS));
        check((named(1).repeat(MAX_PARTS + 1) + end).as_bytes(), many);
    }

    #[test]
    fn a_boundary_is_short() {
        let boundary_of = |kind: &str| {
            let headers = HeaderMap::from_iter([(header::CONTENT_TYPE, kind.parse().expect("a value"))]);
            boundary(&headers).map(|boundary| boundary.is_some()).map_err(|error| error.status.as_u16())
        };
        assert_eq!(boundary_of(&format!("multipart/form-data; boundary={}", "x".repeat(70))), Ok(true));
        assert_eq!(boundary_of(&format!("multipart/form-data; boundary={}", "x".repeat(71))), Err(400));
        assert_eq!(boundary_of(&format!("Multipart/Form-Data; boundary={}", "x".repeat(71))), Err(400));
        assert_eq!(boundary_of("application/json"), Ok(false));
        assert_eq!(boundary_of("multipart/form-data"), Ok(false));
    }

    #[tokio::test(start_paused = true)]
    async fn a_body_of_parts_arrives_in_time() {
        let slow = unfold((), async |()| {
            tokio::time::sleep(Duration::from_secs(60)).await;
            Some((Ok::<_, std::convert::Infallible>(Bytes::from_static(b"--line\r\n\r\n")), ()))
        });
        let request = bound(Request::new(Body::from_stream(slow)), "line");
        let started = Instant::now();
        let read = axum::body::to_bytes(request.into_body(), usize::MAX).await;
        assert!(read.is_err() && started.elapsed() == BODY_TIMEOUT);
    }
}
