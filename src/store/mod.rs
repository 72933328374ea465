//! Where answers are recorded. A store knows what was asked and answered, and no protocol.

mod memory;

pub use memory::Memory;

use maquette_contract::{Prediction, Value};
use std::sync::Arc;

/// The most characters of an answer in words that are kept.
const LONGEST: usize = 1_000;

/// What was asked and what was answered.
#[derive(Clone, Debug, PartialEq)]
pub struct LogEntry {
    /// As in the answer; its first digits are the time, so entries sort by it.
    pub id: Arc<str>,
    pub demo: Arc<str>,
    pub version: Arc<str>,
    /// The inputs, in the order of the schema's features; what was brought is its name.
    pub inputs: Vec<Value>,
    pub prediction: Prediction,
}

impl LogEntry {
    /// Keeps what a model said, and of what may be long, such as a table or a chart, one line.
    pub fn new(
        id: Arc<str>,
        demo: Arc<str>,
        version: Arc<str>,
        inputs: Vec<Value>,
        prediction: &Prediction,
    ) -> Self {
        let prediction = match prediction {
            Prediction::Classes(_) | Prediction::Ranked(_) | Prediction::Number(_) => prediction.clone(),
            other => Prediction::Text(other.headline().chars().take(LONGEST).collect()),
        };
        Self { id, demo, version, inputs, prediction }
    }
}

/// The interface of every store.
pub trait Store: Send + Sync {
    /// Keeps an entry. An answer never waits for this: it returns at once.
    fn append(&self, entry: LogEntry);

    /// The latest entries, newest first, at most `count`.
    fn latest(&self, count: usize) -> Vec<LogEntry>;

    /// The entry of an answer, while it is kept.
    fn find(&self, id: &str) -> Option<LogEntry>;
}
