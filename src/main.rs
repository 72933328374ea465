use std::process::ExitCode;

/// An answer is made on one thread and given back by another, which most systems' allocators are slow with.
#[cfg(feature = "jemalloc")]
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

fn main() -> ExitCode {
    let Err(error) = maquette::demos::gallery().serve() else {
        return ExitCode::SUCCESS;
    };
    eprintln!("maquette: {error:#}");
    ExitCode::FAILURE
}
