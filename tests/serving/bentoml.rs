//! BentoML.

use super::{PENGUIN, ask, post, ready, status_and_body};
use crate::server::{get, send_to};
use axum::Router;
use axum::body::Body;
use axum::http::Request;
use insta::assert_snapshot;
use maquette::api::router;
use maquette::gallery::Gallery;
use maquette::prelude::*;
use maquette_gallery::demos::DEMOS;
use serde_json::{Value, json};
use std::sync::Arc;

const FORM: [(&str, &str); 1] = [("content-type", "multipart/form-data; boundary=X")];

/// The whole gallery, where penguins answer for all.
fn sole() -> Router {
    let demos = DEMOS.iter().map(|row| (row.demo)()).collect();
    let gallery = Gallery::open(demos, None).and_then(|gallery| gallery.with_default_model("penguins"));
    router(Arc::new(gallery.expect("it opens")))
}

async fn ask_app(app: &Router, method: &str, path: &str, body: &str) -> crate::server::Reply {
    let request = Request::builder().method(method).uri(path).body(Body::from(body.to_owned()));
    send_to(app.clone(), request.expect("a request")).await
}

#[tokio::test]
async fn the_service_describes_itself() {
    ready().await;
    for path in ["/readyz", "/livez", "/healthz"] {
        let reply = get(path).await;
        assert_eq!(
            (reply.status.as_u16(), reply.header("content-type"), &*reply.body),
            (200, "text/plain", "\n")
        );
    }
    assert_eq!(get("/docs.json").await.json(), get("/openapi.json").await.json());
    let schema = get("/schema.json").await.json();
    let routes = schema["routes"].as_array().expect("routes");
    assert_eq!(routes.len(), DEMOS.len());
    let mut digits = routes[3].clone();
    let output = digits["output"].take();
    assert_snapshot!(digits.to_string(), @r#"{"batchable":false,"doc":"Which digit is it?","input":{"additionalProperties":false,"properties":{"drawing":{"description":"The token of an upload, or a data address such as data:image/png;base64,…","format":"image","minLength":1,"title":"A digit from 0 to 9","type":"file"}},"required":["drawing"],"type":"object"},"is_task":false,"name":"digits","output":null,"route":"/bento/digits"}"#);
    assert_eq!(output["oneOf"][0]["required"], json!(["label", "probability", "classes", "set"]));
    assert_eq!(
        routes[0]["input"]["required"],
        json!(["bill_length", "bill_depth", "flipper_length", "body_mass"])
    );
    let schema = ask_app(&sole(), "GET", "/schema.json", "").await.json();
    assert_eq!(schema["routes"][DEMOS.len()]["route"], "/predict");
}

#[tokio::test]
async fn a_method_is_called_by_names() {
    let reply = ask("POST", "/bento/penguins", &[("content-type", "application/json")], PENGUIN).await;
    assert_eq!(reply.header("x-bentoml-request-id").len(), 36);
    assert_snapshot!(status_and_body(&reply), @r#"200 {"classes":[{"label":"Gentoo","probability":1.0},{"label":"Chinstrap","probability":0.0},{"label":"Adelie","probability":0.0}],"label":"Gentoo","probability":1.0,"set":{"coverage":0.9,"labels":["Gentoo"]}}"#);
    let fields: Value = serde_json::from_str(PENGUIN).expect("JSON");
    let fields = fields.as_object().expect("an object").iter();
    let part = |(name, value): (&String, &Value)| {
        format!("--X\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
    };
    let form = fields.clone().map(part).collect::<String>() + "--X--\r\n";
    assert_eq!(ask("POST", "/bento/penguins", &FORM, form).await.json(), reply.json());
    let pairs = fields.map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("&");
    let encoded = [("content-type", "application/x-www-form-urlencoded")];
    assert_eq!(ask("POST", "/bento/penguins", &encoded, pairs).await.json(), reply.json());
}

#[derive(Inputs)]
struct Word {
    word: String,
}

#[tokio::test]
async fn a_text_is_sent_as_it_is() {
    let app = Maquette::new().demo(Demo::function("shout", |Word { word }| word.to_uppercase()));
    let app = app.router(None).expect("it opens");
    for (path, expected) in
        [("/bento/shout", "HELLO"), ("/predict", "HELLO"), ("/predictions/shout", "HELLO")]
    {
        let reply = ask_app(&app, "POST", path, r#"{"word":"hello"}"#).await;
        assert_eq!(
            (reply.header("content-type"), &*reply.body),
            ("text/plain; charset=utf-8", expected),
            "{path}"
        );
    }
    let rows = ask_app(&app, "POST", "/predict", r#"{"instances":["a",["b"],{"word":"c"}]}"#).await;
    assert_eq!(rows.json()["predictions"], json!(["A", "B", "C"]));
}

#[tokio::test]
async fn predict_calls_the_default_model() {
    let app = sole();
    assert_eq!(ask_app(&app, "POST", "/predict", PENGUIN).await.json()["label"], "Gentoo");
    let rows = format!(r#"{{"instances":[{PENGUIN}]}}"#);
    assert_eq!(ask_app(&app, "POST", "/predict", &rows).await.json()["predictions"][0]["label"], "Gentoo");
    assert_eq!(
        ask_app(&app, "POST", "/invocations", &rows).await.json()["predictions"][0]["label"],
        "Gentoo"
    );
    assert_snapshot!(status_and_body(&post("/predict", PENGUIN).await), @r#"400 {"detail":[],"error":"There are several models: name one of penguins, houses, co2, digits, languages, voice, austen, training, seattle, or start the server with --model"}"#);
}

#[tokio::test]
async fn errors_name_every_field() {
    let call = async |body: &str| status_and_body(&post("/bento/penguins", body.to_owned()).await);
    assert_snapshot!(call("{}").await, @r#"400 {"detail":[{"loc":["bill_length"],"msg":"give a value","type":"missing"},{"loc":["bill_depth"],"msg":"give a value","type":"missing"},{"loc":["flipper_length"],"msg":"give a value","type":"missing"},{"loc":["body_mass"],"msg":"give a value","type":"missing"}],"error":"bill_length: give a value; bill_depth: give a value; flipper_length: give a value; body_mass: give a value"}"#);
    assert_snapshot!(call(r#"{"bill_length":"long","bill_depth":99,"wings":2}"#).await, @r#"400 {"detail":[{"loc":["bill_length"],"msg":"the text “long” is not a number; give one from 30 to 65","type":"float_type"},{"ctx":{"le":24.0},"loc":["bill_depth"],"msg":"99 is out of range; give a number from 12 to 24","type":"less_than_equal"},{"loc":["flipper_length"],"msg":"give a value","type":"missing"},{"loc":["body_mass"],"msg":"give a value","type":"missing"},{"loc":["wings"],"msg":"there is no such input; the inputs are bill_length, bill_depth, flipper_length, body_mass, island and sex","type":"extra_forbidden"}],"error":"bill_length: the text “long” is not a number; give one from 30 to 65; bill_depth: 99 is out of range; give a number from 12 to 24; flipper_length: give a value; body_mass: give a value; wings: there is no such input; the inputs are bill_length, bill_depth, flipper_length, body_mass, island and sex"}"#);
    assert_snapshot!(call("[]").await, @r#"400 {"detail":[],"error":"The body is to be a JSON object with a key for each input"}"#);
    assert_snapshot!(call("").await, @r#"400 {"detail":[],"error":"This is not JSON: EOF while parsing a value at line 1 column 0"}"#);
    assert_snapshot!(status_and_body(&post("/bento/dodos", "{}").await), @r#"404 {"detail":[],"error":"There is no demo named “dodos”"}"#);
    assert_snapshot!(status_and_body(&get("/bento/penguins").await), @r#"405 {"detail":[],"error":"GET is not a method of /bento/penguins; the header Allow says which are"}"#);
    assert_snapshot!(status_and_body(&get("/bento").await), @r#"404 {"detail":[],"error":"There is nothing at /bento"}"#);
    assert_snapshot!(status_and_body(&post("/bento/penguins", vec![b' '; 33 << 20]).await), @r#"413 {"detail":[],"error":"The body is larger than the 32768 KiB a request may take"}"#);
    let other = [("origin", "https://other.example"), ("host", "maquette.example")];
    assert_snapshot!(status_and_body(&ask("POST", "/bento/penguins", &other, "{}").await), @r#"403 {"detail":[],"error":"This request comes from a page of another site; --allow-origin names the sites that may ask"}"#);
}
