use crate::{Date, Prediction, Value};
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

/// Two ends, both included.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Range {
    pub low: f64,
    pub high: f64,
}

impl Schema {
    pub fn feature(&self, name: &str) -> Option<&Feature> {
        self.features.iter().find(|feature| feature.name == name)
    }

    /// What an empty form holds: the default of each feature, or nothing.
    pub fn defaults(&self) -> Vec<String> {
        self.features.iter().map(|feature| feature.default.clone().unwrap_or_default()).collect()
    }

    /// How many characters all its texts may have together.
    pub fn text_len(&self) -> usize {
        let len = |feature: &Feature| if let Kind::Text { max_len, .. } = feature.kind { max_len } else { 0 };
        self.features.iter().map(len).fold(0, usize::saturating_add)
    }

    /// Whether any text may have several lines, and so may be too long for an address.
    pub fn is_long(&self) -> bool {
        self.features.iter().any(|feature| matches!(feature.kind, Kind::Text { long: true, .. }))
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

    /// The value as a form shows it and an address carries it; several answers are parted by commas.
    pub fn text(&self, value: &Value) -> String {
        let answer = |place: &usize| match &self.kind {
            Kind::Choice { choices } | Kind::Choices { choices } => {
                choices.get(*place).map(|choice| choice.value.as_str()).unwrap_or_default()
            }
            _ => "",
        };
        match value {
            Value::Number(number) => number.to_string(),
            Value::Bool(truth) => truth.to_string(),
            Value::Choice(place) => answer(place).to_owned(),
            Value::Choices(places) => places.iter().map(answer).collect::<Vec<_>>().join(","),
            Value::Text(text) => text.clone(),
            Value::Date(date) => date.to_string(),
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

impl Range {
    pub fn contains(self, value: f64) -> bool {
        (self.low..=self.high).contains(&value)
    }

    /// The smallest range around some numbers; `None` around nothing.
    pub fn around(numbers: impl Iterator<Item = f64> + Clone) -> Option<Self> {
        let low = numbers.clone().reduce(f64::min)?;
        Some(Self { low, high: numbers.reduce(f64::max)? })
    }
}
