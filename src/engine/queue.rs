use super::EngineError;
use maquette_contract::Instance;
use std::collections::VecDeque;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::oneshot;

/// How many requests may wait. At the penguins' speed that is a few milliseconds' worth.
const MOST_REQUESTS: usize = 1024;
/// How many rows these may hold together; one request alone may hold more.
const MOST_ROWS: usize = 16 * 1024;

/// One waiting request.
pub(super) struct Entry {
    /// At least one.
    pub(super) rows: Vec<Instance>,
    /// Whether it wants what is shown beside the answer.
    pub(super) page: bool,
    pub(super) queued: Instant,
    /// After that nobody waits for it any more.
    pub(super) deadline: Instant,
    /// Whether the model is at it.
    pub(super) begun: Arc<AtomicBool>,
    pub(super) answer: oneshot::Sender<Vec<Answered>>,
}

/// What became of one row.
pub(super) type Answered = Result<super::Output, EngineError>;

impl Entry {
    /// Whether nobody waits for its answer any more.
    pub(super) fn is_moot(&self, now: Instant) -> bool {
        self.answer.is_closed() || self.deadline <= now
    }
}

/// The requests that wait for a model, in the order in which they came. Bounded; several workers may take from it.
#[derive(Default)]
pub(super) struct Queue {
    waiting: Mutex<Waiting>,
    came: Condvar,
}

#[derive(Default)]
struct Waiting {
    entries: VecDeque<Entry>,
    rows: usize,
    closed: bool,
    /// How many workers sleep.
    asleep: usize,
    /// Whether somebody is about to call one of them.
    called: bool,
}

/// Calls a worker when it is dropped.
#[must_use]
pub(super) struct Call<'a>(&'a Queue);

impl Drop for Call<'_> {
    fn drop(&mut self) {
        self.0.waiting().called = false;
        self.0.came.notify_one();
    }
}

impl Queue {
    /// Lets a request wait, unless too many do. Where a worker sleeps that nobody is about to call, this is for who has
    /// come to do.
    pub(super) fn push(&self, entry: Entry) -> Result<Option<Call<'_>>, EngineError> {
        let mut waiting = self.waiting();
        if waiting.closed {
            return Err(EngineError::Ended);
        }
        let rows = waiting.rows + entry.rows.len();
        let full = waiting.entries.len() >= MOST_REQUESTS || (waiting.rows > 0 && rows > MOST_ROWS);
        if full {
            return Err(EngineError::Full);
        }
        waiting.rows = rows;
        waiting.entries.push_back(entry);
        let calls = waiting.asleep > 0 && !waiting.called;
        waiting.called |= calls;
        Ok(calls.then(|| Call(self)))
    }

    /// Takes whatever waits, up to `most` rows and at least one request, into `batch`. With a `delay`, waits so long
    /// for company where there are fewer. `false` once the queue is closed and empty.
    pub(super) fn take(&self, batch: &mut Vec<Entry>, most: usize, delay: Duration) -> bool {
        let mut waiting = self.waiting();
        while waiting.entries.is_empty() {
            if waiting.closed {
                return false;
            }
            waiting.asleep += 1;
            waiting = self.came.wait(waiting).unwrap_or_else(PoisonError::into_inner);
            waiting.asleep -= 1;
        }
        if !delay.is_zero() {
            let few = |waiting: &mut Waiting| waiting.rows < most && !waiting.closed;
            waiting.asleep += 1;
            let waited = self.came.wait_timeout_while(waiting, delay, few);
            waiting = waited.unwrap_or_else(PoisonError::into_inner).0;
            waiting.asleep -= 1;
        }
        let mut rows = 0;
        while let Some(entry) = waiting.entries.front() {
            if rows > 0 && rows + entry.rows.len() > most {
                break;
            }
            rows += entry.rows.len();
            batch.extend(waiting.entries.pop_front());
        }
        waiting.rows -= rows;
        if !waiting.entries.is_empty() && waiting.asleep > 0 {
            self.came.notify_one();
        }
        true
    }

    /// Nobody may wait from now on.
    pub(super) fn close(&self) {
        self.waiting().closed = true;
        self.came.notify_all();
    }

    /// How many requests wait.
    pub(super) fn len(&self) -> usize {
        self.waiting().entries.len()
    }

    fn waiting(&self) -> MutexGuard<'_, Waiting> {
        // Nothing that is done under this lock can leave it half changed.
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry() -> Entry {
        let queued = Instant::now();
        let deadline = queued + Duration::from_secs(60);
        let (answer, _) = oneshot::channel();
        Entry { rows: vec![], page: false, queued, deadline, begun: Arc::default(), answer }
    }

    /// Whoever is to call may go away before: then that is the call.
    #[test]
    fn a_sleeping_worker_is_called_once_for_all_who_have_come() {
        let queue = Arc::new(Queue::default());
        let worker = std::thread::spawn({
            let queue = queue.clone();
            move || {
                let mut batch = Vec::new();
                queue.take(&mut batch, 9, Duration::ZERO);
                batch.len()
            }
        });
        while queue.waiting().asleep == 0 {
            std::thread::yield_now();
        }
        let call = queue.push(entry()).expect("room");
        assert!(call.is_some(), "somebody has to call");
        assert!(queue.push(entry()).expect("room").is_none(), "somebody is about to");
        drop(call);
        assert_eq!(worker.join().expect("no panic"), 2);
        assert!(queue.push(entry()).expect("room").is_none(), "nobody sleeps");
    }
}
