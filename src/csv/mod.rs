//! Tables that people bring: each good row as an [`Instance`], and each fault with its place.

mod columns;
mod damage;
mod decode;
mod records;
mod unknown;

pub(crate) use decode::NotText;
pub(crate) use unknown::is_unknown;

use anyhow::{Context, Result, anyhow, bail, ensure};
use columns::{column, columns, missing};
use damage::{damaged, first_damaged_cell};
use decode::{Decoded, decode};
use maquette_contract::{Feature, Instance, Kind, Problem, Schema};
use records::{Record, records, separator};
use unknown::is_unknown_for;

/// What a table holds. One bad row spoils no other.
#[derive(Debug, Default)]
pub struct Rows {
    pub rows: Vec<Row>,
    /// In the order of the lines; a row may have several.
    pub faults: Vec<RowFault>,
}

/// A row that can be read.
#[derive(Debug)]
pub struct Row {
    /// In the file, from 1 on; the header is usually line 1.
    pub line: u64,
    pub instance: Instance,
    /// A text for each feature, as a form would hold it; empty where it is not known.
    pub texts: Vec<String>,
    /// The cells of the further columns, in the order of their names.
    pub extra: Vec<String>,
}

/// Why a row can't be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}{}: {reason}", among(column))]
pub struct RowFault {
    pub line: u64,
    /// As the header names it; empty where the whole row is meant.
    pub column: String,
    pub reason: String,
    /// Whether a required value is merely not known.
    pub missing: bool,
}

/// Reads a CSV table with a header, where a column has a feature's name, with its unit behind it or without:
/// `bill_length_mm`. Its label will do where no column has its name.
///
/// - Cells are separated by commas, semicolons or tabs, whichever separates the most cells of the header, or by what a
///   first line such as `sep=;` declares. A cell in quotation marks may hold separators, ends of lines, and quotation
///   marks, each written twice.
/// - Lines end with a line feed, a carriage return or both. Lines of nothing but spaces are left out.
/// - A byte order mark says which encoding the table is in. Without one it is UTF-8, or Windows-1252 if it is no UTF-8.
/// - An empty cell means "not known", and so do the words that pandas takes for that, among them `NA`, `NaN`, `null` and
///   `None`. A choice that has such a word as an answer takes it as that answer, and a text that has to be given takes
///   it as it stands.
///
/// # Errors
/// Bytes that are no text, no header, or one that lacks a column or names it twice.
pub fn read_rows(csv: &[u8], schema: &Schema, further: &[&str]) -> Result<Rows> {
    read(csv, schema, further, Gaps { columns: false, rows: false })
}

/// Reads a table as [`read_rows`] does, where the column of a feature may be missing that can be unknown or has a
/// default.
///
/// # Errors
/// As [`read_rows`].
pub(crate) fn read_partial_rows(csv: &[u8], schema: &Schema) -> Result<Rows> {
    read(csv, schema, &[], Gaps { columns: true, rows: false })
}

/// Reads a table that a person has filled in: as [`read_partial_rows`], without the empty rows that a spreadsheet saves
/// below a table, unless a row may be empty.
///
/// # Errors
/// As [`read_rows`].
pub(crate) fn read_filled_rows(csv: &[u8], schema: &Schema) -> Result<Rows> {
    read(csv, schema, &[], Gaps { columns: true, rows: true })
}

/// Whether a table has a column of this name. What is wrong with its header is an error where its rows are read.
pub(crate) fn has_column(csv: &[u8], name: &str) -> bool {
    let header = |decoded: Decoded<'_>| open(&decoded).map(|(header, _)| header).unwrap_or_default();
    decode(csv).is_ok_and(|decoded| column(&header(decoded), name).is_ok())
}

/// The number of a table's rows, good or not.
///
/// # Errors
/// Bytes that are no text.
pub(crate) fn count_rows(csv: &[u8]) -> Result<usize> {
    Ok(records(&decode(csv)?.text).skip(1).count())
}

/// A table's bytes as the text that a form holds.
///
/// # Errors
/// [`NotText`], or where the table is damaged.
pub(crate) fn text(csv: &[u8]) -> Result<String> {
    let decoded = decode(csv)?;
    match first_damaged_cell(&decoded)? {
        Some(fault) => Err(fault.into()),
        None => Ok(decoded.text.into_owned()),
    }
}

/// What a table may leave out.
#[derive(Clone, Copy)]
struct Gaps {
    /// The columns of features that can be unknown or have a default.
    columns: bool,
    /// Rows that would have to say something.
    rows: bool,
}

