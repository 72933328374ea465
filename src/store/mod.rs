//! The log of answers. A store knows inputs and predictions, and no protocol.

mod memory;

pub use memory::MemoryStore;

use maquette_contract::{Prediction, Value};
use std::sync::Arc;

/// How many characters of a text are kept.
const MAX_CHARS: usize = 1_000;

/// One answer in the log.
#[derive(Clone, Debug, PartialEq)]
pub struct LogEntry {
    /// The id of the answer. Its first digits are the time, so ids sort by it.
    pub id: Arc<str>,
    pub demo: Arc<str>,
    pub version: Arc<str>,
    /// The inputs, in the order of the schema's features. An upload is its token.
    pub inputs: Vec<Value>,
    pub prediction: Prediction,
}

impl LogEntry {
    /// Keeps classes, rankings and numbers as they are, and one line of anything that may be long, such as a table.
    pub fn new(
        id: Arc<str>,
        demo: Arc<str>,
        version: Arc<str>,
        inputs: Vec<Value>,
        prediction: &Prediction,
    ) -> Self {
        let prediction = match prediction {
            Prediction::Classes(_) | Prediction::Ranked(_) | Prediction::Number(_) => prediction.clone(),
            other => Prediction::Text(other.headline().chars().take(MAX_CHARS).collect()),
        };
        Self { id, demo, version, inputs, prediction }
    }
}

/// Where answers are recorded.
pub trait Store: Send + Sync {
    /// Adds an entry. Must return at once, because the answer waits for it.
    fn append(&self, entry: LogEntry);

    /// The latest entries, newest first, at most `count`.
    fn latest(&self, count: usize) -> Vec<LogEntry>;

    /// The entry of an answer by its id, while it is kept.
    fn find(&self, id: &str) -> Option<LogEntry>;
}
