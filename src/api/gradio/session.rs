//! The sessions of the clients and their events: who may know of what, how many there may be, and for how long.

use super::event::{Asked, Event};
use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::watch;
use uuid::Uuid;

/// The longest name that a client may give its session, in bytes.
pub(crate) const LONGEST: usize = 200;

/// What all events together may be.
#[derive(Clone, Copy, Debug)]
struct Bounds {
    sessions: usize,
    /// Events that are not over, of everybody and of one session.
    live: usize,
    live_of_one: usize,
    /// The bytes of their inputs.
    live_bytes: usize,
    /// Events that are over, and the bytes of what they came to.
    kept: usize,
    kept_bytes: usize,
    /// How long what an event came to waits for its asker.
    time: Duration,
}

const BOUNDS: Bounds = Bounds {
    sessions: 10_000,
    live: 1_000,
    live_of_one: 200,
    live_bytes: 96 * 1024 * 1024,
    kept: 5_000,
    kept_bytes: 64 * 1024 * 1024,
    time: Duration::from_secs(10 * 60),
};

/// How often what is empty is looked for.
const TIDIED: Duration = Duration::from_secs(1);

/// There is no room for more.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Full;

pub(crate) struct Sessions {
    bounds: Bounds,
    book: Mutex<Book>,
}

struct Book {
    sessions: HashMap<String, Session>,
    /// Events that are over, in the order in which they ended.
    kept: VecDeque<Kept>,
    kept_bytes: usize,
    live: usize,
    live_bytes: usize,
    tidied: Instant,
}

struct Session {
    changed: Arc<watch::Sender<()>>,
    /// In the order in which they came, numbered from 1.
    events: Vec<(u64, Arc<Event>)>,
    count: u64,
    /// The number of the stream that follows it, the latest of those there were.
    stream: u64,
    followed: bool,
    /// Open while the last words of a stream are on their way.
    closing: Option<watch::Receiver<()>>,
}

struct Kept {
    session: String,
    id: String,
    bytes: usize,
    since: Instant,
}

/// A new event, and what to wait for before its client is told its name: while the last words of a stream are on their
/// way to it, it would take the event for one of that stream, and never hear of it.
pub(crate) struct Joined {
    pub(crate) event: Arc<Event>,
    pub(crate) closing: Option<watch::Receiver<()>>,
}

/// What a stream holds that has said its last words, until its client has hung up.
pub(crate) struct Closing(watch::Sender<()>);

/// A stream that follows a session.
pub(crate) struct Following {
    pub(crate) stream: u64,
    pub(crate) changed: watch::Receiver<()>,
}

impl Default for Sessions {
    fn default() -> Self {
        Self::new(BOUNDS)
    }
}

impl Sessions {
    fn new(bounds: Bounds) -> Self {
        let book = Book {
            sessions: HashMap::new(),
            kept: VecDeque::new(),
            kept_bytes: 0,
            live: 0,
            live_bytes: 0,
            tidied: Instant::now(),
        };
        Self { bounds, book: Mutex::new(book) }
    }

    /// Begins an event of a session; without one it is a session of its own.
    pub(crate) fn join(&self, session: Option<&str>, asked: Asked) -> Result<Joined, Full> {
        let mut book = self.book();
        book.tidy(&self.bounds);
        let id = Uuid::new_v4().simple().to_string();
        let name = session.unwrap_or(&id).to_owned();
        let full = book.live >= self.bounds.live || book.live_bytes + asked.weight > self.bounds.live_bytes;
        if full {
            return Err(Full);
        }
        let weight = asked.weight;
        let session = book.session(&name, &self.bounds)?;
        let live = session.events.iter().filter(|(_, event)| !event.is_over()).count();
        if live >= self.bounds.live_of_one {
            return Err(Full);
        }
        let event = Arc::new(Event::new(id, name, asked, session.changed.clone()));
        session.count += 1;
        session.events.push((session.count, event.clone()));
        let closing = session.closing.clone().filter(is_open);
        event.tell();
        book.live += 1;
        book.live_bytes += weight;
        Ok(Joined { event, closing })
    }

    /// Follows a session from now on, instead of whoever did before.
    pub(crate) fn follow(&self, session: &str) -> Result<Following, Full> {
        let mut book = self.book();
        book.tidy(&self.bounds);
        let session = book.session(session, &self.bounds)?;
        session.stream += 1;
        session.followed = true;
        // Whoever followed it is told that they no longer do.
        session.changed.send_replace(());
        Ok(Following { stream: session.stream, changed: session.changed.subscribe() })
    }

