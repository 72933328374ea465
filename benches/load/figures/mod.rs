//! What is measured: one figure, one file, one row in [`FIGURES`].

mod batch;
mod burst;
mod client;
mod overload;
mod page;
mod process;
mod single;
mod steps;

use crate::report::Section;
use anyhow::Result;
use std::pin::Pin;

pub struct Figure {
    /// Its name in `make bench figures=single`.
    pub name: &'static str,
    pub measure: fn() -> Measuring,
}

pub type Measuring = Pin<Box<dyn Future<Output = Result<Section>>>>;

/// In the order of docs/benchmarks.md.
pub static FIGURES: [Figure; 8] = [
    Figure { name: "single", measure: || Box::pin(single::measure()) },
    Figure { name: "batch", measure: || Box::pin(batch::measure()) },
    Figure { name: "steps", measure: || Box::pin(steps::measure()) },
    Figure { name: "process", measure: || Box::pin(process::measure()) },
    Figure { name: "client", measure: || Box::pin(client::measure()) },
    Figure { name: "burst", measure: || Box::pin(burst::measure()) },
    Figure { name: "page", measure: || Box::pin(page::measure()) },
    Figure { name: "overload", measure: || Box::pin(overload::measure()) },
];
