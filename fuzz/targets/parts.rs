//! Forms with files: the page's own, Gradio's uploads, and those of BentoML and TorchServe. An input's first line is a
//! digit that chooses among these, and the kind of the body: "0 multipart/form-data; boundary=line".

#![no_main]

use libfuzzer_sys::fuzz_target;
use maquette::axum::body::Body;
use maquette::axum::http::Request;
use maquette::futures_util::stream;
use maquette_fuzz::{EVERYTHING, ask, first_line};
use std::convert::Infallible;

/// A body arrives whole, and in pieces shorter than this.
const LONGEST: usize = 97;

/// Where forms are taken.
const PLACES: [(&str, &str); 4] =
    [("0", "/"), ("1", "/gradio_api/upload?"), ("2", "/bento/"), ("3", "/predictions/")];

fuzz_target!(|data: &[u8]| {
    let Some((line, body)) = first_line(data) else { return };
    let Some((digit, kind)) = line.split_once(' ') else { return };
    let Some((_, place)) = PLACES.into_iter().find(|(known, _)| *known == digit) else { return };
    let post = |body: Body| {
        let request = Request::post(format!("{place}{EVERYTHING}")).header("content-type", kind);
        request.body(body).ok().map(ask)
    };
    let Some(reply) = post(body.to_vec().into()) else { return };
    // However it arrives, it is the same form.
    let pieces: Vec<_> =
        body.chunks(1 + body.len() % LONGEST).map(|piece| Ok::<_, Infallible>(piece.to_vec())).collect();
    let again = post(Body::from_stream(stream::iter(pieces))).map(|reply| reply.status);
    assert_eq!(again, Some(reply.status));

    match (place, reply.status.is_success()) {
        // A page, or the way to one. What gets as far as no door is refused as below.
        ("/", _) if reply.status.is_redirection() => assert!(reply.header("location").starts_with('/')),
        ("/", _) if reply.header("content-type").starts_with("text/html") => {}
        // A prediction that is a text is sent as one.
        ("/bento/" | "/predictions/", true) => {
            assert!(reply.header("content-type").starts_with("text/plain"))
        }
        ("/gradio_api/upload?", true) => assert!(reply.json().is_array(), "{}", reply.json()),
        _ => assert!(reply.json().is_object(), "{}", reply.json()),
    }
});
