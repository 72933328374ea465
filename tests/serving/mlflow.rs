//! MLflow's scoring server and SageMaker's containers.

use super::{PENGUIN, ask, ready, status_and_body};
use crate::server::{Reply, get};
use insta::assert_snapshot;
use serde_json::{Value, json};

const JSON: [(&str, &str); 1] = [("content-type", "application/json")];
const CSV: [(&str, &str); 1] = [("content-type", "text/csv")];
const INVOKE: &str = "/invocations?model_name=penguins";

async fn invoke(body: &Value) -> Reply {
    ask("POST", INVOKE, &JSON, body.to_string()).await
}

#[tokio::test]
async fn the_server_is_there() {
    ready().await;
    assert_eq!(get("/ping").await.status.as_u16(), 200);
    assert_snapshot!(status_and_body(&get("/health").await), @r#"200 {"status":"ok"}"#);
    let version = get("/version").await;
    assert_eq!(
        (version.header("content-type"), version.body.as_str()),
        ("application/json", env!("CARGO_PKG_VERSION"))
    );
    assert_snapshot!(status_and_body(&get("/execution-parameters").await), @r#"200 {"BatchStrategy":"MULTI_RECORD","MaxConcurrentTransforms":1,"MaxPayloadInMB":32}"#);
}

#[tokio::test]
async fn every_form_of_a_table() {
    let penguin: Value = serde_json::from_str(PENGUIN).expect("JSON");
    let reply = invoke(&json!({ "dataframe_records": [penguin], "params": { "temperature": 1 } })).await;
    assert_snapshot!(status_and_body(&reply), @r#"200 {"model":"penguins","model_version":"a hash","predictions":[{"classes":[{"label":"Gentoo","probability":1.0},{"label":"Chinstrap","probability":0.0},{"label":"Adelie","probability":0.0}],"label":"Gentoo","probability":1.0,"set":{"coverage":0.9,"labels":["Gentoo"]}}]}"#);
    let expected = reply.json()["predictions"].clone();
    let columns: Vec<_> = penguin.as_object().expect("an object").keys().cloned().collect();
    let values: Vec<_> = columns.iter().map(|name| penguin[name].clone()).collect();
    let lists: Value = columns.iter().map(|name| (name.clone(), json!([penguin[name]]))).collect();
    let row = json!([46.1, 14.2, 211, 4500, null, null]);
    for table in [
        json!({ "dataframe_split": { "index": [0], "columns": columns, "data": [values] } }),
        json!({ "dataframe_split": { "data": [row] } }),
        json!({ "instances": [row] }),
        json!({ "instances": [penguin] }),
        json!({ "inputs": [row] }),
        json!({ "inputs": [penguin] }),
        json!({ "inputs": lists }),
        json!({ "inputs": penguin }),
    ] {
        assert_eq!(invoke(&table).await.json()["predictions"], expected, "{table}");
    }
    let csv = "body_mass,bill_length,bill_depth,flipper_length\n4500,46.1,14.2,211\n";
    assert_eq!(ask("POST", INVOKE, &CSV, csv).await.json()["predictions"], expected);
    // As pandas reads them.
    for unknown in ["", "NA", "NaN", "nan", "N/A", "null", "#N/A", "None", "<NA>"] {
        let csv = format!(
            "body_mass,bill_length,bill_depth,flipper_length,sex,island\r4500,46.1,14.2,211,,{unknown}\r"
        );
        assert_eq!(ask("POST", INVOKE, &CSV, csv.clone()).await.json()["predictions"], expected, "{csv}");
    }
}

#[tokio::test]
async fn an_endpoint_is_named_like_a_demo() {
    let body = format!(r#"{{"instances":[{PENGUIN}]}}"#);
    let reply = ask("POST", "/endpoints/penguins/invocations", &JSON, body.clone()).await;
    assert_eq!(reply.json()["predictions"][0]["label"], "Gentoo");
    assert_snapshot!(status_and_body(&ask("POST", "/endpoints/dodos/invocations", &JSON, body.clone()).await), @r#"404 {"error_code":"RESOURCE_DOES_NOT_EXIST","message":"There is no demo named “dodos”"}"#);
    assert_snapshot!(status_and_body(&ask("POST", "/invocations", &JSON, body).await), @r#"400 {"error_code":"INVALID_PARAMETER_VALUE","message":"There are several models: name one of penguins, houses, co2, digits, languages, voice, austen, training, seattle, or start the server with --model"}"#);
}

#[tokio::test]
async fn what_is_no_table_is_an_error() {
    let json = async |body: &str| status_and_body(&ask("POST", INVOKE, &JSON, body.to_owned()).await);
    assert_snapshot!(json("").await, @r#"400 {"error_code":"BAD_REQUEST","message":"This is not JSON: EOF while parsing a value at line 1 column 0"}"#);
    assert_snapshot!(json("[]").await, @r#"400 {"error_code":"BAD_REQUEST","message":"The body is to be a JSON object with one of the keys dataframe_split, dataframe_records, instances, inputs"}"#);
    assert_snapshot!(json("{}").await, @r#"400 {"error_code":"BAD_REQUEST","message":"The body is to be a JSON object with one of the keys dataframe_split, dataframe_records, instances, inputs"}"#);
    assert_snapshot!(json(r#"{"instances":[],"inputs":[]}"#).await, @r#"400 {"error_code":"BAD_REQUEST","message":"The body is to be a JSON object with one of the keys dataframe_split, dataframe_records, instances, inputs"}"#);
    assert_snapshot!(json(r#"{"inputs":[]}"#).await, @r#"400 {"error_code":"BAD_REQUEST","message":"There are no rows; give at least one"}"#);
    assert_snapshot!(json(r#"{"inputs":[1],"params":7}"#).await, @r#"400 {"error_code":"BAD_REQUEST","message":"params is to be an object"}"#);
    assert_snapshot!(json(r#"{"dataframe_split":[]}"#).await, @r#"400 {"error_code":"BAD_REQUEST","message":"dataframe_split is to be an object with columns and data"}"#);
    assert_snapshot!(json(r#"{"dataframe_split":{"columns":["bill_length"]}}"#).await, @r#"400 {"error_code":"BAD_REQUEST","message":"dataframe_split has no data"}"#);
    assert_snapshot!(json(r#"{"dataframe_split":{"columns":["bill_length"],"data":[[1,2]]}}"#).await, @r#"400 {"error_code":"BAD_REQUEST","message":"row 0 has not 1 values"}"#);
    assert_snapshot!(json(r#"{"dataframe_split":{"columns":[1],"data":[[1]]}}"#).await, @r#"400 {"error_code":"BAD_REQUEST","message":"the columns of dataframe_split are to be names"}"#);
    assert_snapshot!(json(r#"{"dataframe_records":{}}"#).await, @r#"400 {"error_code":"BAD_REQUEST","message":"dataframe_records is to be a list of rows"}"#);
    assert_snapshot!(json(r#"{"dataframe_records":[{"wings":2}]}"#).await, @r#"400 {"error_code":"INVALID_PARAMETER_VALUE","message":"bill_length: give a value; bill_depth: give a value; flipper_length: give a value; body_mass: give a value; wings: there is no such input; the inputs are bill_length, bill_depth, flipper_length, body_mass, island and sex"}"#);
    assert_snapshot!(json(r#"{"inputs":{"bill_length":[1,2],"bill_depth":[1]}}"#).await, @r#"400 {"error_code":"BAD_REQUEST","message":"bill_length has 2 values, and the first column 1"}"#);
    assert_snapshot!(json(r#"{"inputs":{"wings":[2]}}"#).await, @r#"400 {"error_code":"BAD_REQUEST","message":"There is no input wings; the inputs are bill_length, bill_depth, flipper_length, body_mass, island, sex"}"#);
    assert_snapshot!(json(r#"{"dataframe_split":{"columns":["wings"],"data":[[2]]}}"#).await, @r#"400 {"error_code":"BAD_REQUEST","message":"There is no input wings; the inputs are bill_length, bill_depth, flipper_length, body_mass, island, sex"}"#);
    let csv = async |body: &str| status_and_body(&ask("POST", INVOKE, &CSV, body.to_owned()).await);
    assert_snapshot!(csv("").await, @r#"400 {"error_code":"BAD_REQUEST","message":"There are no rows; give at least one"}"#);
    assert_snapshot!(csv("a,b\n1,2\n").await, @r#"400 {"error_code":"BAD_REQUEST","message":"there is no column bill_length; the header has a, b"}"#);
    assert_snapshot!(csv("body_mass,bill_length,bill_depth,flipper_length\n1,46.1,x,211\n4500\n").await, @r#"400 {"error_code":"BAD_REQUEST","message":"line 2, bill_depth: “x” is not a number; give one from 12 to 24; line 2, body_mass: 1 is out of range; give a number from 2500 to 7000; line 3: the row has 1 of 4 cells"}"#);
    assert_snapshot!(csv("body_mass,bill_length,bill_depth,flipper_length,island_code\n4500,46.1,14.2,211,7\n").await, @r#"200 {"model":"penguins","model_version":"a hash","predictions":[{"classes":[{"label":"Gentoo","probability":1.0},{"label":"Chinstrap","probability":0.0},{"label":"Adelie","probability":0.0}],"label":"Gentoo","probability":1.0,"set":{"coverage":0.9,"labels":["Gentoo"]}}]}"#);
    assert_snapshot!(csv("body_mass,bill_length,bill_depth,flipper_length\nNaN,46.1,14.2,211\n").await, @r#"400 {"error_code":"BAD_REQUEST","message":"line 2, body_mass: give a value"}"#);
    assert_snapshot!(csv("body_mass,bill_length\0\n").await, @r#"400 {"error_code":"BAD_REQUEST","message":"this is not a text; give the table itself, as CSV"}"#);
    assert_snapshot!(csv(&format!("sep=|\n{}", "|".repeat(3_000_000))).await, @r#"413 {"error_code":"BAD_REQUEST","message":"The body holds more than 2097152 values; send fewer rows at once"}"#);
    assert_snapshot!(csv(&"x,".repeat(3_000_000)).await, @r#"413 {"error_code":"BAD_REQUEST","message":"The body holds more than 2097152 values; send fewer rows at once"}"#);
    assert_snapshot!(csv(&"x\n".repeat(20_000)).await, @r#"413 {"error_code":"BAD_REQUEST","message":"19999 rows are too many; send at most 16384 at once"}"#);
    assert_snapshot!(status_and_body(&ask("POST", INVOKE, &[("content-type", "text/plain")], "hello").await), @r#"415 "This predictor only supports the following content types: text/csv, application/json; in UTF-8""#);
    assert_snapshot!(status_and_body(&ask("POST", INVOKE, &[("content-type", "text/csv; charset=latin-1")], "a").await), @r#"415 "This predictor only supports the following content types: text/csv, application/json; in UTF-8""#);
    assert_snapshot!(status_and_body(&get("/invocations").await), @r#"405 {"error_code":"BAD_REQUEST","message":"GET is not a method of /invocations; the header Allow says which are"}"#);
    assert_snapshot!(status_and_body(&get("/endpoints/penguins").await), @r#"404 {"error_code":"RESOURCE_DOES_NOT_EXIST","message":"There is nothing at /endpoints/penguins"}"#);
    assert_snapshot!(status_and_body(&ask("POST", INVOKE, &JSON, vec![b' '; 33 << 20]).await), @r#"413 {"error_code":"BAD_REQUEST","message":"The body is larger than the 32768 KiB a request may take"}"#);
}
