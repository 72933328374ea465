//! Tables in CSV: each line is a good row or is reported with its place, and a good row that is written is read again.

#![no_main]

use libfuzzer_sys::fuzz_target;
use maquette::csv::{Row, read_rows};
use maquette::prelude::*;
use maquette::{Inputs, Schema};
use std::sync::LazyLock;

#[derive(Inputs)]
struct Penguin {
    #[input(range = 30.0..=65.0, unit = "mm")]
    bill: f64,
    chicks: Option<u8>,
    wild: Option<bool>,
    island: Option<Island>,
    seen: Option<Date>,
    note: Option<String>,
}

#[derive(Choice)]
enum Island {
    Biscoe,
    Dream,
}

static SCHEMA: LazyLock<Schema> = LazyLock::new(Penguin::schema);
const EXTRA: &str = "name";

fuzz_target!(|csv: &[u8]| {
    let Ok(table) = read_rows(csv, &SCHEMA, &[EXTRA]) else { return };
    let lines = 1 + csv.iter().filter(|byte| matches!(byte, b'\r' | b'\n')).count() as u64;
    assert!(table.rows.is_sorted_by(|a, b| a.line < b.line), "rows are in order");
    assert!(table.faults.is_sorted_by_key(|fault| fault.line), "faults are in order");
    let places = table.rows.iter().map(|row| row.line).chain(table.faults.iter().map(|fault| fault.line));
    for line in places {
        assert!((2..=lines).contains(&line), "line {line} of {lines}");
    }

    let again = read_rows(&written(&table.rows), &SCHEMA, &[EXTRA]).expect("a table");
    assert_eq!(again.faults, []);
    let texts = |rows: &[Row]| -> Vec<_> {
        rows.iter().map(|row| (row.extra.clone(), format!("{:?}", row.instance))).collect()
    };
    assert_eq!(texts(&again.rows), texts(&table.rows));
    for row in &table.rows {
        assert!(Penguin::from_instance(&row.instance).is_some(), "{row:?}");
    }
});

fn written(rows: &[Row]) -> Vec<u8> {
    let mut writer = csv::Writer::from_writer(vec![]);
    let header = SCHEMA.features.iter().map(|feature| feature.name.as_str()).chain([EXTRA]);
    writer.write_record(header).expect("written");
    for row in rows {
        let texts = SCHEMA.texts(&row.instance);
        writer.write_record(texts.iter().chain(&row.extra)).expect("written");
    }
    writer.into_inner().expect("written")
}
