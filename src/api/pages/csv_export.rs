//! A table of an answer as a CSV file. Its address holds the inputs, like that of the page it is on.

use super::demo::texts_of;
use crate::api::door::Door;
use crate::api::http::error::ApiError;
use crate::api::http::found::Found;
use crate::gallery::Gallery;
use crate::predict::{Caller, predict};
use axum::Router;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, RawQuery, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use maquette_contract::{Cell, Part, Prediction, Table};
use std::sync::Arc;

pub(crate) static DOOR: Door = Door { name: "tables as CSV", routes, ..Door::PAGES };

fn routes() -> Router<Arc<Gallery>> {
    Router::new().route("/{demo}/tables/{file}", get(show_table))
}

async fn show_table(
    State(gallery): State<Arc<Gallery>>,
    found: Option<Found>,
    path: Result<Path<(String, String)>, PathRejection>,
    RawQuery(query): RawQuery,
) -> Response {
    let (Some(Found(served)), Ok(Path((demo, name)))) = (found, path) else { return nothing() };
    let texts = texts_of(&served.demo, query.as_deref());
    let raw = served.demo.schema.raw_fields(&texts);
    match predict(&gallery, &demo, &raw, Caller::page(DOOR.name)).await {
        Ok(answer) => file(Some(&answer.prediction), &answer.beside, &demo, &name),
        Err(error) => ApiError::from(error).into_response(),
    }
}

fn nothing() -> Response {
    ApiError::not_found("There is no such table").into_response()
}

/// The file `name` among those of an answer: `0.csv`.
pub(crate) fn file(prediction: Option<&Prediction>, beside: &[Part], demo: &str, name: &str) -> Response {
    let number = name.strip_suffix(".csv").and_then(|number| number.parse::<usize>().ok());
    let (Some(prediction), Some(number)) = (prediction, number) else { return nothing() };
    let Some(table) = tables(prediction, beside).into_iter().nth(number) else { return nothing() };
    let Ok(csv) = csv(table) else {
        let text = "The table can't be written as CSV";
        return ApiError::new(StatusCode::INTERNAL_SERVER_ERROR, text).into_response();
    };
    let named = format!("attachment; filename=\"{demo}-{}.csv\"", number + 1);
    let head =
        [(header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()), (header::CONTENT_DISPOSITION, named)];
    (head, csv).into_response()
}

/// The tables of an answer, in the order in which a page shows them.
fn tables<'a>(prediction: &'a Prediction, beside: &'a [Part]) -> Vec<&'a Table> {
    fn within(prediction: &Prediction) -> Vec<&Table> {
        match prediction {
            Prediction::Table(table) => vec![table],
            Prediction::Several(parts) => parts.iter().flat_map(|part| within(&part.prediction)).collect(),
            _ => vec![],
        }
    }
    let beside = beside.iter().flat_map(|part| within(&part.prediction));
    within(prediction).into_iter().chain(beside).collect()
}

fn csv(table: &Table) -> Result<Vec<u8>, csv::Error> {
    let mut writer = csv::Writer::from_writer(vec![]);
    writer.write_record(table.columns.iter().map(|column| harmless(column)))?;
    for row in &table.rows {
        writer.write_record(row.iter().map(text))?;
    }
    writer.into_inner().map_err(|error| csv::Error::from(error.into_error()))
}

/// A spreadsheet takes a text that begins like this for a formula; a quote before it keeps it a text.
const FORMULA: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

fn harmless(text: &str) -> String {
    if text.starts_with(FORMULA) { format!("'{text}") } else { text.to_owned() }
}

fn text(cell: &Cell) -> String {
    match cell {
        Cell::Number(number) => number.to_string(),
        Cell::Text(text) => harmless(text),
        Cell::Empty => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_is_csv_that_a_spreadsheet_can_open_without_harm() {
        let table = Table::new(["a", "b,c"])
            .row([1.5.into(), "say \"x\"".into()])
            .row([Cell::Empty, "=HYPERLINK(\"http://x\")".into()])
            .row([(-2.0).into(), "line\nbreak".into()]);
        let csv = String::from_utf8(csv(&table).expect("csv")).expect("text");
        let expected =
            "a,\"b,c\"\n1.5,\"say \"\"x\"\"\"\n,\"'=HYPERLINK(\"\"http://x\"\")\"\n-2,\"line\nbreak\"\n";
        assert_eq!(csv, expected);
    }
}
