//! Uploads: stored under a token, opened for a model, and refused with a sentence if they are not what they should be.

use crate::server::{Reply, get, post_json, send, send_to};
use axum::Router;
use axum::body::{Body, Bytes};
use axum::http::Request;
use futures_util::stream;
use maquette::media::picture;
use maquette::prelude::*;
use serde_json::json;

async fn upload(kind: &str, bytes: impl Into<Body>) -> Reply {
    let request = Request::post("/uploads").header("content-type", kind).header("x-file-name", "a%20b.png");
    send(request.body(bytes.into()).expect("a request")).await
}

fn png() -> Vec<u8> {
    let ink =
        |x: usize, y: usize| if (12..16).contains(&x) && (4..24).contains(&y) { [0; 3] } else { [255; 3] };
    picture(&Image::from_fn(28, 28, ink), "").file.data.to_vec()
}

#[tokio::test]
async fn a_picture_is_stored_under_a_token_and_answered() {
    let stored = upload("image/png", png()).await;
    assert_eq!(stored.status.as_u16(), 201, "{}", stored.body);
    let json = stored.json();
    let token = json["token"].as_str().expect("a token").to_owned();
    assert_eq!((json["name"].as_str(), json["kind"].as_str()), (Some("a b.png"), Some("image/png")));
    assert_eq!(stored.header("location"), format!("/uploads/{token}"));

    let file = get(&format!("/uploads/{token}")).await;
    assert_eq!((file.status.as_u16(), file.header("content-type")), (200, "image/png"));
    assert_eq!(file.header("content-security-policy"), "default-src 'none'; sandbox");
    assert_eq!(file.header("x-content-type-options"), "nosniff");
    assert_eq!(file.header("content-disposition"), "inline; filename*=UTF-8''a%20b%2Epng");

    let answer = post_json("/api/digits/predict", json!({ "drawing": token }).to_string()).await;
    assert_eq!(answer.json()["prediction"]["classes"]["label"], "1", "{}", answer.body);
    let page = get(&format!("/digits?drawing={token}")).await;
    assert_eq!(page.status.as_u16(), 200);
    assert!(page.body.contains(&format!("src=\"/uploads/{token}\"")), "the page shows the upload");
}

/// The body that `curl -F file=@photo.png` sends.
fn form_body(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let part = |(name, bytes): &(&str, &[u8])| {
        let head =
            format!("--line\r\ncontent-disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\n");
        [head.as_bytes(), bytes, b"\r\n"].concat()
    };
    [parts.iter().flat_map(part).collect(), b"--line--\r\n".to_vec()].concat()
}

#[tokio::test]
async fn a_file_may_come_in_a_form() {
    let kind = "multipart/form-data; boundary=line";
    let stored = upload(kind, form_body(&[("one.png", &png())])).await;
    let json = stored.json();
    assert_eq!(
        (stored.status.as_u16(), &json["name"], &json["is"]),
        (201, &json!("one.png"), &json!("a PNG picture"))
    );
    let damaged = "This PNG picture is damaged or cut short; give it whole";
    refused(kind, form_body(&[("one.png", &png()[..40])]), 422, damaged).await;
    refused(
        kind,
        form_body(&[]),
        400,
        "There is no file in this form; send one, as curl -F file=@photo.png does",
    )
    .await;
    let two = form_body(&[("one.png", &png()), ("two.png", &png())]);
    refused(kind, two, 400, "There are several files in this form; send them one by one").await;
    // `curl -d` removes line breaks, and sends the content type of a form.
    let cut: Vec<u8> = png().into_iter().filter(|byte| !b"\r\n".contains(byte)).collect();
    refused("application/x-www-form-urlencoded", cut[..40].to_vec(), 422, damaged).await;
}

#[tokio::test]
async fn a_program_may_send_a_picture_inline() {
    let address = picture(&Image::gray(28, 28, &[255; 784]), "").file.address();
    let blank = post_json("/api/digits/predict", json!({ "drawing": address }).to_string()).await;
    assert_eq!(blank.status.as_u16(), 422);
    assert_eq!(blank.json()["detail"], "Nothing is drawn yet: draw a digit from 0 to 9");
    let broken =
        post_json("/api/digits/predict", json!({ "drawing": "data:image/png;base64,AAAA" }).to_string())
            .await;
    let detail = &broken.json()["detail"][0];
    assert_eq!(
        detail["msg"],
        "this is something in an unknown format; give a picture as PNG, JPEG, WebP or GIF"
    );
}

