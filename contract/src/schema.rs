//! [`Schema`]: the inputs of a demo, with their kinds, ranges and texts.

use crate::number::unambiguous;
use crate::{Date, Prediction, Problem, Range, RawValue, Value, capitalize, sentences};
use serde::{Deserialize, Serialize};

/// What goes into a model: its features, in the order of the form.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Schema {
    pub features: Vec<Feature>,
}

/// One input, as a person meets it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Feature {
    /// The name in addresses, JSON and CSV: `bill_length`.
    pub name: String,
    /// The name on the page: "Bill length".
    pub label: String,
    /// One sentence that helps to answer, or nothing.
    pub help: String,
    /// The heading of the section that begins with this feature; nothing while the last one goes on.
    pub section: String,
    /// Whether an answer is needed. If not, "not known" is an answer.
    pub required: bool,
    /// The text that a form opens with, and that counts where the field is left out.
    pub default: Option<String>,
    /// Answers that can be given and were in no training row, by their values; empty before any training.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unseen: Vec<String>,
    /// The first and the last day that were in the training data; `None` before any training.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seen_days: Option<(Date, Date)>,
    pub kind: Kind,
}

/// The kinds of input there are. Adding one stops every place that must answer for it from compiling.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    Number {
        unit: String,
        /// The accepted values, both ends included; `None` where any number will do.
        range: Option<Range>,
        /// The distance between two positions of its slider; without one the number is only written.
        step: Option<f64>,
        /// Whether only whole numbers are accepted.
        whole: bool,
        /// The values that were in the training data; `None` before any training.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        seen: Option<Range>,
    },
    /// Yes or no.
    Bool,
    /// One of a few answers.
    Choice { choices: Vec<Alternative> },
    /// Any number of a few answers, none included.
    Choices { choices: Vec<Alternative> },
    Text {
        /// In characters.
        max_len: usize,
        /// Whether it has several lines.
        long: bool,
    },
    Date {
        /// The first and the last day accepted.
        first: Date,
        last: Date,
    },
    /// What the browser only passes on, since the server alone can judge it.
    Opaque { max_len: usize, long: bool },
    /// Uploaded first; the text of the field is its tokens, separated by spaces.
    #[serde(skip_deserializing)]
    Media {
        media: Media,
        /// How many there have to be, and how many there may be.
        least: usize,
        most: usize,
    },
    /// Rows as CSV, with a column for each feature of a row.
    #[serde(skip_deserializing)]
    Table { row: Schema, min_rows: usize, max_rows: usize },
    /// As a browser writes it: `#3e63dd`.
    Color,
}

/// The kinds of media.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Media {
    Image,
    /// Lines drawn in the pad, or a picture instead.
    Sketch,
    Audio,
    File,
}

impl Media {
    /// The most bytes of one of them.
    pub const MAX_BYTES: usize = 10 * 1024 * 1024;
    /// What is wanted, as a hint says it.
    fn accepted_text(self, most: usize) -> String {
        let count = if most > 1 { format!("Up to {most}, each ") } else { String::new() };
        match self {
            Self::Image => capitalize(&format!("{count}a PNG, JPEG, WebP or GIF of at most 10 MB")),
            Self::Sketch => "Draw it, or choose a picture of it".to_owned(),
            Self::Audio => "At most 2 minutes".to_owned(),
            Self::File => "At most 10 MB".to_owned(),
        }
    }

    /// The longest sound, in seconds.
    pub const MAX_AUDIO_SECS: u32 = 120;
}

/// One of the answers to a question with a few.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Alternative {
    pub value: String,
    pub label: String,
}

/// Inputs to try a demo with, and what should come out.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Example {
    pub title: String,
    /// A text for each feature, in their order; empty where it is not known.
    pub texts: Vec<String>,
    pub expected: Option<Expected>,
}

/// What an example should give.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Expected {
    /// This class or text.
    Text(String),
    /// A number at most `within` away from `near`; of a forecast its last.
    Number { near: f64, within: f64 },
}

impl Schema {
    /// The most characters of a table as text.
    pub const MAX_TABLE_CHARS: usize = 500_000;
    /// The most characters of a drawing or of the names of uploads.
    pub const MAX_DRAWING_CHARS: usize = 20_000;

    pub fn feature(&self, name: &str) -> Option<&Feature> {
        self.features.iter().find(|feature| feature.name == name)
    }

    /// What an empty form holds: the default of each feature, or nothing.
    pub fn defaults(&self) -> Vec<String> {
        self.features.iter().map(|feature| feature.default.clone().unwrap_or_default()).collect()
    }

    /// How many characters all its texts may have together.
    pub fn text_len(&self) -> usize {
        let len = |feature: &Feature| match feature.kind {
            Kind::Text { max_len, .. } => max_len,
            Kind::Table { .. } => Self::MAX_TABLE_CHARS,
            Kind::Media { .. } => Self::MAX_DRAWING_CHARS,
            Kind::Opaque { max_len, .. } => max_len,
            _ => 0,
        };
        self.features.iter().map(len).fold(0, usize::saturating_add)
    }

    /// Whether any text may have several lines, and so may be too long for an address.
    pub fn is_long(&self) -> bool {
        let long = |feature: &Feature| {
            matches!(
                feature.kind,
                Kind::Text { long: true, .. } | Kind::Table { .. } | Kind::Opaque { long: true, .. }
            )
        };
        self.features.iter().any(long)
    }

    /// Whether a form has to carry files where no script does.
    pub fn has_files(&self) -> bool {
        let file = |feature: &Feature| {
            matches!(feature.kind, Kind::Media { .. } | Kind::Table { .. } | Kind::Opaque { .. })
        };
        self.features.iter().any(file)
    }