fn read(csv: &[u8], schema: &Schema, further: &[&str], gaps: Gaps) -> Result<Rows> {
    let decoded = decode(csv)?;
    let (header, records) = open(&decoded)?;
    let features = columns(&header, &schema.features)?;
    for (feature, column) in std::iter::zip(&schema.features, &features) {
        let may_miss = gaps.columns && (feature.default.is_some() || !feature.needs_value());
        ensure!(column.is_some() || may_miss, missing(&header, &feature.name));
    }
    let further = further.iter().map(|name| column(&header, name)).collect::<Result<_>>()?;
    let mut reader =
        Reader { schema, header, features, further, broken: decoded.broken, has_decimal_comma: false };
    if separator(&decoded.text) != b',' {
        let (_, mut records) = open(&decoded)?;
        reader.has_decimal_comma = records.any(|record| reader.has_decimal_comma_in(&record));
    }

    let mut found = Rows::default();
    for record in records {
        let empty = record.is_empty();
        match reader.row(record) {
            Ok(row) => found.rows.push(row),
            Err(_) if empty && gaps.rows => {}
            Err(faults) => found.faults.extend(faults),
        }
    }
    Ok(found)
}

/// The columns' names, and the records below them.
fn open<'a>(decoded: &'a Decoded<'_>) -> Result<(Vec<String>, impl Iterator<Item = Record<'a>>)> {
    let mut records = records(&decoded.text);
    let header = records.next().context("the table is empty: its first line has to name the columns")?;
    let header = header.cells.map_err(|reason| anyhow!("the header can't be read: {reason}"))?;
    if let Some((_, reason)) = damaged(&header, decoded.broken) {
        bail!("the header can't be read: {reason}");
    }
    Ok((header.iter().map(|head| head.trim().to_owned()).collect(), records))
}

struct Reader<'a> {
    schema: &'a Schema,
    header: Vec<String>,
    /// The column of each feature; where there is none, its default counts.
    features: Vec<Option<usize>>,
    further: Vec<usize>,
    /// The encoding that damaged cells are not in.
    broken: Option<&'static str>,
    /// Whether the table writes decimals with a comma somewhere, as spreadsheets do in half the world. A point may group
    /// thousands there.
    has_decimal_comma: bool,
}

impl Reader<'_> {
    fn row(&self, record: Record<'_>) -> Result<Row, Vec<RowFault>> {
        let line = record.line;
        let fault = |column: &str, reason: String| vec![RowFault::new(line, column, reason)];
        let cells = record.cells.map_err(|reason| fault("", reason.to_owned()))?;
        if cells.len() != self.header.len() {
            return Err(fault("", format!("the row has {} of {} cells", cells.len(), self.header.len())));
        }
        if let Some((column, reason)) = damaged(&cells, self.broken) {
            return Err(fault(&self.header[column], reason));
        }

        let text = |(feature, column): (&Feature, &Option<usize>)| match column {
            Some(column) => spelled(feature, cells[*column].trim()),
            None => feature.default.clone().unwrap_or_default(),
        };
        let texts: Vec<_> = std::iter::zip(&self.schema.features, &self.features).map(text).collect();
        let raw = if self.has_decimal_comma { Schema::raw_fields } else { Schema::cell_fields };
        let instance = self.schema.parse(&raw(self.schema, &texts)).map_err(|errors| {
            let faults = errors.iter().map(|error| RowFault {
                missing: error.problem == Problem::Missing,
                ..RowFault::new(line, self.column(&error.field), error.problem.to_string())
            });
            faults.collect::<Vec<_>>()
        })?;
        let extra = self.further.iter().map(|column| cells[*column].trim().to_owned()).collect();
        Ok(Row { line, instance, texts, extra })
    }

    fn has_decimal_comma_in(&self, record: &Record<'_>) -> bool {
        let Ok(cells) = &record.cells else { return false };
        let features = std::iter::zip(&self.schema.features, &self.features);
        let mut numbers = features.filter(|(feature, _)| matches!(feature.kind, Kind::Number { .. }));
        numbers.any(|(_, column)| {
            let cell = column.and_then(|column| cells.get(column)).map_or("", |cell| cell.trim());
            let decimals = cell.rsplit(',').next().unwrap_or_default();
            // Three of them may be thousands.
            decimals.len() < cell.len()
                && decimals.len() != 3
                && decimals.bytes().all(|byte| byte.is_ascii_digit())
        })
    }

    /// A feature's column as the header names it.
    fn column<'a>(&'a self, feature: &'a str) -> &'a str {
        let place = self.schema.features.iter().position(|known| known.name == feature);
        place.and_then(|place| self.features[place]).map_or(feature, |column| &self.header[column])
    }
}

