//! The steps of the walk, as `cargo bench --bench steps` has just measured them.

use crate::claim::number;
use crate::report::Section;
use anyhow::{Context, Result};
use serde_json::Value;
use std::fs;

/// As benches/steps.rs names them.
const STEPS: [&str; 9] = [
    "read JSON",
    "1 parse",
    "4 encode",
    "4 encode and 5 forward",
    "6 calibrate",
    "7 log",
    "write JSON",
    "the walk",
    "the JSON door",
];
const ROWS: [usize; 2] = [1, 1024];

pub(super) async fn measure() -> Result<Section> {
    let target = std::env::var("CARGO_TARGET_DIR").unwrap_or_else(|_| "target".to_owned());
    let us = |step: &str, rows: usize| {
        let file = format!("{target}/criterion/steps of {rows}/{step}/new/estimates.json");
        let estimates = fs::read(&file)
            .with_context(|| format!("{file} is not there: `cargo bench --bench steps` makes it"))?;
        let estimates: Value = serde_json::from_slice(&estimates)?;
        let median = estimates["median"]["point_estimate"].as_f64().context("criterion says no median")?;
        Ok(number(median / 1e3 / rows as f64))
    };
    let row = |step: &&str| {
        let times = ROWS.into_iter().map(|rows| us(step, rows));
        std::iter::once(Ok((*step).to_owned())).chain(times).collect()
    };
    let about = "Each step by itself, on penguins and within one process: the median of criterion's samples, for a row alone \
                 and for a row of 1,024 in a request. The walk is all of them but those of JSON. What they leave of it are the \
                 answers' names, the copies for the log, and the way to the model's thread and back: a row alone waits for \
                 that thread, and those of a large request, a megabyte in all, are moved from step to step and given back. \
                 The door is the walk with what turns JSON into rows and answers into JSON."
        .to_owned();
    let rows = STEPS.iter().map(row).collect::<Result<_>>()?;
    let head = &["step", "a row alone, us", "a row of 1,024, us"];
    Ok(Section { title: "The walk's steps", about, head, rows, claims: vec![] })
}
