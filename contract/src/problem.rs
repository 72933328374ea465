use crate::schema::Range;
use serde::{Deserialize, Serialize};
use std::fmt;

/// Why there is no answer. Each door says it in its own protocol; the words are the same.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, thiserror::Error)]
pub enum PredictError {
    #[error("There is no demo named “{name}”")]
    UnknownDemo { name: String },
    #[error("{}", said(errors))]
    Invalid { errors: Vec<FieldError> },
    #[error("Many people are asking. Try again in {retry_after_secs} s")]
    Overloaded { retry_after_secs: u32 },
    #[error("The model is not loaded. Try again in a moment")]
    Unavailable,
    /// The cause is in the log, under the reference.
    #[error("Something failed on our side. Reference {reference}")]
    Internal { reference: String },
}

/// What is wrong with one field.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FieldError {
    pub field: String,
    pub problem: Problem,
}

/// The ways in which a field can be wrong: what was given, and what would be right.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, thiserror::Error)]
pub enum Problem {
    #[error("give a value")]
    Missing,
    #[error("{got} is not a number; give one from {} to {}", range.low, range.high)]
    NotANumber { range: Range, got: String },
    #[error("{got} is out of range; give a number from {} to {}", range.low, range.high)]
    OutOfRange { range: Range, got: f64 },
    #[error("{got} is not one of the answers; choose {}", listed(choices, "or"))]
    UnknownChoice { choices: Vec<String>, got: String },
    #[error("there is no such input; the inputs are {}", listed(known, "and"))]
    UnknownField { known: Vec<String> },
}

impl fmt::Display for FieldError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.field, self.problem)
    }
}

fn said(errors: &[FieldError]) -> String {
    errors.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
}

/// "a, b or c"
fn listed(words: &[String], joint: &str) -> String {
    match words {
        [] => String::new(),
        [only] => only.clone(),
        [first @ .., last] => format!("{} {joint} {last}", first.join(", ")),
    }
}
