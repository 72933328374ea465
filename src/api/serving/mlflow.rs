//! MLflow's scoring server, which SageMaker's containers share: a table in, a prediction for each row out.

use crate::access::header_list;
use crate::api::door::Door;
use crate::api::http::blocking::run_blocking;
use crate::api::http::body::read_batch;
use crate::api::http::error::ApiError;
use crate::api::http::json_limits::CSV_MARKS;
use crate::api::http::rows::predict_rows_untagged;
use crate::api::http::{json_limits, rows};
use crate::csv::{count_rows, read_partial_rows};
use crate::gallery::Gallery;
use crate::predict::Caller;
use axum::extract::rejection::{PathRejection, QueryRejection};
use axum::extract::{Path, Query, Request, State};
use axum::http::request::Parts;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use maquette_contract::{RawField, Schema};
use serde::Deserialize;
use serde_json::{Map, Value, json};
use std::sync::Arc;

pub(crate) static DOOR: Door = Door {
    name: "MLflow",
    routes,
    prefixes: &["/endpoints", "/execution-parameters", "/invocations", "/version"],
    render_error: Some(render_error),
    ..Door::PROGRAMS
};

/// The keys of a table in JSON; a body has one of them.
const TABLE_KEYS: [&str; 4] = ["dataframe_split", "dataframe_records", "instances", "inputs"];
/// How many mistakes in a table an error lists.
const MAX_FAULTS: usize = 10;

fn routes() -> Router<Arc<Gallery>> {
    Router::new()
        .route("/version", get(show_version))
        .route("/execution-parameters", get(show_limits))
        .route("/invocations", post(invoke))
        .route("/endpoints/{name}/invocations", post(invoke_endpoint))
}

/// An error as MLflow writes it. SageMaker's own clients read the message.
fn render_error(error: &ApiError) -> Response {
    let status = error.status_without_422();
    if status == StatusCode::UNSUPPORTED_MEDIA_TYPE {
        return (status, error.message.clone()).into_response();
    }
    let code = error.code.unwrap_or(match status {
        StatusCode::UNAUTHORIZED => "UNAUTHENTICATED",
        StatusCode::TOO_MANY_REQUESTS => "REQUEST_LIMIT_EXCEEDED",
        StatusCode::NOT_FOUND => "RESOURCE_DOES_NOT_EXIST",
        StatusCode::SERVICE_UNAVAILABLE => "TEMPORARILY_UNAVAILABLE",
        StatusCode::GATEWAY_TIMEOUT => "DEADLINE_EXCEEDED",
        StatusCode::BAD_REQUEST if error.cause.is_some() => "INVALID_PARAMETER_VALUE",
        status if status.is_client_error() => "BAD_REQUEST",
        _ => "INTERNAL_ERROR",
    });
    (status, Json(json!({ "error_code": code, "message": error.message }))).into_response()
}

/// Plain text with the content type of JSON, as MLflow sends its version.
async fn show_version() -> Response {
    ([(header::CONTENT_TYPE, "application/json")], env!("CARGO_PKG_VERSION")).into_response()
}

/// The limits of a SageMaker batch transform.
async fn show_limits() -> Json<Value> {
    let megabytes = crate::api::http::body::MAX_BATCH_BYTES >> 20;
    Json(
        json!({ "MaxConcurrentTransforms": 1, "BatchStrategy": "MULTI_RECORD", "MaxPayloadInMB": megabytes }),
    )
}

#[derive(Deserialize)]
struct Params {
    model_name: Option<String>,
}

async fn invoke(
    State(gallery): State<Arc<Gallery>>,
    params: Result<Query<Params>, QueryRejection>,
    request: Request,
) -> Result<Response, ApiError> {
    let Query(Params { model_name }) = params.map_err(|error| ApiError::bad_request(error.body_text()))?;
    answer(&gallery, model_name.as_deref(), request).await
}

/// The address of SageMaker's runtime for an endpoint with a demo's name.
async fn invoke_endpoint(
    State(gallery): State<Arc<Gallery>>,
    name: Result<Path<String>, PathRejection>,
    request: Request,
) -> Result<Response, ApiError> {
    let name = name.map(|Path(name)| name).unwrap_or_default();
    answer(&gallery, Some(&name), request).await
}

async fn answer(gallery: &Gallery, name: Option<&str>, request: Request) -> Result<Response, ApiError> {
    let (head, body) = read_batch(request).await?;
    let demo = &gallery.find_or_default(name)?.demo;
    let read = match format_of(&head)? {
        Format::Json => from_json,
        Format::Csv => from_csv,
    };
    let rows = run_blocking(body.len(), || read(&demo.schema, &body))?;
    let around = |predictions| json!({ "predictions": predictions, "model": demo.name, "model_version": demo.version });
    predict_rows_untagged(gallery, demo, &rows, Caller::program(DOOR.name), around).await
}

#[derive(Debug, PartialEq)]
enum Format {
    Json,
    Csv,
}

