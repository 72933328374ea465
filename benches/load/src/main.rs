use anyhow::{Result, ensure};
use maquette_load::figures::FIGURES;
use maquette_load::machine::Machine;
use maquette_load::report::Report;
use std::path::Path;

/// Where the whole of it is written to.
const WRITTEN: &str = "docs/benchmarks.md";

/// Measures the figures that are named, or all of them, which is also written down.
fn main() -> Result<()> {
    let named: Vec<String> = std::env::args().skip(1).collect();
    for name in &named {
        let names = FIGURES.map(|figure| figure.name).join(", ");
        ensure!(FIGURES.iter().any(|figure| figure.name == name), "there is no {name}; there is {names}");
    }
    ensure!(Path::new("src/demos/penguins").is_dir(), "run this where the repository begins: `make bench`");
    let mut report = Report::new(Machine::read()?);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    for figure in
        FIGURES.iter().filter(|figure| named.is_empty() || named.iter().any(|name| name == figure.name))
    {
        eprintln!("measuring {}", figure.name);
        report.add(runtime.block_on((figure.measure)())?);
    }
    println!("{report}");
    if named.is_empty() {
        std::fs::write(WRITTEN, report.markdown())?;
    }
    Ok(())
}
