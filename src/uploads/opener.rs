use crate::panic::caught;
use std::sync::mpsc::{Sender, channel};
use tokio::sync::oneshot;

/// Unpacks what was brought, one after the other, on a thread of its own: on many, each would keep room for the largest
/// picture that it ever met.
pub(super) struct Opener {
    tasks: Sender<Task>,
}

type Task = Box<dyn FnOnce() + Send>;

impl Opener {
    pub(super) fn new() -> Self {
        let (tasks, waiting) = channel::<Task>();
        let work = move || {
            for task in waiting {
                // A decoder's panic is that of the one whose file led to it.
                if let Err(error) = caught("a decoder", || {
                    task();
                    Ok(())
                }) {
                    tracing::error!(cause = format!("{error:#}"), "an upload could not be opened");
                }
            }
        };
        // Without the thread nothing that is brought can be opened, and whoever brings it is told so.
        std::thread::Builder::new().name("opens uploads".to_owned()).spawn(work).ok();
        Self { tasks }
    }

    /// What some work gives; nothing where it panicked. Whoever has gone meanwhile is not worked for.
    pub(super) async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Option<T> {
        let (done, result) = oneshot::channel();
        let task = move || {
            if !done.is_closed() {
                done.send(work()).ok();
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
    async fn a_panic_is_one_persons() {
        let opener = Opener::new();
        let panicked = opener.run(|| -> u8 { panic!("a decoder's mistake") }).await;
        assert_eq!((panicked, opener.run(|| 7).await), (None, Some(7)));
    }
}