/// The format of a table, by its Content-Type; JSON without one.
fn format_of(head: &Parts) -> Result<Format, ApiError> {
    let unknown = || {
        let text =
            "This predictor only supports the following content types: text/csv, application/json; in UTF-8";
        ApiError::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, text)
    };
    let Some(kind) = head.headers.get(header::CONTENT_TYPE) else { return Ok(Format::Json) };
    let mut parts = header_list(kind, b';');
    let format = match parts.next().unwrap_or_default().to_ascii_lowercase().as_str() {
        "application/json" => Format::Json,
        "text/csv" => Format::Csv,
        _ => return Err(unknown()),
    };
    let utf8 = |parameter: &str| {
        let (name, value) = parameter.split_once('=').unwrap_or_default();
        let value = value.trim_matches('"');
        name.eq_ignore_ascii_case("charset")
            && (value.eq_ignore_ascii_case("utf-8") || value.eq_ignore_ascii_case("utf8"))
    };
    if parts.all(utf8) { Ok(format) } else { Err(unknown()) }
}

fn from_json(schema: &Schema, body: &[u8]) -> Result<Vec<Vec<RawField>>, ApiError> {
    let wanted = || {
        ApiError::bad_request(format!(
            "The body is to be a JSON object with one of the keys {}",
            TABLE_KEYS.join(", ")
        ))
    };
    let Value::Object(body) = rows::parse_json(body)? else { return Err(wanted()) };
    if body.get("params").is_some_and(|params| !params.is_object() && !params.is_null()) {
        return Err(ApiError::bad_request("params is to be an object"));
    }
    let mut tables = TABLE_KEYS.into_iter().filter_map(|form| Some((form, body.get(form)?)));
    let (Some((form, table)), None) = (tables.next(), tables.next()) else { return Err(wanted()) };
    match (form, table) {
        ("dataframe_split", Value::Object(split)) => split_rows(schema, split),
        ("dataframe_split", _) => {
            Err(ApiError::bad_request("dataframe_split is to be an object with columns and data"))
        }
        ("inputs", inputs) => rows::inputs(schema, inputs),
        (_, Value::Array(rows)) => rows::rows(schema, rows),
        _ => Err(ApiError::bad_request(format!("{form} is to be a list of rows"))),
    }
}

/// The rows of a DataFrame in split form. Without columns, the cells are in the order of the features.
fn split_rows(schema: &Schema, split: &Map<String, Value>) -> Result<Vec<Vec<RawField>>, ApiError> {
    let list = |key: &str| split.get(key).and_then(Value::as_array);
    let rows = list("data").ok_or_else(|| ApiError::bad_request("dataframe_split has no data"))?;
    let Some(columns) = list("columns") else { return rows::rows(schema, rows) };
    rows::check_row_count(rows.len())?;
    let feature = |column: &Value| match column {
        Value::String(name) => rows::feature(schema, name),
        _ => Err(ApiError::bad_request("the columns of dataframe_split are to be names")),
    };
    let features = columns.iter().map(feature).collect::<Result<Vec<_>, _>>()?;
    let row = |(index, row): (usize, &Value)| {
        let cells = row.as_array().filter(|cells| cells.len() == features.len());
        let cells = cells
            .ok_or_else(|| ApiError::bad_request(format!("row {index} has not {} values", features.len())))?;
        let cells = features.iter().zip(cells);
        Ok(cells.map(|(feature, cell)| (feature.name.clone(), rows::raw_value_of(feature, cell))).collect())
    };
    rows.iter().enumerate().map(row).collect()
}

fn from_csv(schema: &Schema, body: &[u8]) -> Result<Vec<Vec<RawField>>, ApiError> {
    json_limits::check_count(body, CSV_MARKS)?;
    let unreadable = |error| ApiError::bad_request(format!("{error:#}"));
    rows::check_row_count(count_rows(body).map_err(unreadable)?)?;
    let table = read_partial_rows(body, schema).map_err(unreadable)?;
    if !table.faults.is_empty() {
        let faults = table.faults.iter().take(MAX_FAULTS).map(ToString::to_string).collect::<Vec<_>>();
        return Err(ApiError::bad_request(faults.join("; ")));
    }
    Ok(table.rows.iter().map(|row| schema.raw_fields(&schema.texts(&row.instance))).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::body::Body;

    #[test]
    fn a_table_is_json_or_csv_in_utf_8() {
        let check = |kind: &str, expected: Option<Format>| {
            let request = Request::builder().header(header::CONTENT_TYPE, kind).body(Body::empty());
            let (head, _) = request.expect("a request").into_parts();
            assert_eq!(format_of(&head).ok(), expected, "{kind}");
        };
        check("application/json", Some(Format::Json));
        check("application/json; charset=UTF-8", Some(Format::Json));
        check("text/csv; charset=\"utf-8\"", Some(Format::Csv));
        check("text/csv; charset=latin-1", None);
        check("text/csv; header=present", None);
        check("application/x-www-form-urlencoded", None);
        check("", None);
    }
}
