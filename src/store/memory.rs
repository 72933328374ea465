use super::{LogEntry, Store};
use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

/// Keeps the latest entries for as long as the server runs.
pub struct Memory {
    entries: Mutex<VecDeque<LogEntry>>,
    capacity: usize,
}

impl Memory {
    /// Holds at most `capacity` entries; a new one then takes the place of the oldest.
    pub fn new(capacity: usize) -> Self {
        Self { entries: Mutex::default(), capacity }
    }

    fn entries(&self) -> std::sync::MutexGuard<'_, VecDeque<LogEntry>> {
        // Nothing below can leave the queue half changed, so a panic elsewhere does not spoil it.
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Store for Memory {
    fn append(&self, entry: LogEntry) {
        let mut entries = self.entries();
        entries.truncate(self.capacity.saturating_sub(1));
        entries.push_front(entry);
    }

    fn latest(&self, count: usize) -> Vec<LogEntry> {
        self.entries().iter().take(count).cloned().collect()
    }

    fn find(&self, id: &str) -> Option<LogEntry> {
        self.entries().iter().find(|entry| entry.id == id).cloned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use maquette_contract::Prediction;

    fn entry(id: usize) -> LogEntry {
        LogEntry::new(&id.to_string(), "demo", "", vec![], &Prediction::Text("yes".to_owned()))
    }

    #[test]
    fn keeps_the_latest() {
        let store = Memory::new(3);
        (0..5).for_each(|id| store.append(entry(id)));
        let ids = |count| store.latest(count).into_iter().map(|entry| entry.id).collect::<String>();
        assert_eq!(ids(9), "432");
        assert_eq!(ids(2), "43");
        assert_eq!(store.find("3").map(|entry| entry.id).as_deref(), Some("3"));
        assert_eq!(store.find("1"), None);
    }
}
