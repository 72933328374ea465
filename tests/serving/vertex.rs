//! Vertex AI.

use super::{PENGUIN, ask, post, ready, status_and_body};
use crate::server::{GALLERY, get, send_to};
use axum::body::Body;
use axum::http::Request;
use insta::assert_snapshot;
use maquette::access::{Aliases, Settings};
use maquette::api::router_with;
use maquette::gallery::Gallery;
use maquette_gallery::demos::DEMOS;
use std::sync::Arc;

const ENDPOINT: &str = "/v1/projects/p/locations/us/endpoints/penguins:predict";
const CONTAINER: &str = "/v1/endpoints/12/deployedModels/34:predict";

#[tokio::test]
async fn instances_are_predictions() {
    let body = format!(r#"{{"instances":[{PENGUIN}],"parameters":{{}}}}"#);
    assert_snapshot!(status_and_body(&post(ENDPOINT, body.clone()).await), @r#"200 {"modelDisplayName":"penguins","modelVersionId":"a hash","predictions":[{"classes":[{"label":"Gentoo","probability":1.0},{"label":"Chinstrap","probability":0.0},{"label":"Adelie","probability":0.0}],"label":"Gentoo","probability":1.0,"set":{"coverage":0.9,"labels":["Gentoo"]}}]}"#);
    let raw = ENDPOINT.replace(":predict", ":rawPredict");
    assert_eq!(post(&raw, body).await.status.as_u16(), 200);
}

#[tokio::test]
async fn errors_are_read_by_the_services_clients() {
    let status_and_body_at =
        async |path: &str, body: &str| status_and_body(&post(path, body.to_owned()).await);
    assert_snapshot!(status_and_body_at(&ENDPOINT.replace("penguins", "dodos"), "{}").await, @r#"404 {"detail":"There is no demo named “dodos”","error":{"code":404,"message":"There is no demo named “dodos”","status":"NOT_FOUND"}}"#);
    assert_snapshot!(status_and_body_at(&ENDPOINT.replace(":predict", ":explain"), "{}").await, @r#"404 {"detail":"There is nothing at /v1/projects/p/locations/us/endpoints/penguins:explain","error":{"code":404,"message":"There is nothing at /v1/projects/p/locations/us/endpoints/penguins:explain","status":"NOT_FOUND"}}"#);
    assert_snapshot!(status_and_body_at(ENDPOINT, "{}").await, @r#"400 {"detail":"instances is to be a list of rows","error":{"code":400,"message":"instances is to be a list of rows","status":"INVALID_ARGUMENT"}}"#);
    assert_snapshot!(status_and_body_at(ENDPOINT, "[]").await, @r#"400 {"detail":"The body is to be a JSON object with the key instances","error":{"code":400,"message":"The body is to be a JSON object with the key instances","status":"INVALID_ARGUMENT"}}"#);
    assert_snapshot!(status_and_body_at(ENDPOINT, "{").await, @r#"400 {"detail":"This is not JSON: EOF while parsing an object at line 1 column 1","error":{"code":400,"message":"This is not JSON: EOF while parsing an object at line 1 column 1","status":"INVALID_ARGUMENT"}}"#);
    assert_snapshot!(status_and_body_at(ENDPOINT, r#"{"instances":[{"bill_length":99}]}"#).await, @r#"400 {"detail":"bill_length: 99 is out of range; give a number from 30 to 65; bill_depth: give a value; flipper_length: give a value; body_mass: give a value","error":{"code":400,"message":"bill_length: 99 is out of range; give a number from 30 to 65; bill_depth: give a value; flipper_length: give a value; body_mass: give a value","status":"INVALID_ARGUMENT"}}"#);
    assert_snapshot!(status_and_body_at(CONTAINER, r#"{"instances":[1]}"#).await, @r#"400 {"detail":"There are several models: name one of penguins, houses, co2, digits, languages, voice, austen, training, seattle, or start the server with --model","error":{"code":400,"message":"There are several models: name one of penguins, houses, co2, digits, languages, voice, austen, training, seattle, or start the server with --model","status":"INVALID_ARGUMENT"}}"#);
    assert_snapshot!(status_and_body_at("/v1/endpoints/12", "{}").await, @r#"404 {"detail":"There is nothing at /v1/endpoints/12","error":{"code":404,"message":"There is nothing at /v1/endpoints/12","status":"NOT_FOUND"}}"#);
    assert_snapshot!(status_and_body(&ask("GET", ENDPOINT, &[], "").await), @r#"405 {"detail":"GET is not a method of /v1/projects/p/locations/us/endpoints/penguins:predict; the header Allow says which are","error":{"code":405,"message":"GET is not a method of /v1/projects/p/locations/us/endpoints/penguins:predict; the header Allow says which are","status":"INVALID_ARGUMENT"}}"#);
    assert_snapshot!(status_and_body(&post(ENDPOINT, vec![b' '; 33 << 20]).await), @r#"413 {"detail":"The body is larger than the 32768 KiB a request may take","error":{"code":413,"message":"The body is larger than the 32768 KiB a request may take","status":"INVALID_ARGUMENT"}}"#);
}

/// Penguins alone, at addresses that the service tells.
#[tokio::test]
async fn a_container_answers_at_the_configured_routes() {
    ready().await;
    assert_eq!(status_and_body(&get("/v1/endpoints/12/deployedModels/34").await), "200 {}");
    let gallery = Arc::new(Gallery::open(vec![(DEMOS[0].demo)()], None).expect("opened"));
    let aliases = Aliases { health: Some("/alive".to_owned()), predict: Some("/models/iris:go".to_owned()) };
    let app = router_with(gallery, Settings { aliases, ..Settings::default() });
    let call = async |method: &str, path: &str| {
        let body = if method == "POST" { format!(r#"{{"instances":[{PENGUIN}]}}"#) } else { String::new() };
        let request = Request::builder().method(method).uri(path).body(Body::from(body)).expect("a request");
        send_to(app.clone(), request).await
    };
    for path in ["/models/iris:go", CONTAINER, "/predict"] {
        assert_eq!(call("POST", path).await.json()["predictions"][0]["label"], "Gentoo", "{path}");
    }
    assert_eq!(status_and_body(&call("GET", "/alive").await), "200 {}");
    assert_eq!(call("GET", "/penguins").await.status.as_u16(), 200);
    assert_eq!(call("POST", "/alive").await.status.as_u16(), 404);
    assert!(GALLERY.find_or_default(None).is_err());
}
