//! An uploaded table as the CSV text of its field.

use crate::csv;
use crate::media::{Unusable, kind, named};
use maquette_contract::Schema;

/// The text of a table. Archives and workbooks are not looked into.
///
/// # Errors
/// Bytes that are no text, none or too many, a damaged text, a web page.
pub(crate) fn table(bytes: &[u8]) -> Result<String, Unusable> {
    let refused = |kind: &str| Unusable(format!("this is {}; give the table itself, as CSV", named(kind)));
    let text = csv::text(bytes).map_err(|error| match kind(bytes) {
        _ if !error.is::<csv::NotText>() => Unusable(error.to_string()),
        "text/plain" => refused("application/octet-stream"),
        other => refused(other),
    })?;
    if let other @ ("application/x-empty" | "text/html" | "text/xml" | "image/svg+xml") =
        kind(text.as_bytes())
    {
        return Err(refused(other));
    }
    if bytes.len() > Schema::MAX_TABLE_CHARS {
        let (got, most) = (bytes.len() / 1000, Schema::MAX_TABLE_CHARS / 1000);
        return Err(Unusable(format!("this table has {got} KB; at most {most} fit")));
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::csv::{Row, Rows, read_filled_rows};
    use base64::{Engine, prelude::BASE64_STANDARD};
    use maquette_contract::{Feature, Kind};
    use serde::Deserialize;
    use serde_json::{Value, json};

    #[derive(Deserialize)]
    struct Cases {
        /// Those of each case that has none of its own.
        columns: Vec<Column>,
        cases: Vec<Case>,
    }

    /// What a file holds, and what has to be read from it, here and in the browser.
    #[derive(Deserialize)]
    struct Case {
        what: String,
        text: Option<String>,
        base64: Option<String>,
        columns: Option<Vec<Column>>,
        rows: Option<Value>,
        faults: Option<Value>,
        error: Option<String>,
    }

    #[derive(Clone, Deserialize)]
    struct Column {
        name: String,
        label: Option<String>,
        #[serde(default)]
        unit: String,
        #[serde(default)]
        required: bool,
        default: Option<String>,
    }

    /// A column that any text fits into; what has a unit is a number.
    fn feature(Column { name, label, unit, required, default }: Column) -> Feature {
        let kind = match unit.is_empty() {
            true => Kind::Text { max_len: 100, long: false },
            false => Kind::Number { unit, range: None, step: None, whole: false, seen: None },
        };
        let label = label.as_deref().unwrap_or(&name);
        Feature { required, default, ..Feature::new(&name, label, kind) }
    }

    #[test]
    fn files_are_read_by_the_rules_that_the_browser_has_too() {
        let Cases { columns, cases } =
            serde_json::from_str(include_str!("../../tests/tables/cases.json")).expect("cases");
        for case in cases {
            let bytes = match (case.text, case.base64) {
                (Some(text), None) => text.into_bytes(),
                (None, Some(base64)) => BASE64_STANDARD.decode(base64).expect("base64"),
                _ => panic!("{} has a text or bytes", case.what),
            };
            let columns = case.columns.unwrap_or_else(|| columns.clone());
            let schema = Schema { features: columns.into_iter().map(feature).collect() };
            let rows = table(&bytes).map_err(|error| error.to_string()).and_then(|text| {
                read_filled_rows(text.as_bytes(), &schema).map_err(|error| format!("{error:#}"))
            });
            let expected = match case.error {
                Some(error) => json!({ "error": error }),
                None => json!({ "rows": case.rows, "faults": case.faults }),
            };
            assert_eq!(shown(rows), expected, "{}", case.what);
        }
    }

    fn shown(rows: Result<Rows, String>) -> Value {
        match rows {
            Err(error) => json!({ "error": error }),
            Ok(Rows { rows, faults }) => {
                let row = |row: &Row| {
                    std::iter::once(json!(row.line))
                        .chain(row.texts.iter().map(|text| json!(text)))
                        .collect::<Value>()
                };
                let faults: Vec<_> = faults.iter().map(ToString::to_string).collect();
                json!({ "rows": rows.iter().map(row).collect::<Value>(), "faults": faults })
            }
        }
    }

    #[test]
    fn a_table_has_as_many_bytes_as_fit() {
        let check = |bytes: usize, expected: Result<usize, &str>| {
            let read = table(&vec![b'a'; bytes]).map(|text| text.len()).map_err(|error| error.to_string());
            assert_eq!(read, expected.map_err(str::to_owned), "{bytes}");
        };
        check(Schema::MAX_TABLE_CHARS, Ok(Schema::MAX_TABLE_CHARS));
        check(Schema::MAX_TABLE_CHARS + 1000, Err("this table has 501 KB; at most 500 fit"));
    }
}