    /// As a browser gets it: what it can't judge is opaque, and its hint says what is wanted.
    #[must_use]
    pub fn for_browser(&self) -> Self {
        let features = self.features.iter().map(|feature| {
            let (long, more) = match &feature.kind {
                Kind::Media { media, most, .. } => (false, media.accepted_text(*most)),
                Kind::Table { row, max_rows, .. } => {
                    let names: Vec<&str> = row.features.iter().map(|column| column.name.as_str()).collect();
                    let columns = names.join(", ");
                    (true, format!("At most {max_rows} rows, as CSV with the columns {columns}"))
                }
                _ => return feature.clone(),
            };
            let help = sentences([feature.help.as_str(), &more]);
            let max_len = if long { Self::MAX_TABLE_CHARS } else { Self::MAX_DRAWING_CHARS };
            Feature { help, kind: Kind::Opaque { max_len, long }, ..feature.clone() }
        });
        Self { features: features.collect() }
    }
}

impl Feature {
    /// A question of any kind that has to be answered.
    pub fn new(name: &str, label: &str, kind: Kind) -> Self {
        Self {
            name: name.to_owned(),
            label: label.to_owned(),
            help: String::new(),
            section: String::new(),
            required: true,
            default: None,
            unseen: vec![],
            seen_days: None,
            kind,
        }
    }

    /// A measured quantity that has to be given, with a slider.
    ///
    /// ```
    /// use maquette_contract::{Feature, Schema, RawValue};
    ///
    /// let bill = Feature::number("bill_length", "Bill length", "mm", 30.0..=65.0, 0.1);
    /// let schema = Schema { features: vec![bill] };
    /// let raw = |text: &str| vec![("bill_length".to_owned(), RawValue::Text(text.to_owned()))];
    /// assert!(schema.parse(&raw("46.1")).is_ok());
    /// assert!(schema.parse(&raw("461")).is_err());
    /// ```
    pub fn number(
        name: &str,
        label: &str,
        unit: &str,
        range: std::ops::RangeInclusive<f64>,
        step: f64,
    ) -> Self {
        let range = Some(Range { low: *range.start(), high: *range.end() });
        let (unit, step) = (unit.to_owned(), Some(step));
        Self::new(name, label, Kind::Number { unit, range, step, whole: false, seen: None })
    }

    /// One of a few named answers, each given as its value and its label.
    pub fn choice(name: &str, label: &str, choices: &[(&str, &str)]) -> Self {
        Self::new(name, label, Kind::Choice { choices: alternatives(choices) })
    }

    /// Makes "not known" an answer.
    #[must_use]
    pub fn optional(self) -> Self {
        Self { required: false, ..self }
    }

    #[must_use]
    pub fn help(self, help: &str) -> Self {
        Self { help: help.to_owned(), ..self }
    }

    /// Begins a section of the form.
    #[must_use]
    pub fn section(self, section: &str) -> Self {
        Self { section: section.to_owned(), ..self }
    }

    /// What the form opens with.
    #[must_use]
    pub fn default(self, value: &Value) -> Self {
        let default = Some(self.text(value));
        Self { default, ..self }
    }

    /// The unit of a number, and nothing for every other kind.
    pub fn unit(&self) -> &str {
        if let Kind::Number { unit, .. } = &self.kind { unit } else { "" }
    }

    /// A number in a text that is read as this number and no other: `1.125` could be 1125, and `1.1250` can't.
    fn number_text(&self, number: f64) -> String {
        let text = RawValue::Text(number.to_string());
        match self.parse(Some(&text)) {
            Err(Problem::Ambiguous { .. }) => unambiguous(number),
            _ => number.to_string(),
        }
    }

    /// The value as a form shows it and an address carries it; several answers are parted by commas.
    pub fn text(&self, value: &Value) -> String {
        let answer = |place: &usize| match &self.kind {
            Kind::Choice { choices } | Kind::Choices { choices } => {
                choices.get(*place).map(|choice| choice.value.as_str()).unwrap_or_default()
            }
            _ => "",
        };
        match value {
            Value::Number(number) => self.number_text(*number),
            Value::Bool(truth) => truth.to_string(),
            Value::Choice(place) => answer(place).to_owned(),
            Value::Choices(places) => places.iter().map(answer).collect::<Vec<_>>().join(","),
            Value::Text(text) => text.clone(),
            Value::Date(date) => date.to_string(),
            Value::Color(color) => color.to_string(),
            Value::Upload(text) => text.clone(),
            // These have been opened, and are no text any more.
            Value::Images(_) | Value::Audio(_) | Value::File(_) | Value::Rows(_) => String::new(),
            Value::Unknown => String::new(),
        }
    }
}

pub(crate) fn alternatives(choices: &[(&str, &str)]) -> Vec<Alternative> {
    let choice =
        |&(value, label): &(&str, &str)| Alternative { value: value.to_owned(), label: label.to_owned() };
    choices.iter().map(choice).collect()
}

impl Expected {
    /// Whether a prediction is what was expected. A demo with several outputs is judged by its first.
    pub fn is_met(&self, prediction: &Prediction) -> bool {
        match (self, prediction) {
            (expected, Prediction::Several(parts)) => {
                parts.first().is_some_and(|part| expected.is_met(&part.prediction))
            }
            (Self::Number { near, within }, Prediction::Number(quantity)) => {
                (quantity.value - near).abs() <= *within
            }
            (Self::Number { near, within }, Prediction::Forecast(forecast)) => {
                forecast.steps.last().is_some_and(|step| (step.value - near).abs() <= *within)
            }
            (Self::Text(text), prediction) => prediction.headline() == *text,
            (Self::Number { .. }, _) => false,
        }
    }
}
