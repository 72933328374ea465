//! TensorFlow Serving and KServe's version 1.

use super::{PENGUIN, ask, post, ready, status_and_body};
use crate::server::get;
use insta::assert_snapshot;
use serde_json::json;

const PREDICT: &str = "/v1/models/penguins:predict";

#[tokio::test]
async fn models_and_their_state() {
    ready().await;
    assert_snapshot!(status_and_body(&get("/v1/models").await), @r#"200 {"data":[],"models":["penguins","houses","co2","digits","languages","voice","austen","training","seattle"],"object":"list"}"#);
    assert_snapshot!(status_and_body(&get("/v1/models/penguins").await), @r#"200 {"model_version_status":[{"state":"AVAILABLE","status":{"error_code":"OK","error_message":""},"version":"1"}],"name":"penguins","ready":true}"#);
    assert_snapshot!(status_and_body(&get("/v1/models/digits/versions/1").await), @r#"200 {"model_version_status":[{"state":"AVAILABLE","status":{"error_code":"OK","error_message":""},"version":"1"}],"name":"digits","ready":true}"#);
    assert_snapshot!(status_and_body(&get("/v1/models/penguins/metadata").await), @r#"200 {"metadata":{"signature_def":{"signature_def":{"serving_default":{"inputs":{"bill_depth":{"dtype":"DT_DOUBLE","name":"bill_depth:0","tensor_shape":{"dim":[{"name":"","size":"-1"}],"unknown_rank":false}},"bill_length":{"dtype":"DT_DOUBLE","name":"bill_length:0","tensor_shape":{"dim":[{"name":"","size":"-1"}],"unknown_rank":false}},"body_mass":{"dtype":"DT_DOUBLE","name":"body_mass:0","tensor_shape":{"dim":[{"name":"","size":"-1"}],"unknown_rank":false}},"flipper_length":{"dtype":"DT_DOUBLE","name":"flipper_length:0","tensor_shape":{"dim":[{"name":"","size":"-1"}],"unknown_rank":false}},"island":{"dtype":"DT_STRING","name":"island:0","tensor_shape":{"dim":[{"name":"","size":"-1"}],"unknown_rank":false}},"sex":{"dtype":"DT_STRING","name":"sex:0","tensor_shape":{"dim":[{"name":"","size":"-1"}],"unknown_rank":false}}},"method_name":"tensorflow/serving/predict","outputs":{"label":{"dtype":"DT_STRING","name":"label:0","tensor_shape":{"dim":[{"name":"","size":"-1"}],"unknown_rank":false}},"probability":{"dtype":"DT_DOUBLE","name":"probability:0","tensor_shape":{"dim":[{"name":"","size":"-1"}],"unknown_rank":false}}}}}}},"model_spec":{"name":"penguins","signature_name":"","version":"1"}}"#);
}

#[tokio::test]
async fn rows_are_predictions() {
    let rows = format!(
        r#"{{"instances":[{PENGUIN},[46.1,14.2,211,4500,null,"male"]],"signature_name":"serving_default"}}"#
    );
    assert_snapshot!(status_and_body(&post(PREDICT, rows.clone()).await), @r#"200 {"predictions":[{"classes":[{"label":"Gentoo","probability":1.0},{"label":"Chinstrap","probability":0.0},{"label":"Adelie","probability":0.0}],"label":"Gentoo","probability":1.0,"set":{"coverage":0.9,"labels":["Gentoo"]}},{"classes":[{"label":"Gentoo","probability":1.0},{"label":"Chinstrap","probability":0.0},{"label":"Adelie","probability":0.0}],"label":"Gentoo","probability":1.0,"set":{"coverage":0.9,"labels":["Gentoo"]}}]}"#);
    // As `curl -d` sends it, and by another spelling of the address.
    let form = [("content-type", "application/x-www-form-urlencoded")];
    let reply = ask("POST", "/v1/models/pengu%69ns/versions/1:Predict", &form, rows).await;
    assert_eq!(reply.json()["predictions"].as_array().map(Vec::len), Some(2));
    assert_eq!(reply.header("content-type"), "application/json");
}

#[tokio::test]
async fn columns_are_outputs() {
    let columns = json!({ "inputs": {
        "bill_length": [46.1, [39.1]], "bill_depth": [14.2, 18.7], "flipper_length": [211, 181], "body_mass": [4500, 3750],
    } });
    let reply = post(PREDICT, columns.to_string()).await.json();
    let labels: Vec<_> =
        reply["outputs"].as_array().expect("outputs").iter().map(|said| said["label"].clone()).collect();
    assert_eq!(labels, ["Gentoo", "Adelie"]);
    // One input need not be named.
    let texts = post("/v1/models/languages:predict", r#"{"inputs":["Guten Morgen","Bonjour"]}"#).await;
    assert_eq!(texts.json()["outputs"].as_array().map(Vec::len), Some(2));
    let bytes = post("/v1/models/languages:predict", r#"{"instances":[{"b64":"R3V0ZW4gTW9yZ2Vu"}]}"#).await;
    assert_eq!(bytes.json()["predictions"][0], texts.json()["outputs"][0]);
}

#[tokio::test]
async fn classes_and_numbers() {
    let examples = format!(r#"{{"examples":[{PENGUIN}]}}"#);
    assert_snapshot!(status_and_body(&post("/v1/models/penguins:classify", examples.clone()).await), @r#"200 {"results":[[["Gentoo",1.0],["Chinstrap",0.0],["Adelie",0.0]]]}"#);
    assert_snapshot!(status_and_body(&post("/v1/models/penguins:regress", examples).await), @r#"400 {"error":"penguins has nothing to regress"}"#);
    assert_snapshot!(status_and_body(&post("/v1/models/penguins:classify", "{}").await), @r#"400 {"error":"Missing 'examples' key"}"#);
}

#[tokio::test]
async fn unknown_models_and_wrong_requests_are_errors() {
    let call = async |path: &str| status_and_body(&get(path).await);
    assert_snapshot!(call("/v1/models/dodos").await, @r#"404 {"error":"Servable not found for request: Latest(dodos)"}"#);
    assert_snapshot!(call("/v1/models/penguins/versions/9").await, @r#"404 {"error":"Servable not found for request: Specific(penguins, 9)"}"#);
    assert_snapshot!(call("/v1/models/penguins/labels/stable").await, @r#"404 {"error":"Servable not found for request: Specific(penguins, stable)"}"#);
    assert_snapshot!(call("/v1/models/penguins:predict").await, @r#"400 {"error":"Malformed request: GET /v1/models/penguins:predict"}"#);
    assert_snapshot!(call("/v1/fly").await, @r#"404 {"error":"There is nothing at /v1/fly"}"#);
    assert_snapshot!(status_and_body(&ask("DELETE", "/v1/models/penguins", &[], "").await), @r#"405 {"error":"DELETE is not a method of /v1/models/penguins; the header Allow says which are"}"#);
    assert_snapshot!(status_and_body(&post("/v1/models/penguins:explain", "{}").await), @r#"400 {"error":"Malformed request: POST /v1/models/penguins:explain"}"#);
    assert_snapshot!(status_and_body(&post("/v1/models/dodos:predict", "{}").await), @r#"404 {"error":"Servable not found for request: Latest(dodos)"}"#);
    let predict = async |body: &str| status_and_body(&post(PREDICT, body.to_owned()).await);
    assert_snapshot!(predict("{").await, @r#"400 {"error":"This is not JSON: EOF while parsing an object at line 1 column 1"}"#);
    assert_snapshot!(predict("[]").await, @r#"400 {"error":"The body is no JSON object; send {\"instances\": [...]}"}"#);
    assert_snapshot!(predict("{}").await, @r#"400 {"error":"Missing 'inputs' or 'instances' key"}"#);
    assert_snapshot!(predict(r#"{"instances":[],"inputs":[]}"#).await, @r#"400 {"error":"Not formatted correctly: there are 'inputs' as well as 'instances'"}"#);
    assert_snapshot!(predict(r#"{"instances":[]}"#).await, @r#"400 {"error":"There are no rows; give at least one"}"#);
    assert_snapshot!(predict(r#"{"instances":{}}"#).await, @r#"400 {"error":"'instances' is to be a list"}"#);
    assert_snapshot!(predict(r#"{"instances":[[1]]}"#).await, @r#"400 {"error":"row 0: a row of 1 values; give 6 in this order: bill_length, bill_depth, flipper_length, body_mass, island, sex"}"#);
    assert_snapshot!(predict(r#"{"instances":[1],"signature_name":"x"}"#).await, @r#"400 {"error":"Serving signature name: \"x\" not found in signature def"}"#);
    assert_snapshot!(predict(r#"{"instances":[1],"signature_name":1}"#).await, @r#"400 {"error":"'signature_name' key must be a string value."}"#);
    assert_snapshot!(predict(&format!(r#"{{"instances":[{PENGUIN},{{"bill_length":99}}]}}"#)).await, @r#"400 {"error":"row 1: bill_length: 99 is out of range; give a number from 30 to 65; bill_depth: give a value; flipper_length: give a value; body_mass: give a value"}"#);
    assert_snapshot!(predict(&format!(r#"{{"instances":[{}1]}}"#, "1,".repeat(20_000))).await, @r#"413 {"error":"20001 rows are too many; send at most 16384 at once"}"#);
    assert_snapshot!(predict(&format!("[{}1]", "1,".repeat(3_000_000))).await, @r#"413 {"error":"The body holds more than 2097152 values; send fewer rows at once"}"#);
    // A long name is in none of the rows.
    let long = format!(r#"{{"inputs":{{"{}":[{}1]}}}}"#, "x".repeat(100_000), "1,".repeat(10_000));
    assert!(predict(&long).await.len() < 300);
    assert_snapshot!(status_and_body(&post(PREDICT, vec![b' '; 33 << 20]).await), @r#"413 {"error":"The body is larger than the 32768 KiB a request may take"}"#);
}

/// KServe's client asks at the front page whether the server is alive, and takes anything, as curl and link previews do.
#[tokio::test]
async fn the_front_page_is_a_page_unless_a_program_takes_none() {
    let check = async |accept: &str, agent: &str, is_page: bool| {
        let headers = [("accept", accept), ("user-agent", agent)];
        let reply = ask("GET", "/", if accept.is_empty() { &headers[1..] } else { &headers }, "").await;
        let about = format!("{accept} {agent}: {} {}", reply.status, reply.header("content-type"));
        assert_eq!(reply.header("content-type").starts_with("text/html"), is_page, "{about}");
        assert!(is_page || reply.body == r#"{"status":"alive"}"#, "{}", reply.body);
    };
    check("text/html,application/xhtml+xml,*/*;q=0.8", "Mozilla/5.0", true).await;
    check("*/*", "curl/8.9.1", true).await;
    check("", "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)", true).await;
    check("*/*", "facebookexternalhit/1.1", true).await;
    check("*/*", "WhatsApp/2.23.20.0", true).await;
    check("text/*;q=0.9, image/png", "Twitterbot/1.0", true).await;
    check("*/*", "python-httpx/0.27.0", false).await;
    check("application/json", "curl/8.9.1", false).await;
    check("text/html", "python-httpx/0.27.0", true).await;
}
