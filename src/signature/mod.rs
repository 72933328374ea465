//! The names a model was trained with: its inputs with their kinds and choices, and its classes or its number. They
//! travel in the metadata of the weights, so that a declaration that has changed since is noticed when they are loaded.

mod compare;

pub use compare::Mismatch;

use maquette_contract::{Alternative, Feature, Kind, Media, Schema};
use serde::{Deserialize, Serialize};
use std::fmt;

/// What goes into a trained model and what comes out of it, by name.
///
/// [`Recipe`](crate::train::Recipe) writes it into the weights by itself. Weights that were trained elsewhere get it from
/// [`Trained::with_signature`](crate::trained::Trained::with_signature):
///
/// ```
/// use maquette::signature::{Signature, SignatureOutput};
/// use maquette_contract::{Feature, Schema};
///
/// // Written out and not taken from the struct: this is the order in which the network was trained.
/// let length = Feature::number("petal_length", "", "cm", 0.5..=7.5, 0.1);
/// let width = Feature::number("petal_width", "", "cm", 0.0..=3.0, 0.1);
/// let inputs = Schema { features: vec![length, width] };
/// let output = SignatureOutput::classes("species", ["Setosa", "Versicolor", "Virginica"]);
/// let signature = Signature::new(&inputs, output);
/// assert_eq!(signature.inputs[1].name, "petal_width");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signature {
    /// In the order of the network's columns.
    pub inputs: Vec<SignatureInput>,
    pub output: SignatureOutput,
}

/// One input of a trained model.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignatureInput {
    pub name: String,
    /// Whether it may be unknown.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub optional: bool,
    #[serde(flatten)]
    pub kind: SignatureKind,
}

/// The kind of an input, as far as a network has to know it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum SignatureKind {
    Number {
        #[serde(default, skip_serializing_if = "String::is_empty")]
        unit: String,
    },
    Bool,
    /// By their values, in the order of the network's columns.
    Choice {
        choices: Vec<String>,
    },
    Choices {
        choices: Vec<String>,
    },
    Text,
    Date,
    Image,
    Sketch,
    Audio,
    File,
    Table,
    Color,
}

/// What a trained model says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SignatureOutput {
    /// One of some classes, by their values, in the order of the logits.
    Classes {
        /// What they are classes of; may be empty.
        name: String,
        classes: Vec<String>,
    },
    Number {
        /// What is estimated; may be empty.
        name: String,
        unit: String,
    },
}

impl Signature {
    /// The names of a schema's features, with their labels and units.
    pub fn new(schema: &Schema, output: SignatureOutput) -> Self {
        Self { inputs: schema.features.iter().map(SignatureInput::from).collect(), output }
    }
}

impl From<&Feature> for SignatureInput {
    fn from(feature: &Feature) -> Self {
        Self {
            name: feature.name.clone(),
            optional: !feature.required,
            kind: SignatureKind::from(&feature.kind),
        }
    }
}

impl SignatureKind {
    /// The values that there are to choose from; none where there are none.
    pub fn choices(&self) -> &[String] {
        match self {
            Self::Choice { choices } | Self::Choices { choices } => choices,
            _ => &[],
        }
    }
}

impl SignatureOutput {
    /// Classes by their values, in the order of the logits.
    pub fn classes<S: Into<String>>(name: &str, classes: impl IntoIterator<Item = S>) -> Self {
        Self::Classes { name: name.to_owned(), classes: classes.into_iter().map(Into::into).collect() }
    }

    pub fn number(name: &str, unit: &str) -> Self {
        Self::Number { name: name.to_owned(), unit: unit.to_owned() }
    }
}

impl From<&Kind> for SignatureKind {
    fn from(kind: &Kind) -> Self {
        let values = |choices: &[Alternative]| choices.iter().map(|choice| choice.value.clone()).collect();
        match kind {
            Kind::Number { unit, .. } => Self::Number { unit: unit.clone() },
            Kind::Bool => Self::Bool,
            Kind::Choice { choices } => Self::Choice { choices: values(choices) },
            Kind::Choices { choices } => Self::Choices { choices: values(choices) },
            Kind::Text { .. } => Self::Text,
            Kind::Date { .. } => Self::Date,
            Kind::Media { media: Media::Image, .. } => Self::Image,
            Kind::Media { media: Media::Sketch, .. } => Self::Sketch,
            Kind::Media { media: Media::Audio, .. } => Self::Audio,
            Kind::Media { media: Media::File, .. } | Kind::Opaque { .. } => Self::File,
            Kind::Table { .. } => Self::Table,
            Kind::Color => Self::Color,
        }
    }
}

/// "a number in mm", as errors say it.
impl fmt::Display for SignatureKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number { unit } if !unit.is_empty() => write!(f, "a number in {unit}"),
            Self::Number { .. } => f.write_str("a number"),
            Self::Bool => f.write_str("yes or no"),
            Self::Choice { .. } => f.write_str("one of some choices"),
            Self::Choices { .. } => f.write_str("any of some choices"),
            Self::Text => f.write_str("a text"),
            Self::Date => f.write_str("a date"),
            Self::Image => f.write_str("a picture"),
            Self::Sketch => f.write_str("a drawing"),
            Self::Audio => f.write_str("a sound"),
            Self::File => f.write_str("a file"),
            Self::Table => f.write_str("a table"),
            Self::Color => f.write_str("a colour"),
        }
    }
}
