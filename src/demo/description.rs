//! [`Description`]: an open demo without its model.

use crate::signature::SignatureInput;
use crate::trained::sha256;
use maquette_contract::{Example, ModelCard, OutputKind, Prediction, Schema};

/// Everything about an open demo except its model.
#[derive(Clone)]
pub struct Description {
    /// Its part of the address: `penguins`.
    pub name: String,
    /// The question it answers.
    pub title: String,
    /// The first paragraph of its description, as plain text.
    pub summary: String,
    /// Its whole description, as HTML.
    pub html: String,
    /// Its inputs, with the ranges and choices seen in training.
    pub schema: Schema,
    /// Identifies the names, kinds, units and choices of its inputs: an open page of another version has to be reloaded.
    pub schema_version: String,
    /// The kind of its output.
    pub output: OutputKind,
    pub examples: Vec<Example>,
    /// The text of the form's button.
    pub button: String,
    /// What was measured of the model, if it was trained.
    pub card: Option<ModelCard>,
    /// Identifies the weights; empty for a model without any.
    pub version: String,
    /// Whether its page opens with the answer to the first example.
    pub autorun: bool,
    /// Whether it gives its answer step by step.
    pub streams: bool,
    /// Whether its outputs include pictures, sound, highlighted text or files.
    pub shows_media: bool,
    /// What its tile on the front page shows; `None` for the first answer.
    pub thumbnail: Option<Prediction>,
}

impl Description {
    /// Whether its card has measured its probabilities. If not, its classes are a ranking.
    pub fn is_calibrated(&self) -> bool {
        self.card.as_ref().is_some_and(ModelCard::is_calibrated)
    }

    /// The texts of the inputs that the page opens with: those of the first example, or the defaults.
    pub fn initial_texts(&self) -> Vec<String> {
        self.examples.first().map_or_else(|| self.schema.defaults(), |example| example.texts.clone())
    }
}

/// A hash of what the texts of inputs mean. Labels, ranges and help may change without it.
pub(super) fn schema_version(schema: &Schema) -> String {
    let inputs: Vec<SignatureInput> = schema.features.iter().map(SignatureInput::from).collect();
    let json = serde_json::to_vec(&inputs).unwrap_or_default();
    sha256(&json)[..12].to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use maquette_contract::Feature;

    #[test]
    fn a_schema_has_another_version_once_its_texts_mean_something_else() {
        let number = |name: &str, label: &str, unit: &str| Feature::number(name, label, unit, 0.0..=9.0, 1.0);
        let version = |features: Vec<Feature>| schema_version(&Schema { features });
        let known = version(vec![number("a", "A", "mm"), number("b", "B", "mm")]);
        let check = |features: Vec<Feature>, same: bool| assert_eq!(version(features) == known, same);
        check(vec![number("a", "Length", "mm"), number("b", "Width", "mm")], true);
        check(vec![number("a", "A", "cm"), number("b", "B", "mm")], false);
        check(vec![number("b", "B", "mm"), number("a", "A", "mm")], false);
        check(vec![number("a", "A", "mm")], false);
        check(vec![number("a", "A", "mm"), number("b", "B", "mm").optional()], false);
        let choice = |values: &[(&str, &str)]| version(vec![Feature::choice("c", "C", values)]);
        assert_eq!(choice(&[("x", "X"), ("y", "Y")]), choice(&[("x", "An X"), ("y", "A Y")]));
        assert_ne!(choice(&[("x", "X"), ("y", "Y")]), choice(&[("x", "X"), ("z", "Y")]));
    }
}
