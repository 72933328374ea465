//! The thread that decodes uploaded files.

use crate::panic::catch_panic;
use std::sync::mpsc::{Sender, channel};
use tokio::sync::oneshot;

/// Runs tasks one after the other on a thread of its own. A pool of threads would need more memory: each keeps as much as
/// the largest picture that it ever decoded took.
pub(super) struct DecodeThread {
    tasks: Sender<Task>,
}

type Task = Box<dyn FnOnce() + Send>;

impl DecodeThread {
    pub(super) fn new() -> Self {
        let (tasks, received) = channel::<Task>();
        let work = move || {
            for task in received {
                // A decoder's panic only fails the upload that caused it.
                if let Err(error) = catch_panic("a decoder", || {
                    task();
                    Ok(())
                }) {
                    tracing::error!(cause = format!("{error:#}"), "an upload could not be opened");
                }
            }
        };
        // If the thread does not start, `run` returns `None`, and clients read that their file cannot be opened.
        std::thread::Builder::new().name("opens uploads".to_owned()).spawn(work).ok();
        Self { tasks }
    }

    /// The result of a task; `None` if it panicked. A task is skipped if its caller has stopped waiting.
    pub(super) async fn run<T: Send + 'static>(
        &self,
        task: impl FnOnce() -> T + Send + 'static,
    ) -> Option<T> {
        let (result_tx, result) = oneshot::channel();
        let task = move || {
            if !result_tx.is_closed() {
                result_tx.send(task()).ok();
            }
        };
        self.tasks.send(Box::new(task)).ok()?;
        result.await.ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_panic_fails_one_task_only() {
        let thread = DecodeThread::new();
        let panicked = thread.run(|| -> u8 { panic!("a decoder's mistake") }).await;
        assert_eq!((panicked, thread.run(|| 7).await), (None, Some(7)));
    }
}
