//! The program `maquette`: serves, trains and evaluates the gallery, and creates apps.

use maquette::cli::{self, Extra};
use maquette_gallery::demos;
use maquette_gallery::new;
use std::io::Write;
use std::process::ExitCode;

/// A prediction is allocated on one thread and freed on another, which is slow in most systems' allocators.
#[cfg(feature = "jemalloc")]
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

fn main() -> ExitCode {
    let new = Extra { command: new::command, run: new::run };
    let Err(error) = cli::run_with(demos::all(), Some(new)) else {
        return ExitCode::SUCCESS;
    };
    writeln!(std::io::stderr(), "maquette: {error:#}").ok();
    ExitCode::FAILURE
}
