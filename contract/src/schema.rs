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
    /// Whether an answer is needed. If not, "not known" is an answer.
    pub required: bool,
    pub kind: Kind,
}

/// The kinds of input there are. Adding one stops every place that must answer for it from compiling.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    Number {
        unit: String,
        /// The accepted values, both ends included.
        range: Range,
        /// The distance between two positions of a slider.
        step: f64,
        /// The values that were in the training data; `None` before any training.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        seen: Option<Range>,
    },
    Choice {
        choices: Vec<Alternative>,
    },
}

/// One of the answers to a question with a few.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Alternative {
    pub value: String,
    pub label: String,
}

/// Inputs to try a demo with, and what should come out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Example {
    pub title: String,
    /// A text for each feature, in their order; empty where it is not known.
    pub texts: Vec<String>,
    /// The class the model should name.
    pub expected: String,
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
}

impl Feature {
    /// A measured quantity that has to be given.
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
        let range = Range { low: *range.start(), high: *range.end() };
        Self::new(name, label, Kind::Number { unit: unit.to_owned(), range, step, seen: None })
    }

    /// One of a few named answers, each given as its value and its label.
    pub fn choice(name: &str, label: &str, choices: &[(&str, &str)]) -> Self {
        let choice =
            |&(value, label): &(&str, &str)| Alternative { value: value.to_owned(), label: label.to_owned() };
        Self::new(name, label, Kind::Choice { choices: choices.iter().map(choice).collect() })
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

    fn new(name: &str, label: &str, kind: Kind) -> Self {
        Self { name: name.to_owned(), label: label.to_owned(), help: String::new(), required: true, kind }
    }
}

impl Range {
    pub fn contains(self, value: f64) -> bool {
        (self.low..=self.high).contains(&value)
    }
}