/// Uploads `bytes` as a content type, and checks the error.
async fn refused(kind: &str, bytes: impl Into<Body>, status: u16, sentence: &str) {
    let reply = upload(kind, bytes).await;
    assert_eq!((reply.status.as_u16(), reply.json()["detail"].as_str()), (status, Some(sentence)));
}

#[tokio::test]
async fn a_file_of_another_kind_is_refused_with_a_sentence() {
    let give = "give a picture as PNG, JPEG, WebP or GIF";
    refused(
        "image/png",
        "<!DOCTYPE html><script>alert(1)</script>",
        422,
        &format!("This is a web page; {give}"),
    )
    .await;
    let svg = "<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>";
    refused("image/svg+xml", svg, 422, &format!("This is a drawing in SVG or another XML; {give}")).await;
    refused(
        "image/png",
        bomb(),
        422,
        "This picture has 60,000 x 60,000 pixels; at most 16 million pixels fit",
    )
    .await;
    let wav = include_bytes!("../gallery/src/demos/voice/en.wav");
    let cut = &wav[..wav.len() / 2];
    refused("audio/wav", cut, 422, "This recording is cut short: it announces 2.7 s and holds 1.4 s").await;
    refused("audio/wav", "ID3\u{3}and so on", 422, "This MP3 recording is damaged; save it anew, or as WAV")
        .await;
    refused("image/png", "", 422, &format!("This is an empty file; {give}")).await;
    refused("text/csv", "", 422, "There is nothing in this file, or no file was sent").await;
}

/// A compressed PNG of 60,000 by 60,000 white pixels, which would take 13.5 GB of memory.
fn bomb() -> Vec<u8> {
    use std::io::Write;
    const SIDE: u32 = 60_000;
    let chunk = |name: &[u8], data: &[u8]| {
        let body = [name, data].concat();
        let mut crc = flate2::Crc::new();
        crc.update(&body);
        let length = (data.len() as u32).to_be_bytes();
        [length.as_slice(), &body, &crc.sum().to_be_bytes()].concat()
    };
    let head = [SIDE.to_be_bytes().as_slice(), &SIDE.to_be_bytes(), &[1, 0, 0, 0, 0]].concat();
    let mut packed = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
    let row = vec![0_u8; 1 + SIDE as usize / 8];
    // A part of the rows is enough, because the size is refused before they are read.
    (0..2_000).for_each(|_| packed.write_all(&row).expect("packed"));
    let packed = packed.finish().expect("packed");
    [b"\x89PNG\r\n\x1a\n".as_slice(), &chunk(b"IHDR", &head), &chunk(b"IDAT", &packed), &chunk(b"IEND", &[])]
        .concat()
}

#[tokio::test]
async fn a_body_that_is_too_large_is_not_read_to_its_end() {
    let chunk = Bytes::from(vec![7; 1024 * 1024]);
    let gigabyte = stream::iter((0..1024).map(move |_| Ok::<_, std::convert::Infallible>(chunk.clone())));
    let reply = upload("image/png", Body::from_stream(gigabyte)).await;
    assert_eq!(reply.status.as_u16(), 413);
    assert_eq!(reply.json()["detail"], "The body is larger than the 10240 KiB a file may have");
    assert_eq!(get("/health/live").await.status.as_u16(), 200);
}

#[tokio::test]
async fn no_upload_is_served_as_a_page() {
    for text in ["<!DOCTYPE html><script>alert(1)</script>", "<svg onload='alert(1)'></svg>", "a,b\n1,2\n"] {
        let stored = upload("application/octet-stream", text).await.json();
        let file = get(&format!("/uploads/{}", stored["token"].as_str().expect("a token"))).await;
        assert_eq!(file.header("content-type"), "application/octet-stream", "{text}");
        assert!(file.header("content-disposition").starts_with("attachment"), "{text}");
    }
}