    /// The events of a session after the number `seen`; `None` to a stream in whose place there is another.
    pub(crate) fn since(&self, session: &str, stream: u64, seen: u64) -> Option<Vec<(u64, Arc<Event>)>> {
        let book = self.book();
        let session = book.sessions.get(session).filter(|session| session.stream == stream)?;
        Some(session.events.iter().filter(|(number, _)| *number > seen).cloned().collect())
    }

    /// Ends a stream that has told everything up to the event `seen`, which is forgotten then. `None` where there is
    /// more to be told.
    pub(crate) fn close(&self, session: &str, stream: u64, seen: u64) -> Option<Closing> {
        let mut book = self.book();
        let open = book.sessions.get_mut(session).filter(|open| open.stream == stream)?;
        if open.events.iter().any(|(number, _)| *number > seen) {
            return None;
        }
        let closing = Closing(watch::Sender::new(()));
        (open.followed, open.closing) = (false, Some(closing.0.subscribe()));
        open.events.clear();
        book.forget(|kept| kept.session == session);
        Some(closing)
    }

    /// A stream broke off. What it may not have told is kept.
    pub(crate) fn leave(&self, session: &str, stream: u64) {
        let mut book = self.book();
        if let Some(left) = book.sessions.get_mut(session).filter(|left| left.stream == stream) {
            left.followed = false;
            if left.events.is_empty() && !left.closing.as_ref().is_some_and(is_open) {
                book.sessions.remove(session);
            }
        }
    }

    /// An event of a session. Of another session's it says nothing.
    pub(crate) fn find(&self, session: &str, id: &str) -> Option<Arc<Event>> {
        let book = self.book();
        let mut events = book.sessions.get(session)?.events.iter();
        events.find(|(_, event)| event.id == id).map(|(_, event)| event.clone())
    }

    /// Keeps what an event came to for a while.
    pub(crate) fn keep(&self, event: &Event) {
        let bytes = event.now().end.map_or(0, |end| end.bytes());
        let mut book = self.book();
        book.live -= 1;
        book.live_bytes -= event.weight;
        let there = book.sessions.get(&event.session);
        // It may have been told already, and forgotten.
        if !there.is_some_and(|session| session.events.iter().any(|(_, other)| other.id == event.id)) {
            return;
        }
        let (session, id) = (event.session.clone(), event.id.clone());
        book.kept.push_back(Kept { session, id, bytes, since: Instant::now() });
        book.kept_bytes += bytes;
        book.drop_oldest(&self.bounds);
    }

    /// Takes back an event whose client never got its name.
    pub(crate) fn withdraw(&self, event: &Event) {
        let mut book = self.book();
        if let Some(session) = book.sessions.get_mut(&event.session) {
            session.events.retain(|(_, other)| other.id != event.id);
        }
        book.forget(|kept| kept.id == event.id);
    }

    /// How many events are not over.
    pub(crate) fn live(&self) -> usize {
        self.book().live
    }

