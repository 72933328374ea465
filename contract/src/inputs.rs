use crate::{Feature, Instance, Schema, Value};

/// What goes into a model, declared once as a struct: the form, the validation on both sides, the
/// encoding, the reading of tables and the API's document all come from it.
/// Derived by `maquette::Inputs`.
pub trait Inputs: Sized {
    fn schema() -> Schema;

    /// The struct from an instance of its own schema; `None` from any other.
    fn from_instance(instance: &Instance) -> Option<Self>;
}

/// A question with a few answers; derived for an enum.
pub trait Choice {
    /// The value and the label of each answer, in the order of the variants.
    const CHOICES: &'static [(&'static str, &'static str)];
}

/// A type that can be asked for.
#[diagnostic::on_unimplemented(
    message = "`{Self}` can't be asked for in a form",
    label = "not a type of input",
    note = "there are f32 and f64, enums with #[derive(Choice)], and Option of these where \"not known\" is an answer"
)]
pub trait Input: Sized {
    fn feature(declared: Declared) -> Feature;

    /// The value of such a feature; `None` if it is one of another kind.
    fn from_value(value: Value) -> Option<Self>;
}

/// What is said of a field where it is declared.
#[derive(Clone, Copy, Debug)]
pub struct Declared {
    pub name: &'static str,
    pub label: &'static str,
    pub help: &'static str,
    pub unit: &'static str,
    /// Of a number: the values it takes, both ends included.
    pub range: (f64, f64),
    /// Of a number's slider; without one a hundredth of the range.
    pub step: Option<f64>,
}

impl Declared {
    /// The feature of a number.
    pub fn number(self) -> Feature {
        let (low, high) = self.range;
        let step = self.step.unwrap_or((high - low) / 100.0);
        Feature::number(self.name, self.label, self.unit, low..=high, step).help(self.help)
    }

    /// The feature of a choice.
    pub fn choice(self, choices: &[(&str, &str)]) -> Feature {
        Feature::choice(self.name, self.label, choices).help(self.help)
    }
}

impl Input for f32 {
    fn feature(declared: Declared) -> Feature {
        declared.number()
    }

    fn from_value(value: Value) -> Option<Self> {
        f64::from_value(value).map(|number| number as f32)
    }
}

impl Input for f64 {
    fn feature(declared: Declared) -> Feature {
        declared.number()
    }

    fn from_value(value: Value) -> Option<Self> {
        match value {
            Value::Number(number) => Some(number),
            Value::Choice(_) | Value::Unknown => None,
        }
    }
}

impl<T: Input> Input for Option<T> {
    fn feature(declared: Declared) -> Feature {
        T::feature(declared).optional()
    }

    fn from_value(value: Value) -> Option<Self> {
        match value {
            Value::Unknown => Some(None),
            known => T::from_value(known).map(Some),
        }
    }
}
