//! CPU-bound work on the threads that answer requests.

use tokio::runtime::{Handle, RuntimeFlavor};
use tokio::task::block_in_place;

/// Parsing a megabyte of JSON takes milliseconds; moving the tasks that wait for this thread takes microseconds.
const LARGE_BYTES: usize = 256 * 1024;

/// Runs CPU-bound work on `bytes` bytes. Above 256 KiB it runs under `block_in_place`, so that other requests are not held
/// up.
pub(crate) fn run_blocking<T>(bytes: usize, work: impl FnOnce() -> T) -> T {
    let several = |runtime: Handle| runtime.runtime_flavor() == RuntimeFlavor::MultiThread;
    if bytes > LARGE_BYTES && Handle::try_current().is_ok_and(several) {
        block_in_place(work)
    } else {
        work()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::mpsc::channel;

    /// With one thread, what is awaited here would never happen.
    #[tokio::test(flavor = "multi_thread", worker_threads = 1)]
    async fn long_work_does_not_hold_up_other_requests() {
        let long = async {
            let (done, others) = channel();
            tokio::spawn(async move { done.send(()) });
            run_blocking(LARGE_BYTES + 1, move || others.recv())
        };
        assert_eq!(tokio::spawn(long).await.expect("no panic"), Ok(()));
    }

    #[tokio::test]
    async fn a_single_thread_does_the_work_itself() {
        assert_eq!(run_blocking(LARGE_BYTES + 1, || 5), 5);
    }
}
