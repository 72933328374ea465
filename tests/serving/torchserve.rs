//! TorchServe.

use super::{PENGUIN, ask, post, ready, status_and_body};
use crate::server::get;
use insta::assert_snapshot;
use maquette::media;
use serde_json::json;

const PREDICT: &str = "/predictions/penguins";
const FORM: [(&str, &str); 1] = [("content-type", "multipart/form-data; boundary=X")];

/// A form of some parts, as `curl -F` sends it.
fn form(parts: &[(&str, &str, &[u8])]) -> Vec<u8> {
    let part = |(name, file, bytes): &(&str, &str, &[u8])| {
        let file = if file.is_empty() { String::new() } else { format!("; filename=\"{file}\"") };
        let head = format!("--X\r\nContent-Disposition: form-data; name=\"{name}\"{file}\r\n\r\n");
        [head.as_bytes(), bytes, b"\r\n"].concat()
    };
    [parts.iter().flat_map(part).collect(), b"--X--\r\n".to_vec()].concat()
}

#[tokio::test]
async fn the_server_and_its_models() {
    ready().await;
    assert_snapshot!(status_and_body(&get("/ping").await), @r#"200 {"status":"Healthy"}"#);
    assert_snapshot!(status_and_body(&get("/models?limit=2&next_page_token=1").await), @r#"200 {"models":[{"modelName":"houses","modelUrl":"houses"},{"modelName":"co2","modelUrl":"co2"}],"nextPageToken":"3"}"#);
    assert_eq!(
        get("/models").await.json()["models"].as_array().map(Vec::len),
        Some(maquette_gallery::demos::DEMOS.len())
    );
    assert_snapshot!(status_and_body(&get("/models/penguins").await), @r#"200 [{"jobQueueStatus":{"pendingRequests":0},"loadedAtStartup":true,"maxWorkers":1,"minWorkers":1,"modelName":"penguins","modelUrl":"penguins","modelVersion":"a hash","runtime":"candle","workers":[{"gpu":false,"id":"0","status":"READY"}]}]"#);
    assert_eq!(get("/models/penguins/all").await.json(), get("/models/penguins/1.0").await.json());
    for (method, path) in [("OPTIONS", "/"), ("GET", "/api-description")] {
        assert_eq!(ask(method, path, &[], "").await.json()["openapi"], "3.1.0");
    }
}

#[tokio::test]
async fn a_question_is_json_a_form_or_the_bytes_themselves() {
    let reply = post(PREDICT, PENGUIN).await;
    assert_eq!(reply.header("x-request-id").len(), 36);
    assert_snapshot!(status_and_body(&reply), @r#"200 {"classes":[{"label":"Gentoo","probability":1.0},{"label":"Chinstrap","probability":0.0},{"label":"Adelie","probability":0.0}],"label":"Gentoo","probability":1.0,"set":{"coverage":0.9,"labels":["Gentoo"]}}"#);
    let expected = reply.json();
    let same = async |method: &str, path: &str, headers: &[(&str, &str)], body: Vec<u8>| {
        let reply = ask(method, path, headers, body).await;
        assert_eq!(reply.json(), expected, "{method} {path} {headers:?}");
    };
    same("PUT", "/predictions/penguins/1.0", &[], PENGUIN.into()).await;
    same("POST", PREDICT, &[], b"[46.1, 14.2, 211, 4500, null, null]".to_vec()).await;
    same("POST", PREDICT, &[("content-type", "application/x-www-form-urlencoded")], PENGUIN.into()).await;
    same("POST", PREDICT, &FORM, form(&[("data", "x.json", PENGUIN.as_bytes())])).await;
    same("POST", PREDICT, &FORM, form(&[("anything", "x.json", PENGUIN.as_bytes())])).await;
    let fields =
        [("bill_length", "46.1"), ("bill_depth", "14.2"), ("flipper_length", "211"), ("body_mass", "4500")];
    let parts = fields.map(|(name, value)| (name, "", value.as_bytes()));
    same("POST", PREDICT, &FORM, form(&parts)).await;
    let pairs = fields.map(|(name, value)| format!("{name}={value}")).join("&");
    same("POST", PREDICT, &[("content-type", "application/x-www-form-urlencoded")], pairs.into()).await;
}

#[tokio::test]
async fn the_one_input_may_be_the_whole_body() {
    let text = post("/predictions/languages", "Guten Morgen, meine Damen und Herren").await.json();
    assert!(text.to_string().contains("German"), "{text}");
    let form_text = [("content-type", "application/x-www-form-urlencoded")];
    let curl =
        ask("POST", "/predictions/languages", &form_text, "Guten Morgen, meine Damen und Herren").await;
    assert_eq!(curl.json(), text);
    // A number is a text where a text is call for.
    assert_snapshot!(status_and_body(&post("/predictions/languages", "12").await), @r#"400 {"code":400,"message":"There is no letter in this text: write a word or two","type":"BadRequestException"}"#);

    let mut pixels = vec![255; 40 * 40];
    (10..30).for_each(|line| pixels[line * 40 + 20] = 0);
    let drawn = maquette::prelude::Image::gray(40, 40, &pixels);
    let png = media::picture(&drawn, "").file.data.to_vec();
    let picture = post("/predictions/digits", png.clone()).await;
    assert_eq!(picture.status.as_u16(), 200, "{}", picture.body);
    let uploaded = ask("POST", "/predictions/digits", &FORM, form(&[("data", "one.png", &png)])).await;
    assert_eq!(uploaded.json(), picture.json());
    let named = ask("POST", "/predictions/digits", &FORM, form(&[("drawing", "one.png", &png)])).await;
    assert_eq!(named.json(), picture.json());
    let lines: Vec<&[u8]> = pixels.chunks(40).collect();
    assert_eq!(
        post("/predictions/digits", json!({ "drawing": lines }).to_string()).await.json(),
        picture.json()
    );
    assert_snapshot!(status_and_body(&post("/predictions/digits", "<svg></svg>").await), @r#"400 {"code":400,"message":"drawing: this is a drawing in SVG or another XML; give a picture as PNG, JPEG, WebP or GIF","type":"BadRequestException"}"#);
}

#[tokio::test]
async fn errors_name_their_kind() {
    let predict = async |body: &str| status_and_body(&post(PREDICT, body.to_owned()).await);
    assert_snapshot!(status_and_body(&post("/predictions/nope", "{}").await), @r#"404 {"code":404,"message":"Model not found: nope","type":"ModelNotFoundException"}"#);
    assert_snapshot!(status_and_body(&post("/predictions/penguins/9", "{}").await), @r#"404 {"code":404,"message":"Model version: 9 does not exist for model: penguins","type":"ModelVersionNotFoundException"}"#);
    assert_snapshot!(status_and_body(&get("/models/nope").await), @r#"404 {"code":404,"message":"Model not found: nope","type":"ModelNotFoundException"}"#);
    assert_snapshot!(status_and_body(&get("/models/penguins/1/x").await), @r#"404 {"code":404,"message":"There is nothing at /models/penguins/1/x","type":"ResourceNotFoundException"}"#);
    assert_snapshot!(status_and_body(&get("/models?limit=x").await), @r#"400 {"code":400,"message":"limit and next_page_token are numbers","type":"BadRequestException"}"#);
    assert_snapshot!(status_and_body(&get(PREDICT).await), @r#"405 {"code":405,"message":"GET is not a method of /predictions/penguins; the header Allow says which are","type":"MethodNotAllowedException"}"#);
    assert_snapshot!(status_and_body(&post("/explanations/penguins", "{}").await), @r#"501 {"code":501,"message":"penguins does not explain its predictions","type":"NotImplementedException"}"#);
    assert_snapshot!(status_and_body(&post("/explanations/nope", "{}").await), @r#"404 {"code":404,"message":"Model not found: nope","type":"ModelNotFoundException"}"#);
    assert_snapshot!(predict("hello").await, @r#"400 {"code":400,"message":"The body is no JSON; send an object with the keys bill_length, bill_depth, flipper_length, body_mass, island, sex","type":"BadRequestException"}"#);
    assert_snapshot!(predict("{").await, @r#"400 {"code":400,"message":"The body is no JSON; send an object with the keys bill_length, bill_depth, flipper_length, body_mass, island, sex","type":"BadRequestException"}"#);
    assert_snapshot!(predict("[1]").await, @r#"400 {"code":400,"message":"The body is a row of 1 values; give 6 in this order: bill_length, bill_depth, flipper_length, body_mass, island, sex","type":"BadRequestException"}"#);
    assert_snapshot!(predict(r#"{"bill_length":99}"#).await, @r#"400 {"code":400,"message":"bill_length: 99 is out of range; give a number from 30 to 65; bill_depth: give a value; flipper_length: give a value; body_mass: give a value","type":"BadRequestException"}"#);
    assert_snapshot!(status_and_body(&ask("POST", PREDICT, &FORM, form(&[("a", "", b"1"), ("b", "", b"2")])).await), @r#"400 {"code":400,"message":"The form has none of the parts bill_length, bill_depth, flipper_length, body_mass, island, sex","type":"BadRequestException"}"#);
    assert_snapshot!(status_and_body(&ask("POST", PREDICT, &FORM, "--X\r\n").await), @r#"400 {"code":400,"message":"The form broke off or can't be read; send it again","type":"BadRequestException"}"#);
    assert_snapshot!(status_and_body(&post(PREDICT, vec![b'x'; 33 << 20]).await), @r#"413 {"code":413,"message":"The body is larger than the 32768 KiB a request may take","type":"RequestEntityTooLargeException"}"#);
}
