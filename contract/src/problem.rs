//! Errors of a field and of a prediction, in words for people.

use crate::number::unambiguous;
use crate::{Date, Range, format_number};
use serde::{Deserialize, Serialize};
use std::fmt;

/// Why there is no answer. Each door says it in its own protocol; the words are the same.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, thiserror::Error)]
pub enum PredictError {
    #[error("There is no demo named “{name}”")]
    UnknownDemo { name: String },
    /// The demo is locked, and the request carries no valid credentials.
    #[error(
        "{name} is locked. Log in first, or send a token or a name and a password in the Authorization header"
    )]
    Locked { name: String },
    #[error("{}", join_errors(errors))]
    Invalid { errors: Vec<FieldError> },
    #[error("Many people are asking. Try again in {retry_after_secs} s")]
    Overloaded { retry_after_secs: u32 },
    /// It is on its way.
    #[error("The model is loading. Try again in a moment")]
    Loading,
    /// It can be trained, and has not been.
    #[error("This model has no weights yet: train it with `{command}` and start the server again")]
    Untrained { command: String },
    /// It did not load, or its thread has ended; the cause is in the log.
    #[error("The model is not loaded, and will not be before somebody has looked after it")]
    Unavailable,
    /// Answering took longer than the demo gives itself.
    #[error("The demo did not answer within {limit_secs} s")]
    TooSlow { limit_secs: u32 },
    /// Somebody else's question has been running for longer than that.
    #[error("The demo is stuck: it has been busy with one question for {busy_secs} s. Try again later")]
    Stuck { busy_secs: u32 },
    /// The author's own words.
    #[error("{message}")]
    Refused { message: String },
    /// The cause is in the log, under the reference.
    #[error("Something failed on our side. Reference {reference}")]
    Internal { reference: String },
}

impl PredictError {
    /// The reason in one word, as metrics count it.
    pub fn reason(&self) -> &'static str {
        match self {
            Self::UnknownDemo { .. } => "unknown_demo",
            Self::Locked { .. } => "locked",
            Self::Invalid { .. } => "invalid",
            Self::Overloaded { .. } => "overloaded",
            Self::Loading => "loading",
            Self::Untrained { .. } => "untrained",
            Self::Unavailable => "unavailable",
            Self::TooSlow { .. } => "too_slow",
            Self::Stuck { .. } => "stuck",
            Self::Refused { .. } => "refused",
            Self::Internal { .. } => "internal",
        }
    }
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
    #[error("{got} is not a number; give one {}", bounds(*range))]
    NotANumber { range: Option<Range>, got: String },
    /// Its only separator may be a decimal mark or group digits.
    #[error("{got} can be read in two ways; write {thousands} or {}", unambiguous(*decimals))]
    Ambiguous { thousands: f64, decimals: f64, got: String },
    #[error("{got} is not a whole number; give one such as {}", got.round())]
    NotWhole { got: f64 },
    #[error("{} is out of range; give a number from {} to {}", got_in_short(*got), format_number(range.low), format_number(range.high))]
    OutOfRange { range: Range, got: f64 },
    #[error("{got} is neither yes nor no; give true or false")]
    NotYesOrNo { got: String },
    #[error("{got} is not one of the answers; choose {}", listed(choices, "or"))]
    UnknownChoice { choices: Vec<String>, got: String },
    #[error("{got} is not a list; give a list of answers")]
    NotAList { got: String },
    #[error("{got} is not a text; give a string")]
    NotAText { got: String },
    #[error("this is {len} characters long; at most {max_len} fit")]
    TooLong { max_len: usize, len: usize },
    #[error("{got} is not a date; give one such as 2020-02-29")]
    NotADate { got: String },
    #[error("{got} is out of range; give a date from {first} to {last}")]
    DateOutOfRange { first: Date, last: Date, got: Date },
    /// An upload can't be used, in the words of its decoder.
    #[error("{why}")]
    Unusable { why: String },
    #[error("there is no such input; the inputs are {}", listed(known, "and"))]
    UnknownField { known: Vec<String> },
}

impl fmt::Display for FieldError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.field, self.problem)
    }
}

/// A number as it was given, but for one that nobody would write out.
fn got_in_short(got: f64) -> String {
    if got.abs() < 1e15 { got.to_string() } else { "a number of that size".to_owned() }
}

fn bounds(range: Option<Range>) -> String {
    range.map_or_else(
        || "such as 1.5".to_owned(),
        |range| format!("from {} to {}", format_number(range.low), format_number(range.high)),
    )
}

fn join_errors(errors: &[FieldError]) -> String {
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
