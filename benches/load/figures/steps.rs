//! The steps of the walk, as `cargo bench --bench steps` has just measured them.

use crate::claim::number;
use crate::report::Section;
use anyhow::{Context, Result};
use serde_json::Value;
use std::fs;
use std::path::Path;

/// As benches/steps.rs names them.
const STEPS: [&str; 7] = [
    "1 parse",
    "4 encode",
    "4 encode and 5 forward",
    "6 calibrate",
    "serialise",
    "the walk",
    "the JSON door",
];

pub(super) async fn measure() -> Result<Section> {
    let target = std::env::var("CARGO_TARGET_DIR").unwrap_or_else(|_| "target".to_owned());
    let folder = Path::new(&target).join("criterion/steps");
    let row = |step: &str| {
        let file = folder.join(step).join("new/estimates.json");
        let estimates = fs::read(&file).with_context(|| {
            format!("{} is not there: `cargo bench --bench steps` makes it", file.display())
        })?;
        let estimates: Value = serde_json::from_slice(&estimates)?;
        let median = estimates["median"]["point_estimate"].as_f64().context("criterion says no median")?;
        Ok(vec![step.to_owned(), number(median / 1e3)])
    };
    let about = "Each step by itself, on one penguin and within one process: the median of criterion's samples. The walk is all \
                 of them with the queue, the model's own thread and the log; the door is the walk with everything around it \
                 but the socket."
        .to_owned();
    let rows = STEPS.iter().map(|step| row(step)).collect::<Result<_>>()?;
    Ok(Section { title: "The walk's steps", about, head: &["step", "us"], rows, claims: vec![] })
}
