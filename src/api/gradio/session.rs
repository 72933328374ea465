//! [`Sessions`]: the events of each client, within limits of number, size and time.

use super::event::{Event, NewEvent};
use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::watch;
use uuid::Uuid;

/// The longest name that a client may give its session, in bytes.
pub(crate) const MAX_NAME_BYTES: usize = 200;

/// The limits on all events together.
#[derive(Clone, Copy, Debug)]
struct Limits {
    sessions: usize,
    /// Events that are not over, of all sessions and of one.
    live: usize,
    live_of_one: usize,
    /// The bytes of their inputs.
    live_bytes: usize,
    /// Events that are over, and the bytes of their results.
    kept: usize,
    kept_bytes: usize,
    /// How long a result is kept.
    max_age: Duration,
}

const LIMITS: Limits = Limits {
    sessions: 10_000,
    live: 1_000,
    live_of_one: 200,
    live_bytes: 96 * 1024 * 1024,
    kept: 5_000,
    kept_bytes: 64 * 1024 * 1024,
    max_age: Duration::from_secs(10 * 60),
};

/// How often empty sessions are removed.
const SWEEP_INTERVAL: Duration = Duration::from_secs(1);

/// There is no room for more.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct QuotaExceeded;

pub(crate) struct Sessions {
    limits: Limits,
    state: Mutex<State>,
}

struct State {
    sessions: HashMap<String, Session>,
    /// Events that are over, in the order in which they ended.
    kept: VecDeque<FinishedEvent>,
    kept_bytes: usize,
    live: usize,
    live_bytes: usize,
    last_sweep: Instant,
}

struct Session {
    changed: Arc<watch::Sender<()>>,
    /// In their order, numbered from 1.
    events: Vec<(u64, Arc<Event>)>,
    count: u64,
    /// The number of its latest stream.
    stream: u64,
    followed: bool,
    /// Open while the last messages of a stream are on their way.
    closing: Option<watch::Receiver<()>>,
}

struct FinishedEvent {
    session: String,
    id: String,
    bytes: usize,
    since: Instant,
}

/// A new event, and what to await before its client gets its id: while the last messages of a stream are on their way,
/// the client would count the event to that stream, and never hear of it.
pub(crate) struct Joined {
    pub(crate) event: Arc<Event>,
    pub(crate) closing: Option<watch::Receiver<()>>,
}

/// Held by a stream that has sent its last message, until its client hangs up.
pub(crate) struct StreamTail(watch::Sender<()>);

/// A stream that follows a session.
pub(crate) struct SessionStream {
    pub(crate) stream: u64,
    pub(crate) changed: watch::Receiver<()>,
}

impl Default for Sessions {
    fn default() -> Self {
        Self::new(LIMITS)
    }
}

impl Sessions {
    fn new(limits: Limits) -> Self {
        let state = State {
            sessions: HashMap::new(),
            kept: VecDeque::new(),
            kept_bytes: 0,
            live: 0,
            live_bytes: 0,
            last_sweep: Instant::now(),
        };
        Self { limits, state: Mutex::new(state) }
    }

    /// Begins an event of a session; without one it is a session of its own.
    pub(crate) fn join(&self, session: Option<&str>, new: NewEvent) -> Result<Joined, QuotaExceeded> {
        let mut state = self.state();
        state.sweep(&self.limits);
        let id = Uuid::new_v4().simple().to_string();
        let name = session.unwrap_or(&id).to_owned();
        let full =
            state.live >= self.limits.live || state.live_bytes + new.input_bytes > self.limits.live_bytes;
        if full {
            return Err(QuotaExceeded);
        }
        let input_bytes = new.input_bytes;
        let session = state.session(&name, &self.limits)?;
        let live = session.events.iter().filter(|(_, event)| !event.is_over()).count();
        if live >= self.limits.live_of_one {
            return Err(QuotaExceeded);
        }
        let event = Arc::new(Event::new(id, name, new, session.changed.clone()));
        session.count += 1;
        session.events.push((session.count, event.clone()));
        let closing = session.closing.clone().filter(is_open);
        event.notify();
        state.live += 1;
        state.live_bytes += input_bytes;
        Ok(Joined { event, closing })
    }

    /// Opens the stream of a session, which takes over from an earlier one.
    pub(crate) fn follow(&self, session: &str) -> Result<SessionStream, QuotaExceeded> {
        let mut state = self.state();
        state.sweep(&self.limits);
        let session = state.session(session, &self.limits)?;
        session.stream += 1;
        session.followed = true;
        // Wakes the earlier stream, which ends.
        session.changed.send_replace(());
        Ok(SessionStream { stream: session.stream, changed: session.changed.subscribe() })
    }

