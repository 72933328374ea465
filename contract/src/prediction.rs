use serde::{Deserialize, Serialize};

/// The answer to one request, the same at every door.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Answer {
    /// Names this answer in the log.
    pub id: String,
    pub demo: String,
    /// Which weights answered.
    pub version: String,
    pub prediction: Prediction,
    /// What to know before trusting it; often empty.
    pub notes: Vec<Note>,
    pub timing: Timing,
}

/// The classes, most probable first, and how far to trust them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Prediction {
    /// The most probable class.
    pub label: String,
    /// Its probability, calibrated, from 0 to 1.
    pub probability: f64,
    /// Every class; the probabilities sum to 1.
    pub classes: Vec<Class>,
    pub set: PredictionSet,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Class {
    pub label: String,
    /// Calibrated, from 0 to 1.
    pub probability: f64,
}

/// The classes that cannot be ruled out: over many answers, the share of sets that hold the truth
/// is at least `coverage`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PredictionSet {
    /// At least one, most probable first.
    pub labels: Vec<String>,
    /// From 0 to 1.
    pub coverage: f64,
}

/// One thing to know about the inputs of an answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Note {
    pub field: String,
    /// For programs: `outside_training`.
    pub code: String,
    /// For people.
    pub message: String,
}

/// Where the time of a request went, in seconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Timing {
    pub queue_secs: f64,
    /// Of the whole batch this request was answered in.
    pub forward_secs: f64,
    pub total_secs: f64,
}
