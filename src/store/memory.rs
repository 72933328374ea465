//! A store in memory: the latest answers, gone when the server stops.

use super::{LogEntry, Store};
use maquette_contract::Value;
use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

/// The most bytes of text inputs that are kept, because people may write long texts.
const MAX_BYTES: usize = 32 * 1024 * 1024;

/// Keeps the latest entries for as long as the server runs.
pub struct MemoryStore {
    entries: Mutex<Entries>,
    capacity: usize,
}

/// Newest first.
#[derive(Default)]
struct Entries {
    queue: VecDeque<LogEntry>,
    bytes: usize,
}

impl MemoryStore {
    /// Keeps at most `capacity` entries, and 32 MiB of text inputs. Beyond that the oldest entries are dropped.
    pub fn new(capacity: usize) -> Self {
        Self { entries: Mutex::default(), capacity }
    }

    fn entries(&self) -> std::sync::MutexGuard<'_, Entries> {
        // Nothing that is done under this lock can leave it half changed.
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Store for MemoryStore {
    fn append(&self, entry: LogEntry) {
        let mut entries = self.entries();
        entries.bytes += size(&entry);
        entries.queue.push_front(entry);
        while entries.queue.len() > self.capacity || entries.bytes > MAX_BYTES {
            let Some(oldest) = entries.queue.pop_back() else { break };
            entries.bytes -= size(&oldest);
        }
    }

    fn latest(&self, count: usize) -> Vec<LogEntry> {
        self.entries().queue.iter().take(count).cloned().collect()
    }

    fn find(&self, id: &str) -> Option<LogEntry> {
        self.entries().queue.iter().find(|entry| *entry.id == *id).cloned()
    }
}

fn size(entry: &LogEntry) -> usize {
    let size = |value: &Value| match value {
        Value::Text(text) | Value::Upload(text) => text.len(),
        _ => 0,
    };
    entry.inputs.iter().map(size).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use maquette_contract::Prediction;

    fn entry(id: usize) -> LogEntry {
        LogEntry::new(
            id.to_string().into(),
            "demo".into(),
            "".into(),
            vec![],
            &Prediction::Text("yes".to_owned()),
        )
    }

    #[test]
    fn keeps_the_latest() {
        let store = MemoryStore::new(3);
        (0..5).for_each(|id| store.append(entry(id)));
        let ids =
            |count| store.latest(count).into_iter().map(|entry| entry.id.to_string()).collect::<String>();
        assert_eq!(ids(9), "432");
        assert_eq!(ids(2), "43");
        assert_eq!(store.find("3").map(|entry| entry.id).as_deref(), Some("3"));
        assert_eq!(store.find("1"), None);
    }

    #[test]
    fn a_long_text_displaces_several_entries() {
        let store = MemoryStore::new(9);
        let long = |id: usize| LogEntry { inputs: vec![Value::Text("x".repeat(MAX_BYTES / 3))], ..entry(id) };
        (0..5).for_each(|id| store.append(long(id)));
        assert_eq!(store.latest(9).len(), 3);
    }
}
