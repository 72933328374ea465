use tokio::runtime::{Handle, RuntimeFlavor};
use tokio::task::block_in_place;

/// Reading a megabyte of JSON takes milliseconds; handing over who waits for this thread takes microseconds.
const LARGE: usize = 256 * 1024;

/// Does something with so many bytes. With many of them another thread answers those who wait for this one meanwhile,
/// where there can be another.
pub(crate) fn apart<T>(bytes: usize, work: impl FnOnce() -> T) -> T {
    let several = |runtime: Handle| runtime.runtime_flavor() == RuntimeFlavor::MultiThread;
    if bytes > LARGE && Handle::try_current().is_ok_and(several) { block_in_place(work) } else { work() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::mpsc::channel;

    /// With one thread, what is awaited here would never happen.
    #[tokio::test(flavor = "multi_thread", worker_threads = 1)]
    async fn long_work_holds_up_nobody() {
        let long = async {
            let (done, others) = channel();
            tokio::spawn(async move { done.send(()) });
            apart(LARGE + 1, move || others.recv())
        };
        assert_eq!(tokio::spawn(long).await.expect("no panic"), Ok(()));
    }

    #[tokio::test]
    async fn where_one_thread_is_all_there_is_it_does_the_work() {
        assert_eq!(apart(LARGE + 1, || 5), 5);
    }
}