/// Players ask for parts of a recording.
#[tokio::test]
async fn a_part_of_an_upload_is_served() {
    let kept = upload("text/plain", "0123456789").await.json();
    let url = kept["url"].as_str().expect("an address").to_owned();
    let etag = format!("\"{}\"", kept["token"].as_str().expect("a token"));
    let check = async |headers: &[(&str, &str)], status: u16, range: &str, body: &str| {
        let request =
            headers.iter().fold(Request::get(&url), |request, (name, value)| request.header(*name, *value));
        let reply = send(request.body(Body::empty()).expect("a request")).await;
        let got = (reply.status.as_u16(), reply.header("content-range"), &*reply.body);
        assert_eq!(got, (status, range, body), "{headers:?}");
    };
    check(&[], 200, "", "0123456789").await;
    check(&[("range", "bytes=2-4")], 206, "bytes 2-4/10", "234").await;
    check(&[("range", "bytes=-3")], 206, "bytes 7-9/10", "789").await;
    check(&[("range", "bytes=10-")], 416, "bytes */10", "").await;
    check(&[("range", "bytes=0-1,4-5")], 200, "", "0123456789").await;
    check(&[("range", "bytes=2-4"), ("if-range", &etag)], 206, "bytes 2-4/10", "234").await;
    check(&[("range", "bytes=2-4"), ("if-range", "\"other\"")], 200, "", "0123456789").await;
}

/// A name that is too long keeps the extension, by which other programs know what a file is.
#[tokio::test]
async fn a_long_name_keeps_its_extension() {
    let check = async |name: &str, expected: &str| {
        let request =
            Request::post("/uploads").header("content-type", "text/plain").header("x-file-name", name);
        let kept = send(request.body(Body::from("hello")).expect("a request")).await.json();
        assert_eq!(kept["name"], expected, "{name}");
    };
    let long = "n".repeat(300);
    check(&format!("{long}.csv"), &format!("{}.csv", &long[..96])).await;
    check(&format!("{long}.tar.gz"), &format!("{}.gz", &long[..97])).await;
    check(&format!("a.{long}"), &format!("a.{}", &long[..98])).await;
    check(&long, &long[..100]).await;
    check("short.csv", "short.csv").await;
}

#[tokio::test]
async fn unknown_tokens_are_not_found() {
    for name in ["u1", "..%2f..%2fetc%2fpasswd", "%00", "s"] {
        assert_eq!(get(&format!("/uploads/{name}")).await.status.as_u16(), 404, "{name}");
    }
    let message = async |drawing: &str| {
        let reply = post_json("/api/digits/predict", json!({ "drawing": drawing }).to_string()).await;
        reply.json()["detail"][0]["msg"].clone()
    };
    let expired = "u0123456789abcdef0123456789abcdef";
    assert_eq!(message(expired).await, "this is no longer kept; bring it again");
    let no_token = "this is no token of an upload; upload the file first, or write it out as data:…;base64,…";
    assert_eq!(message("u1").await, no_token);
}

#[derive(Inputs)]
struct Shopping {
    /// What is bought
    #[input(range = 1..=3)]
    items: Rows<Item>,
    #[input(default = "#3e63dd")]
    colour: Color,
}

#[derive(Inputs)]
struct Item {
    price: f64,
    count: u8,
}

fn shopping() -> Router {
    let total = |shopping: Shopping| {
        let Shopping { items: Rows(items), colour } = shopping;
        let total: f64 = items.iter().map(|item| item.price * f64::from(item.count)).sum();
        format!("{total} in {colour}")
    };
    Maquette::new().demo(Demo::function("shopping", total)).router(None).expect("a router")
}

async fn buy(body: String) -> Reply {
    let request = Request::post("/api/shopping/predict").header("content-type", "application/json");
    send_to(shopping(), request.body(body.into()).expect("a request")).await
}

#[tokio::test]
async fn a_table_is_read_row_by_row_or_refused_by_line_and_column() {
    let total = buy(json!({ "items": "price,count\n1.5,2\n4,1\n" }).to_string()).await;
    assert_eq!(total.json()["prediction"]["text"], "7 in #3e63dd", "{}", total.body);
    let check = async |items: &str, expected: &str| {
        let refused = buy(json!({ "items": items }).to_string()).await;
        assert_eq!(refused.json()["detail"][0]["msg"], expected, "{items}");
    };
    check("price,count\nx,2\n1,999\n", "line 2, price: “x” is not a number; give one such as 1.5; line 3, count: 999 is out of range; give a number from 0 to 255").await;
    check("price,count\n", "the table has no rows; give at least one").await;
    check("price,count\n1,1\n1,1\n1,1\n1,1\n", "the table has 4 rows; at most 3 fit").await;
    check("price\n1\n", "there is no column count; the header has price").await;
}