    /// The events of a session after the number `seen`; `None` for a stream that another has taken over from.
    pub(crate) fn since(&self, session: &str, stream: u64, seen: u64) -> Option<Vec<(u64, Arc<Event>)>> {
        let state = self.state();
        let session = state.sessions.get(session).filter(|session| session.stream == stream)?;
        Some(session.events.iter().filter(|(number, _)| *number > seen).cloned().collect())
    }

    /// Closes a stream that has sent everything up to the event `seen`, and forgets these events. `None` if there is more
    /// to send.
    pub(crate) fn close(&self, session: &str, stream: u64, seen: u64) -> Option<StreamTail> {
        let mut state = self.state();
        let open = state.sessions.get_mut(session).filter(|open| open.stream == stream)?;
        if open.events.iter().any(|(number, _)| *number > seen) {
            return None;
        }
        let closing = StreamTail(watch::Sender::new(()));
        (open.followed, open.closing) = (false, Some(closing.0.subscribe()));
        open.events.clear();
        state.forget(|kept| kept.session == session);
        Some(closing)
    }

    /// Notes that a stream has broken off. Its events are kept.
    pub(crate) fn detach(&self, session: &str, stream: u64) {
        let mut state = self.state();
        if let Some(left) = state.sessions.get_mut(session).filter(|left| left.stream == stream) {
            left.followed = false;
            if left.events.is_empty() && !left.closing.as_ref().is_some_and(is_open) {
                state.sessions.remove(session);
            }
        }
    }

    /// An event of a session; `None` for those of others.
    pub(crate) fn find(&self, session: &str, id: &str) -> Option<Arc<Event>> {
        let state = self.state();
        let mut events = state.sessions.get(session)?.events.iter();
        events.find(|(_, event)| event.id == id).map(|(_, event)| event.clone())
    }

    /// Keeps the result of an event for a while.
    pub(crate) fn keep_result(&self, event: &Event) {
        let bytes = event.snapshot().end.map_or(0, |end| end.bytes());
        let mut state = self.state();
        state.live -= 1;
        state.live_bytes -= event.input_bytes;
        let there = state.sessions.get(&event.session);
        // It may have been sent and forgotten already.
        if !there.is_some_and(|session| session.events.iter().any(|(_, other)| other.id == event.id)) {
            return;
        }
        let (session, id) = (event.session.clone(), event.id.clone());
        state.kept.push_back(FinishedEvent { session, id, bytes, since: Instant::now() });
        state.kept_bytes += bytes;
        state.drop_oldest(&self.limits);
    }

    /// Removes an event whose client never got its id.
    pub(crate) fn withdraw(&self, event: &Event) {
        let mut state = self.state();
        if let Some(session) = state.sessions.get_mut(&event.session) {
            session.events.retain(|(_, other)| other.id != event.id);
        }
        state.forget(|kept| kept.id == event.id);
    }

    /// How many events are not over.
    pub(crate) fn live(&self) -> usize {
        self.state().live
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn session(&mut self, name: &str, limits: &Limits) -> Result<&mut Session, QuotaExceeded> {
        if !self.sessions.contains_key(name) && self.sessions.len() >= limits.sessions {
            return Err(QuotaExceeded);
        }
        Ok(self.sessions.entry(name.to_owned()).or_insert_with(|| Session {
            changed: Arc::new(watch::Sender::new(())),
            events: vec![],
            count: 0,
            stream: 0,
            followed: false,
            closing: None,
        }))
    }

    /// Removes old results, and empty sessions.
    fn sweep(&mut self, limits: &Limits) {
        self.drop_oldest(limits);
        if self.last_sweep.elapsed() < SWEEP_INTERVAL && self.sessions.len() < limits.sessions {
            return;
        }
        self.last_sweep = Instant::now();
        let closing = |session: &Session| session.closing.as_ref().is_some_and(is_open);
        self.sessions.retain(|_, session| session.followed || !session.events.is_empty() || closing(session));
    }

    fn drop_oldest(&mut self, limits: &Limits) {
        while let Some(oldest) = self.kept.front() {
            let many = self.kept.len() > limits.kept || self.kept_bytes > limits.kept_bytes;
            if !many && oldest.since.elapsed() < limits.max_age {
                break;
            }
            let Some(FinishedEvent { session, id, bytes, .. }) = self.kept.pop_front() else { break };
            self.kept_bytes -= bytes;
            if let Some(session) = self.sessions.get_mut(&session) {
                session.events.retain(|(_, event)| event.id != id);
            }
        }
    }

    fn forget(&mut self, which: impl Fn(&FinishedEvent) -> bool) {
        let bytes = &mut self.kept_bytes;
        self.kept.retain(|kept| {
            let gone = which(kept);
            if gone {
                *bytes -= kept.bytes;
            }
            !gone
        });
    }
}

/// Whether the other end is still there.
fn is_open(closing: &watch::Receiver<()>) -> bool {
    closing.has_changed().is_ok()
}

#[cfg(test)]
mod tests {
    use super::super::event::End;
    use super::super::outputs::FileScope;
    use super::*;

