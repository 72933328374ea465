//! How sure a prediction is, in the words of the IPCC's guidance note.

use maquette_contract::Classes;

/// From this whole percentage on, these words: the thresholds of the IPCC's guidance note (2010). Read
/// beside the figure, never instead of it.
const WORDS: [(i64, &str); 4] =
    [(99, "almost certain"), (90, "very likely"), (66, "likely"), (50, "more likely than not")];

/// How sure the prediction is, in words that fit the percentage beside them.
pub(super) fn likelihood(prediction: &Classes, percent: i64) -> String {
    let known = WORDS.iter().find(|(from, _)| percent >= *from);
    known.map_or_else(|| unclear(prediction), |(_, words)| (*words).to_owned())
}

fn unclear(prediction: &Classes) -> String {
    match prediction.classes.as_slice() {
        [first, second, ..] => format!("unclear: between {} and {}", first.label, second.label),
        _ => "unclear".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use maquette_contract::{Class, Classes, PredictionSet};

    fn check(percent: i64, expected: &str) {
        let class = |label: &str| Class { label: label.into(), probability: 0.5 };
        let prediction = Classes {
            label: "A".into(),
            probability: 0.5,
            classes: vec![class("A"), class("B")],
            set: PredictionSet { labels: vec![], coverage: 0.9 },
        };
        assert_eq!(likelihood(&prediction, percent), expected, "{percent}");
    }

    #[test]
    fn each_percentage_has_its_words() {
        check(100, "almost certain");
        check(99, "almost certain");
        check(98, "very likely");
        check(90, "very likely");
        check(66, "likely");
        check(50, "more likely than not");
        check(49, "unclear: between A and B");
    }
}
