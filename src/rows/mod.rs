//! Tables that people bring: each good row as an [`Instance`], and each fault with its place.

mod records;

use anyhow::{Context, Result, ensure};
use maquette_contract::{Feature, Instance, Kind, Problem, Schema};
use records::{Record, records};

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
    /// The columns that were asked for beside the features, in that order; empty where not known.
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

/// Reads a CSV table with a header, where a column bears a feature's name, with its unit behind it
/// or without: `bill_length_mm`. `NA` and nothing mean "not known". Cells are parted by commas,
/// semicolons or tabs, whichever the header has most of.
///
/// # Errors
/// No header, or one that lacks a column or names it twice.
pub fn read_rows(csv: &[u8], schema: &Schema, columns: &[&str]) -> Result<Rows> {
    let (header, records) = opened(csv)?;
    let features = schema.features.iter().map(|feature| find(&header, &feature.name, feature.unit()));
    let extra = columns.iter().map(|name| find(&header, name, ""));
    let reader = Reader {
        schema,
        features: features.collect::<Result<_>>()?,
        extra: extra.collect::<Result<_>>()?,
        header,
    };

    let mut found = Rows::default();
    for record in records {
        match reader.row(record) {
            Ok(row) => found.rows.push(row),
            Err(faults) => found.faults.extend(faults),
        }
    }
    Ok(found)
}

/// The columns' names, and the records below them.
fn opened(csv: &[u8]) -> Result<(Vec<String>, impl Iterator<Item = Record>)> {
    let csv = csv.strip_prefix(b"\xef\xbb\xbf").unwrap_or(csv);
    let mut records = records(csv);
    let header = records.next().context("the table is empty: its first line has to name the columns")?;
    let header = header.cells.map_err(|reason| anyhow::anyhow!("the header can't be read: {reason}"))?;
    let header = header.into_iter().map(String::from_utf8).collect::<Result<Vec<_>, _>>();
    Ok((header.context("the header can't be read: it is not text in UTF-8")?, records))
}

struct Reader<'a> {
    schema: &'a Schema,
    header: Vec<String>,
    /// The column of each feature.
    features: Vec<usize>,
    extra: Vec<usize>,
}

impl Reader<'_> {
    fn row(&self, record: Record) -> Result<Row, Vec<RowFault>> {
        let line = record.line;
        let fault = |column: &str, reason: String| RowFault {
            line,
            column: column.to_owned(),
            reason,
            missing: false,
        };
        let cells = record.cells.map_err(|reason| vec![fault("", reason.to_owned())])?;
        if cells.len() != self.header.len() {
            let reason = format!("the row has {} of {} cells", cells.len(), self.header.len());
            return Err(vec![fault("", reason)]);
        }
        let mut texts = Vec::with_capacity(cells.len());
        for (column, cell) in std::iter::zip(&self.header, cells) {
            let text = String::from_utf8(cell)
                .map_err(|_| vec![fault(column, "this is not text in UTF-8".to_owned())])?;
            let text = text.trim();
            texts.push(if text == "NA" { String::new() } else { text.to_owned() });
        }

        let extra = self.extra.iter().map(|&column| texts[column].clone()).collect();
        let feature = |(feature, &column): (&Feature, &usize)| spelled(feature, &texts[column]);
        let texts: Vec<_> = std::iter::zip(&self.schema.features, &self.features).map(feature).collect();
        let instance = self.schema.parse(&self.schema.raw_fields(&texts)).map_err(|errors| {
            let faults = errors.iter().map(|error| RowFault {
                missing: error.problem == Problem::Missing,
                ..fault(self.column(&error.field), error.problem.to_string())
            });
            faults.collect::<Vec<_>>()
        })?;
        Ok(Row { line, instance, texts, extra })
    }

    /// A feature's column as the header names it.
    fn column<'a>(&'a self, feature: &'a str) -> &'a str {
        let place = self.schema.features.iter().position(|known| known.name == feature);
        place.map_or(feature, |place| &self.header[self.features[place]])
    }
}

/// The features that a table has to have, and those others that it has a column for. What is wrong with its header is
/// told where it is read.
pub(crate) fn present(csv: &[u8], schema: &Schema) -> Schema {
    let header = opened(csv).map(|(header, _)| header).unwrap_or_default();
    let features = schema.features.iter().filter(|feature| {
        (feature.required && feature.default.is_none())
            || !places(&header, &feature.name, feature.unit()).is_empty()
    });
    Schema { features: features.cloned().collect() }
}

/// The column that bears a name.
fn find(header: &[String], name: &str, unit: &str) -> Result<usize> {
    let places = places(header, name, unit);
    ensure!(places.len() < 2, "the header names the column {name} twice");
    let shown = || header.iter().take(20).map(|head| head.trim()).collect::<Vec<_>>().join(", ");
    places.first().copied().with_context(|| format!("there is no column {name}; the header has {}", shown()))
}

/// The columns that bear a name; any case will do where no column has the very letters.
fn places(header: &[String], name: &str, unit: &str) -> Vec<usize> {
    let mut names = vec![name.to_owned()];
    if !unit.is_empty() {
        names.extend([format!("{name}_{unit}"), format!("{name} ({unit})")]);
    }
    let places = |same: fn(&str, &str) -> bool| -> Vec<usize> {
        let named = |head: &String| names.iter().any(|name| same(head.trim(), name));
        header.iter().enumerate().filter(|(_, head)| named(head)).map(|(place, _)| place).collect()
    };
    let exact = places(|head, name| head == name);
    if exact.is_empty() { places(str::eq_ignore_ascii_case) } else { exact }
}

/// A text as a form would hold it: tables spell yes and no in many ways.
fn spelled(feature: &Feature, text: &str) -> String {
    match (&feature.kind, text.to_ascii_lowercase().as_str()) {
        (Kind::Bool, "true" | "yes" | "1") => "true".to_owned(),
        (Kind::Bool, "false" | "no" | "0") => "false".to_owned(),
        _ => text.to_owned(),
    }
}

fn among(column: &str) -> String {
    if column.is_empty() { String::new() } else { format!(", {column}") }
}

#[cfg(test)]
mod tests {
    use super::*;

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
    }

    #[test]
    fn keeps_the_good_rows_and_places_the_bad() {
        check(
            b"name,depth,wet\nAda,99,maybe\nBo,2,\nCy,2\nDi,NA,\nEd,\xff,\n",
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
        check(b"\n \n", "there is no column depth; the header has ");
        check(b"name,wet\n", "there is no column depth; the header has name, wet");
        check(b"depth,wet\n", "there is no column name; the header has depth, wet");
        check(b"depth,depth_mm,wet,name\n", "the header names the column depth twice");
        check(b"\xff\xfed\0e\0\n", "the header can't be read: it is not text in UTF-8");
        check(b"\"depth\n", "the header can't be read: a quotation mark is not closed, or text follows it");
    }
}