    fn new_event(input_bytes: usize) -> NewEvent {
        let scope = FileScope { owner: String::new(), root: String::new() };
        NewEvent { demo: "x".to_owned(), scope, input_bytes }
    }

    fn done(sessions: &Sessions, event: &Event, bytes: usize) {
        event.end(End::Done { data: "1".repeat(bytes), secs: 0.0 });
        sessions.keep_result(event);
    }

    fn join(sessions: &Sessions, session: &str) -> Arc<Event> {
        sessions.join(Some(session), new_event(1)).expect("room").event
    }

    #[test]
    fn an_event_is_its_sessions_alone() {
        let sessions = Sessions::default();
        let (mine, theirs) = (join(&sessions, "mine"), join(&sessions, "theirs"));
        assert!(sessions.find("mine", &mine.id).is_some());
        assert!(sessions.find("mine", &theirs.id).is_none());
        let alone = sessions.join(None, new_event(1)).expect("room").event;
        assert!(sessions.find(&alone.id, &alone.id).is_some());
    }

    #[test]
    fn the_number_of_events_is_limited() {
        let limits = Limits { live: 3, live_of_one: 2, live_bytes: 100, sessions: 2, ..LIMITS };
        let sessions = Sessions::new(limits);
        let first = join(&sessions, "a");
        join(&sessions, "a");
        let full = |session: &str, input_bytes| sessions.join(Some(session), new_event(input_bytes)).err();
        assert_eq!(full("a", 1), Some(QuotaExceeded), "of one session");
        assert_eq!(full("b", 99), Some(QuotaExceeded), "by their bytes");
        join(&sessions, "b");
        assert_eq!(full("b", 1), Some(QuotaExceeded), "of all");
        done(&sessions, &first, 1);
        assert_eq!(full("c", 1), Some(QuotaExceeded), "sessions");
        assert!(sessions.follow("c").is_err());
        join(&sessions, "b");
        assert_eq!(sessions.live(), 3);
    }

    #[test]
    fn results_are_kept_within_limits() {
        let sessions = Sessions::new(Limits { kept: 3, kept_bytes: 10, ..LIMITS });
        let there = |events: &[Arc<Event>]| {
            events.iter().map(|event| sessions.find("a", &event.id).is_some()).collect::<Vec<_>>()
        };
        let events: Vec<_> = (0..5).map(|_| join(&sessions, "a")).collect();
        events[..4].iter().for_each(|event| done(&sessions, event, 1));
        assert_eq!(there(&events), [false, true, true, true, true]);
        done(&sessions, &events[4], 9);
        assert_eq!(there(&events), [false, false, false, true, true]);
        let sessions = Sessions::new(Limits { max_age: Duration::ZERO, ..LIMITS });
        let event = join(&sessions, "a");
        done(&sessions, &event, 1);
        assert!(sessions.find("a", &event.id).is_none());
    }

    #[test]
    fn a_stream_closes_when_everything_is_sent() {
        let sessions = Sessions::default();
        let event = join(&sessions, "a");
        let stream = sessions.follow("a").expect("room").stream;
        assert_eq!(sessions.since("a", stream, 0).map(|events| events.len()), Some(1));
        done(&sessions, &event, 1);
        let late = join(&sessions, "a");
        assert!(sessions.close("a", stream, 1).is_none(), "another came");
        done(&sessions, &late, 1);
        let closing = sessions.close("a", stream, 2);
        assert!(closing.is_some());
        assert!(sessions.find("a", &event.id).is_none() && sessions.state().kept.is_empty());
        let waits = || sessions.join(Some("a"), new_event(1)).expect("room").closing.is_some();
        assert!(waits(), "its last messages are on their way");
        drop(closing);
        assert!(!waits());
        let (stream, seen) = (sessions.follow("a").expect("room").stream, 4);
        assert!(sessions.close("a", stream, seen).is_some());
        let stream = sessions.follow("a").expect("room").stream;
        assert!(sessions.close("a", stream, 0).is_some(), "there was nothing to send");
    }

    #[test]
    fn events_of_a_broken_stream_are_sent_again() {
        let sessions = Sessions::default();
        let event = join(&sessions, "a");
        let first = sessions.follow("a").expect("room").stream;
        done(&sessions, &event, 1);
        sessions.detach("a", first);
        let second = sessions.follow("a").expect("room").stream;
        assert!(sessions.since("a", first, 0).is_none(), "another is in its place");
        assert_eq!(sessions.since("a", second, 0).map(|events| events.len()), Some(1));
        // The first is late in going; the second goes on.
        sessions.detach("a", first);
        assert!(sessions.since("a", second, 0).is_some());
    }

    #[test]
    fn an_empty_session_is_removed() {
        let sessions = Sessions::default();
        let stream = sessions.follow("a").expect("room").stream;
        sessions.detach("a", stream);
        assert!(sessions.state().sessions.is_empty());
    }
}
