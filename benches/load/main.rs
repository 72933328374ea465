//! Runs the load benchmarks and writes docs/benchmarks.md.

use anyhow::{Result, ensure};
use load::figures::FIGURES;
use load::machine::Machine;
use load::report::Report;
use std::path::Path;

/// Where the whole of it is written to.
const WRITTEN: &str = "docs/benchmarks.md";

/// Measures the figures that are named, or all of them, which is also written down.
fn main() -> Result<()> {
    maquette::threads::set_rayon_threads();
    let named: Vec<String> = std::env::args().skip(1).collect();
    let names: Vec<&str> = FIGURES.iter().map(|figure| figure.name).collect();
    for name in &named {
        ensure!(names.contains(&name.as_str()), "there is no {name}; there is {}", names.join(", "));
    }
    ensure!(
        Path::new("gallery/src/demos/penguins").is_dir(),
        "run this where the repository begins: `make bench`"
    );
    let mut report = Report::new(Machine::read()?);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let wanted = |name: &str| named.is_empty() || named.iter().any(|named| named == name);
    let mut failed = vec![];
    for figure in FIGURES.iter().filter(|figure| wanted(figure.name)) {
        eprintln!("measuring {}", figure.name);
        match runtime.block_on((figure.measure)()) {
            Ok(section) => report.add(section),
            // What takes minutes should not be lost for one that fails.
            Err(error) => {
                eprintln!("{}: {error:#}", figure.name);
                failed.push(figure.name);
            }
        }
    }
    println!("{report}");
    ensure!(failed.is_empty(), "there are no figures of {}", failed.join(", "));
    if named.is_empty() {
        std::fs::write(WRITTEN, report.markdown())?;
    }
    Ok(())
}