/// Sends a form as a browser without JavaScript does.
async fn form(router: Router, parts: &[(&str, Option<&str>, &[u8])]) -> Reply {
    let mut body = Vec::new();
    for (name, file, bytes) in parts {
        let file = file.map(|file| format!("; filename=\"{file}\"")).unwrap_or_default();
        body.extend(
            format!("--line\r\ncontent-disposition: form-data; name=\"{name}\"{file}\r\n\r\n").as_bytes(),
        );
        body.extend_from_slice(bytes);
        body.extend(b"\r\n");
    }
    body.extend(b"--line--\r\n");
    let request = Request::post("/shopping").header("content-type", "multipart/form-data; boundary=line");
    send_to(router, request.body(body.into()).expect("a request")).await
}

#[tokio::test]
async fn a_form_may_hold_a_table_as_a_file() {
    let csv = b"price,count\n2,3\n";
    let parts: [(&str, Option<&str>, &[u8]); 3] =
        [("items", None, b""), ("items.file", Some("a.csv"), csv), ("colour", None, b"#000000")];
    let reply = form(shopping(), &parts).await;
    assert_eq!(reply.status.as_u16(), 303, "{}", reply.body);
    assert!(reply.header("location").starts_with("/shopping/answers/"), "{}", reply.header("location"));

    let mut compressed = parts;
    compressed[1] = ("items.file", Some("a.csv"), b"PK\x03\x04 and forty gigabytes of noughts");
    let refused = form(shopping(), &compressed).await;
    assert_eq!(refused.status.as_u16(), 422);
    let sentence = "This is a ZIP archive; give the table itself, as CSV";
    assert!(refused.body.contains(sentence), "{}", refused.body);
}

/// In UTF-16 or Windows-1252, with its separator first and empty rows last.
#[tokio::test]
async fn a_table_file_is_read_as_spreadsheets_save_it() {
    fn parts(table: &[u8]) -> [(&'static str, Option<&'static str>, &[u8]); 3] {
        [("items", None, b""), ("items.file", Some("a.csv"), table), ("colour", None, b"#000000")]
    }
    let table = "sep=;\r\nPrice;Count\r\n\"2,5\";3\r\n;\r\n";
    let utf16 =
        "\u{feff}".encode_utf16().chain(table.encode_utf16()).flat_map(u16::to_le_bytes).collect::<Vec<_>>();
    for table in [table.as_bytes(), &utf16, b"price,count,who\r2.5,3,Zo\xeb\r"] {
        let router = shopping();
        let reply = form(router.clone(), &parts(table)).await;
        assert_eq!(reply.status.as_u16(), 303, "{}: {}", table.escape_ascii(), reply.body);
        let address = reply.header("location").split('#').next().unwrap_or_default().to_owned();
        let answer = send_to(router, Request::get(address).body(Body::empty()).expect("a request")).await;
        assert!(answer.body.contains("7.5 in #000000"), "{}: {}", table.escape_ascii(), answer.body);
    }
    let damaged = b"price,count,who\n2.5,3,Zo\xc3\xab\n2.5,3,B\xff\n";
    let refused = form(shopping(), &parts(damaged)).await;
    assert_eq!(refused.status.as_u16(), 422);
    assert!(refused.body.contains("Line 3, who: this is not text in UTF-8"), "{}", refused.body);
}

#[derive(Inputs)]
struct Diary {
    days: Rows<Day>,
}

#[derive(Inputs)]
struct Day {
    note: Option<String>,
}

/// An example is written as a table and read back.
#[test]
fn the_rows_of_an_example_are_all_there() {
    let notes = [None, Some("a, \"b\"".to_owned()), Some(" \n".to_owned()), None];
    let days = Rows(notes.map(|note| Day { note }).into());
    let count = |diary: Diary| Ok::<_, Refusal>(Quantity::new(diary.days.0.len() as f64, 0));
    let demo = Demo::function("diary", count).example("Four days", Diary { days }).expects_near(4.0, 0.0);
    demo.session().expect("opened").check_examples().expect("as expected");
}

#[test]
fn examples_are_a_table_like_any_other() {
    let double = |diary: Twice| Ok::<_, Refusal>(Quantity::new(diary.x * 2.0, 1));
    let table = "sep=;\r\ntitle;x;expected\r\nNone;1,5;3\r\nHalf;0,5;NaN\r\n";
    let demo = Demo::function("twice", double).examples(table).expect("examples");
    let session = demo.session().expect("opened");
    session.check_examples().expect("as expected");
    let expected = |title: &str| session.example(title).expect("an example").expected.is_some();
    assert_eq!([expected("None"), expected("Half")], [true, false]);
}

#[derive(Inputs)]
struct Twice {
    x: f64,
}