    fn book(&self) -> MutexGuard<'_, Book> {
        self.book.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Book {
    fn session(&mut self, name: &str, bounds: &Bounds) -> Result<&mut Session, Full> {
        if !self.sessions.contains_key(name) && self.sessions.len() >= bounds.sessions {
            return Err(Full);
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

    /// Forgets what has been kept long enough, and the sessions in which nothing is left.
    fn tidy(&mut self, bounds: &Bounds) {
        self.drop_oldest(bounds);
        if self.tidied.elapsed() < TIDIED && self.sessions.len() < bounds.sessions {
            return;
        }
        self.tidied = Instant::now();
        let closing = |session: &Session| session.closing.as_ref().is_some_and(is_open);
        self.sessions.retain(|_, session| session.followed || !session.events.is_empty() || closing(session));
    }

    fn drop_oldest(&mut self, bounds: &Bounds) {
        while let Some(oldest) = self.kept.front() {
            let many = self.kept.len() > bounds.kept || self.kept_bytes > bounds.kept_bytes;
            if !many && oldest.since.elapsed() < bounds.time {
                break;
            }
            let Some(Kept { session, id, bytes, .. }) = self.kept.pop_front() else { break };
            self.kept_bytes -= bytes;
            if let Some(session) = self.sessions.get_mut(&session) {
                session.events.retain(|(_, event)| event.id != id);
            }
        }
    }

    fn forget(&mut self, which: impl Fn(&Kept) -> bool) {
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
    use super::super::outputs::Keeping;
    use super::*;

    fn asked(weight: usize) -> Asked {
        let keeping = Keeping { visitor: String::new(), root: String::new() };
        Asked { demo: "x".to_owned(), keeping, weight }
    }

    fn done(sessions: &Sessions, event: &Event, bytes: usize) {
        event.end(End::Done { data: "1".repeat(bytes), secs: 0.0 });
        sessions.keep(event);
    }

    fn join(sessions: &Sessions, session: &str) -> Arc<Event> {
        sessions.join(Some(session), asked(1)).expect("room").event
    }

    #[test]
    fn an_event_is_its_sessions_alone() {
        let sessions = Sessions::default();
        let (mine, theirs) = (join(&sessions, "mine"), join(&sessions, "theirs"));
        assert!(sessions.find("mine", &mine.id).is_some());
        assert!(sessions.find("mine", &theirs.id).is_none());
        let alone = sessions.join(None, asked(1)).expect("room").event;
        assert!(sessions.find(&alone.id, &alone.id).is_some());
    }

    #[test]
    fn there_are_only_so_many() {
        let bounds = Bounds { live: 3, live_of_one: 2, live_bytes: 100, sessions: 2, ..BOUNDS };
        let sessions = Sessions::new(bounds);
        let first = join(&sessions, "a");
        join(&sessions, "a");
        let full = |session: &str, weight| sessions.join(Some(session), asked(weight)).err();
        assert_eq!(full("a", 1), Some(Full), "of one session");
        assert_eq!(full("b", 99), Some(Full), "by their bytes");
        join(&sessions, "b");
        assert_eq!(full("b", 1), Some(Full), "of all");
        done(&sessions, &first, 1);
        assert_eq!(full("c", 1), Some(Full), "sessions");
        assert!(sessions.follow("c").is_err());
        join(&sessions, "b");
        assert_eq!(sessions.live(), 3);
    }

    #[test]
    fn what_is_over_is_kept_within_bounds() {
        let sessions = Sessions::new(Bounds { kept: 3, kept_bytes: 10, ..BOUNDS });
        let there = |events: &[Arc<Event>]| {
            events.iter().map(|event| sessions.find("a", &event.id).is_some()).collect::<Vec<_>>()
        };
        let events: Vec<_> = (0..5).map(|_| join(&sessions, "a")).collect();
        events[..4].iter().for_each(|event| done(&sessions, event, 1));
        assert_eq!(there(&events), [false, true, true, true, true]);
        done(&sessions, &events[4], 9);
        assert_eq!(there(&events), [false, false, false, true, true]);
        let sessions = Sessions::new(Bounds { time: Duration::ZERO, ..BOUNDS });
        let event = join(&sessions, "a");
        done(&sessions, &event, 1);
        assert!(sessions.find("a", &event.id).is_none());
    }

    #[test]
    fn a_stream_closes_when_all_is_told() {
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
        assert!(sessions.find("a", &event.id).is_none() && sessions.book().kept.is_empty());
        let waits = || sessions.join(Some("a"), asked(1)).expect("room").closing.is_some();
        assert!(waits(), "its last words are on their way");
        drop(closing);
        assert!(!waits());
        let (stream, seen) = (sessions.follow("a").expect("room").stream, 4);
        assert!(sessions.close("a", stream, seen).is_some());
        let stream = sessions.follow("a").expect("room").stream;
        assert!(sessions.close("a", stream, 0).is_some(), "there was nothing to be told");
    }

    #[test]
    fn what_a_broken_stream_told_is_told_again() {
        let sessions = Sessions::default();
        let event = join(&sessions, "a");
        let first = sessions.follow("a").expect("room").stream;
        done(&sessions, &event, 1);
        sessions.leave("a", first);
        let second = sessions.follow("a").expect("room").stream;
        assert!(sessions.since("a", first, 0).is_none(), "another is in its place");
        assert_eq!(sessions.since("a", second, 0).map(|events| events.len()), Some(1));
        // The first is late in going; the second goes on.
        sessions.leave("a", first);
        assert!(sessions.since("a", second, 0).is_some());
    }

    #[test]
    fn a_session_without_anything_is_no_more() {
        let sessions = Sessions::default();
        let stream = sessions.follow("a").expect("room").stream;
        sessions.leave("a", stream);
        assert!(sessions.book().sessions.is_empty());
    }
}
