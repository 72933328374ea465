//! The bounded queue of a model: requests wait in it in their order, and workers take them as batches.

use super::EngineError;
use maquette_contract::Instance;
use std::collections::VecDeque;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::oneshot;

/// How many requests may wait. The penguins' model answers that many in a few milliseconds.
const MAX_REQUESTS: usize = 1024;
/// How many rows these may hold together; a request alone in the queue may hold more.
const MAX_ROWS: usize = 16 * 1024;

/// One waiting request.
pub(super) struct Entry {
    /// At least one.
    pub(super) rows: Vec<Instance>,
    /// Whether it comes from a page, which also shows what is beside the answer.
    pub(super) page: bool,
    pub(super) queued: Instant,
    /// When its client stops waiting.
    pub(super) deadline: Instant,
    /// Whether the model has started on it.
    pub(super) started: Arc<AtomicBool>,
    pub(super) answer: oneshot::Sender<Vec<RowResult>>,
}

/// The output for one row, or why there is none.
pub(super) type RowResult = Result<super::Output, EngineError>;

impl Entry {
    /// Whether its client has disconnected or stopped waiting.
    pub(super) fn is_abandoned(&self, now: Instant) -> bool {
        self.answer.is_closed() || self.deadline <= now
    }
}

/// The requests that wait for a model, in the order in which they arrived. Bounded; several workers may take from it.
#[derive(Default)]
pub(super) struct Queue {
    state: Mutex<State>,
    wake: Condvar,
}

#[derive(Default)]
struct State {
    entries: VecDeque<Entry>,
    rows: usize,
    closed: bool,
    sleeping_workers: usize,
    /// Whether a [`WakeGuard`] exists, which will wake one of them.
    wake_pending: bool,
}

/// Wakes one worker when it is dropped.
#[must_use]
pub(super) struct WakeGuard<'a>(&'a Queue);

impl Drop for WakeGuard<'_> {
    fn drop(&mut self) {
        self.0.state().wake_pending = false;
        self.0.wake.notify_one();
    }
}

impl Queue {
    /// Adds a request. If a worker sleeps and no wake-up is pending, returns a guard; dropping it wakes one worker.
    ///
    /// # Errors
    /// [`EngineError::Full`], or [`EngineError::Ended`] if the queue is closed.
    pub(super) fn push(&self, entry: Entry) -> Result<Option<WakeGuard<'_>>, EngineError> {
        let mut state = self.state();
        if state.closed {
            return Err(EngineError::Ended);
        }
        let rows = state.rows + entry.rows.len();
        let full = state.entries.len() >= MAX_REQUESTS || (state.rows > 0 && rows > MAX_ROWS);
        if full {
            return Err(EngineError::Full);
        }
        state.rows = rows;
        state.entries.push_back(entry);
        let wakes = state.sleeping_workers > 0 && !state.wake_pending;
        state.wake_pending |= wakes;
        Ok(wakes.then(|| WakeGuard(self)))
    }

    /// Blocks until a request waits, and moves all that wait into `batch`: up to `max_rows` rows, and at least one
    /// request. With a `delay`, waits that long for a full batch. Returns `false` once the queue is closed and empty.
    pub(super) fn take(&self, batch: &mut Vec<Entry>, max_rows: usize, delay: Duration) -> bool {
        let mut state = self.state();
        while state.entries.is_empty() {
            if state.closed {
                return false;
            }
            state.sleeping_workers += 1;
            state = self.wake.wait(state).unwrap_or_else(PoisonError::into_inner);
            state.sleeping_workers -= 1;
        }
        if !delay.is_zero() {
            let has_room = |state: &mut State| state.rows < max_rows && !state.closed;
            state.sleeping_workers += 1;
            let waited = self.wake.wait_timeout_while(state, delay, has_room);
            state = waited.unwrap_or_else(PoisonError::into_inner).0;
            state.sleeping_workers -= 1;
        }
        let mut rows = 0;
        while let Some(entry) = state.entries.front() {
            if rows > 0 && rows + entry.rows.len() > max_rows {
                break;
            }
            rows += entry.rows.len();
            batch.extend(state.entries.pop_front());
        }
        state.rows -= rows;
        if !state.entries.is_empty() && state.sleeping_workers > 0 {
            self.wake.notify_one();
        }
        true
    }

    /// Refuses all requests from now on.
    pub(super) fn close(&self) {
        self.state().closed = true;
        self.wake.notify_all();
    }

    /// How many requests wait.
    pub(super) fn len(&self) -> usize {
        self.state().entries.len()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // Nothing that is done under this lock can leave it half changed.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry() -> Entry {
        let queued = Instant::now();
        let deadline = queued + Duration::from_secs(60);
        let (answer, _) = oneshot::channel();
        Entry { rows: vec![], page: false, queued, deadline, started: Arc::default(), answer }
    }

    /// A client that disconnects drops its guard, so the worker wakes up then as well.
    #[test]
    fn one_wake_up_serves_all_requests_that_have_arrived() {
        let queue = Arc::new(Queue::default());
        let worker = std::thread::spawn({
            let queue = queue.clone();
            move || {
                let mut batch = Vec::new();
                queue.take(&mut batch, 9, Duration::ZERO);
                batch.len()
            }
        });
        while queue.state().sleeping_workers == 0 {
            std::thread::yield_now();
        }
        let guard = queue.push(entry()).expect("room");
        assert!(guard.is_some(), "a worker sleeps");
        assert!(queue.push(entry()).expect("room").is_none(), "a wake-up is pending");
        drop(guard);
        assert_eq!(worker.join().expect("no panic"), 2);
        assert!(queue.push(entry()).expect("room").is_none(), "no worker sleeps");
    }
}