impl RowFault {
    fn new(line: u64, column: &str, reason: String) -> Self {
        Self { line, column: column.to_owned(), reason, missing: false }
    }
}

/// A cell as a form would hold it: nothing where it is not known, and yes and no in one of the many ways to write them.
fn spelled(feature: &Feature, cell: &str) -> String {
    if is_unknown_for(feature, cell) {
        return String::new();
    }
    match (&feature.kind, cell.to_ascii_lowercase().as_str()) {
        (Kind::Bool, "true" | "yes" | "1") => "true".to_owned(),
        (Kind::Bool, "false" | "no" | "0") => "false".to_owned(),
        _ => cell.to_owned(),
    }
}

fn among(column: &str) -> String {
    if column.is_empty() { String::new() } else { format!(", {column}") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use maquette_contract::Value;

    fn schema() -> Schema {
        let depth = Feature::number("depth", "Depth", "mm", 0.0..=20.0, 0.1);
        let wet = Feature::new("wet", "Wet", Kind::Bool).optional();
        Schema { features: vec![depth, wet] }
    }

    /// A table in; the line, the texts and the extra column of each row, and the faults, out.
    fn check(csv: &[u8], rows: &[&str], faults: &[&str]) {
        let read = read_rows(csv, &schema(), &["name"]).expect("a table");
        let shown: Vec<_> = read
            .rows
            .iter()
            .map(|row| format!("{} {} {}", row.line, row.texts.join("|"), row.extra[0]))
            .collect();
        assert_eq!(shown, rows, "{}", String::from_utf8_lossy(csv));
        let shown: Vec<_> = read.faults.iter().map(ToString::to_string).collect();
        assert_eq!(shown, faults, "{}", String::from_utf8_lossy(csv));
    }

    #[test]
    fn reads_columns_in_any_order_with_their_unit_or_without() {
        check(b"name,depth,wet\nAda,1.5,true\n", &["2 1.5|true Ada"], &[]);
        check(b"wet,more,name,depth_mm\nNA,x,,18\r\n", &["2 18| "], &[]);
        check("\u{feff}Name;DEPTH (mm);Wet\nAda;1,5;YES".as_bytes(), &["2 1,5|true Ada"], &[]);
        check(b"name\tdepth\twet\n\n\"A\nda\"\t 2 \t0\nBo\t3\t\n", &["3 2|false A\nda", "5 3| Bo"], &[]);
        check(b"sep=;\r\nname;depth;wet\r\nAda;1,5;1\r\n", &["3 1,5|true Ada"], &[]);
        check(b"name;depth;wet\rZo\xeb;1,5;1\r", &["2 1,5|true Zo\u{eb}"], &[]);
    }

    #[test]
    fn words_for_unknown_are_kept_where_they_can_be_more() {
        check(b"name,depth,wet\nNone,2,#N/A\n", &["2 2| None"], &[]);
        check(b"name,depth,wet\nnull,-1.#IND,NaN\n", &[], &["line 2, depth: give a value"]);
    }

    #[test]
    fn a_partial_table_lacks_columns_and_a_filled_one_rows_too() {
        let mut schema = schema();
        schema
            .features
            .push(Feature::number("count", "Count", "", 1.0..=9.0, 1.0).default(&Value::Number(4.0)));
        let check = |csv: &str, partial: &str, filled: &str| {
            let shown = |rows: Result<Rows>| match rows {
                Ok(Rows { rows, faults }) => {
                    let rows = rows.iter().map(|row| format!("{} {}", row.line, row.texts.join("|")));
                    rows.chain(faults.iter().map(ToString::to_string)).collect::<Vec<_>>().join("; ")
                }
                Err(error) => error.to_string(),
            };
            assert_eq!(shown(read_partial_rows(csv.as_bytes(), &schema)), partial, "{csv:?}");
            assert_eq!(shown(read_filled_rows(csv.as_bytes(), &schema)), filled, "{csv:?}");
        };
        check("depth\n1\n", "2 1||4", "2 1||4");
        check("depth,count\n1,\n", "line 2, count: give a value", "line 2, count: give a value");
        check(
            "wet\n1\n",
            "there is no column depth; the header has wet",
            "there is no column depth; the header has wet",
        );
        let empty =
            "line 3, depth: give a value; line 4: the row has 3 of 2 cells; line 5, depth: give a value";
        check(
            "depth,wet\n1,\n,\n,,\n,1\n",
            &format!("2 1||4; {empty}"),
            "2 1||4; line 5, depth: give a value",
        );
        let Kind::Number { .. } = schema.features.remove(0).kind else {
            panic!("the required feature is first")
        };
        let optional = |csv: &str| {
            read_filled_rows(csv.as_bytes(), &schema).map(|rows| rows.rows.len()).expect("a table")
        };
        assert_eq!(optional("wet\n1\n\"\"\n"), 2);
    }

    #[test]
    fn a_point_begins_decimals_unless_the_table_has_decimal_commas() {
        let two_ways =
            |line| format!("line {line}, depth: “1.500” can be read in two ways; write 1500 or 1.5");
        let check = |csv: &str, rows: &[&str], faults: &[&str]| {
            let depth = Feature::number("depth", "Depth", "mm", 0.0..=9_000.0, 0.1);
            let schema = Schema { features: vec![depth] };
            let read = read_rows(csv.as_bytes(), &schema, &[]).expect("a table");
            let shown: Vec<_> = read.rows.iter().flat_map(|row| schema.texts(&row.instance)).collect();
            assert_eq!(shown, rows, "{csv}");
            let shown: Vec<_> = read.faults.iter().map(ToString::to_string).collect();
            assert_eq!(shown, faults, "{csv}");
        };
        check("depth\n1.500\n1.125\n", &["1.5", "1.1250"], &[]);
        check("depth;more\n1.500;1,5\n", &["1.5"], &[]);
        check("depth;more\n1.500;\n2,5;\n3.000,5;\n", &["2.5", "3000.5"], &[&two_ways(2)]);
        check("depth\tmore\n2,5\t\n1.500\t\n", &["2.5"], &[&two_ways(3)]);
        check(
            "depth\tmore\n1.500\t\n2,500\t\n1,234.5\t\n",
            &["1.5", "1234.5"],
            &["line 3, depth: “2,500” can be read in two ways; write 2500 or 2.5"],
        );
    }

    #[test]
    fn keeps_the_good_rows_and_places_the_bad() {
        check(
            b"name,depth,wet\nZo\xc3\xab,99,maybe\nBo,2,\nCy,2\nDi,NA,\nEd,\xff,\n",
            &["3 2| Bo"],
            &[
                "line 2, depth: 99 is out of range; give a number from 0 to 20",
                "line 2, wet: “maybe” is neither yes nor no; give true or false",
                "line 4: the row has 2 of 3 cells",
                "line 5, depth: give a value",
                "line 6, depth: this is not text in UTF-8",
            ],
        );
    }

    #[test]
    fn what_is_not_known_is_a_fault_of_its_own_kind() {
        let read = read_rows(b"depth,wet\nNA,\nx,\n", &schema(), &[]).expect("a table");
        assert_eq!(read.faults.iter().map(|fault| fault.missing).collect::<Vec<_>>(), [true, false]);
    }

    #[test]
    fn a_broken_quote_spoils_one_row() {
        let broken = |line| format!("line {line}: a quotation mark is not closed, or text follows it");
        check(
            b"name,depth,wet\n\"Ada,1,\nBo,2,\n\"C\"y,3,\nDi,4,",
            &["3 2| Bo", "5 4| Di"],
            &[&broken(2), &broken(4)],
        );
    }

    #[test]
    fn says_what_the_header_lacks() {
        let check = |csv: &[u8], expected: &str| {
            let error = read_rows(csv, &schema(), &["name"]).expect_err("refused");
            assert_eq!(error.to_string(), expected);
        };
        check(b"", "the table is empty: its first line has to name the columns");
        check(b"\n \n", "the table is empty: its first line has to name the columns");
        check(b";\n", "there is no column depth; the header has , ");
        check(b"name,wet\n", "there is no column depth; the header has name, wet");
        check(b"depth,wet\n", "there is no column name; the header has depth, wet");
        check(b"depth,depth_mm,wet,name\n", "the header names the column depth twice");
        check(b"\xef\xbb\xbfde\xffpth\n", "the header can't be read: this is not text in UTF-8");
        check(b"\xff\xfed\0\0\xd8\n\0", "the header can't be read: this is not text in UTF-16");
        check(b"\x89PNG\r\n\x1a\n\0\0", "this is not a text; give the table itself, as CSV");
        check(b"\"depth\n", "the header can't be read: a quotation mark is not closed, or text follows it");
    }
}
