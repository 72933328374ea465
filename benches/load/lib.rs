//! What `make bench` runs: ours beside others, as processes of their own, all under one load generator, and
//! compared within one run. `figures` has what is measured, `peers` what it is compared with.

pub mod figures;
pub mod report;
pub mod claim;
pub mod machine;
pub mod contender;
pub mod peers;
pub mod ours;
pub mod load;
pub mod exchange;
pub mod http;
pub mod process;
pub mod digits;

/// The server's own, so that what is measured within a process is what a server would have of it.
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;
