//! Where answers are recorded. A store knows what was asked and answered, and no protocol.

mod memory;

pub use memory::Memory;

use maquette_contract::Prediction;

/// What was asked and what was answered.
#[derive(Clone, Debug, PartialEq)]
pub struct LogEntry {
    /// As in the answer; its first digits are the time, so entries sort by it.
    pub id: String,
    pub demo: String,
    pub version: String,
    /// The inputs as texts, in the order of the schema's features.
    pub inputs: Vec<String>,
    pub prediction: Prediction,
}

/// The interface of every store.
pub trait Store: Send + Sync {
    /// Keeps an entry. An answer never waits for this: it returns at once.
    fn append(&self, entry: LogEntry);

    /// The latest entries, newest first, at most `count`.
    fn latest(&self, count: usize) -> Vec<LogEntry>;
}
