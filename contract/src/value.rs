//! [`Value`] and [`RawValue`]: the value of a field after and before validation.

use crate::{Audio, Color, Date, File, Image};

/// The value of one feature, within the bounds that its feature sets.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// Finite.
    Number(f64),
    Bool(bool),
    /// The place of the chosen answer among the feature's choices.
    Choice(usize),
    /// The places of the chosen answers, in the order of the feature's choices.
    Choices(Vec<usize>),
    Text(String),
    Date(Date),
    Color(Color),
    /// Media that the server has not opened yet, as a text: tokens of uploads, the strokes of a drawing, a table as CSV.
    /// Before a model sees it, it becomes one of the next four.
    Upload(String),
    Images(Vec<Image>),
    Audio(Audio),
    File(File),
    Rows(Vec<Instance>),
    /// Nobody knows; only where the feature is not required.
    Unknown,
}

/// One validated input. [`Schema::parse`](crate::Schema::parse) alone makes one, so nobody who holds an `Instance` checks
/// again.
#[derive(Clone, Debug, PartialEq)]
pub struct Instance {
    pub(crate) values: Vec<Value>,
}

/// A field as it came in: its name, and its value in whatever type the door could tell.
pub type RawField = (String, RawValue);

/// What a door can tell of a value before anybody has looked at the schema.
#[derive(Clone, Debug, PartialEq)]
pub enum RawValue {
    /// From a form or an address, where everything is text and an empty field means no answer.
    Text(String),
    /// A number in a typed format such as JSON.
    Number(f64),
    /// A truth value in a typed format such as JSON.
    Bool(bool),
    /// A string in a typed format such as JSON.
    String(String),
    /// Several strings in a typed format such as JSON.
    Strings(Vec<String>),
    /// Pictures that a program has sent as pixels.
    Images(Vec<Image>),
    /// Explicitly nothing.
    Null,
    /// A type that no feature takes, by its name: "an object".
    Unsupported(&'static str),
}

impl RawValue {
    /// Whether this is no answer. Where one is required, an explicit null is a wrong answer instead.
    pub(crate) fn is_empty(&self, required: bool) -> bool {
        match self {
            Self::Text(text) | Self::String(text) => text.trim().is_empty(),
            Self::Null => !required,
            _ => false,
        }
    }

    /// The value as an error quotes it.
    pub(crate) fn shown(&self) -> String {
        match self {
            Self::Text(text) | Self::String(text) => format!("“{}”", short(text.trim())),
            Self::Number(number) => number.to_string(),
            Self::Bool(truth) => truth.to_string(),
            Self::Strings(_) => "a list".to_owned(),
            Self::Images(_) => "a picture".to_owned(),
            Self::Null => "null".to_owned(),
            Self::Unsupported(name) => (*name).to_owned(),
        }
    }
}

/// The beginning of a text, whatever was sent.
pub(crate) fn short(text: &str) -> String {
    const MAX_QUOTED_CHARS: usize = 40;
    match text.char_indices().nth(MAX_QUOTED_CHARS) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
