use anyhow::{Result, ensure};
use load::figures::FIGURES;
use load::machine::Machine;
use load::report::Report;
use std::path::Path;

/// Where the whole of it is written to.
const WRITTEN: &str = "docs/benchmarks.md";

/// Measures the figures that are named, or all of them, which is also written down.
fn main() -> Result<()> {
    maquette::cores::say();
    let named: Vec<String> = std::env::args().skip(1).collect();
    let names: Vec<&str> = FIGURES.iter().map(|figure| figure.name).collect();
    for name in &named {
        ensure!(names.contains(&name.as_str()), "there is no {name}; there is {}", names.join(", "));
    }
    ensure!(Path::new("src/demos/penguins").is_dir(), "run this where the repository begins: `make bench`");
    let mut report = Report::new(Machine::read()?);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let wanted = |name: &str| named.is_empty() || named.iter().any(|named| named == name);
    for figure in FIGURES.iter().filter(|figure| wanted(figure.name)) {
        eprintln!("measuring {}", figure.name);
        report.add(runtime.block_on((figure.measure)())?);
    }
    println!("{report}");
    if named.is_empty() {
        std::fs::write(WRITTEN, report.markdown())?;
    }
    Ok(())
}
