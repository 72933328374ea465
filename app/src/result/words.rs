use maquette_contract::Prediction;

/// From this whole percentage on, these words: the thresholds of the IPCC's guidance note (2010). Read
/// beside the figure, never instead of it.
const WORDS: [(f64, &str); 4] =
    [(99.0, "almost certain"), (90.0, "very likely"), (66.0, "likely"), (50.0, "more likely than not")];

/// How sure the prediction is, in words that fit the whole percentage beside them.
pub(super) fn words(prediction: &Prediction) -> String {
    let percent = (prediction.probability * 100.0).round();
    let known = WORDS.iter().find(|(from, _)| percent >= *from);
    known.map_or_else(|| unclear(prediction), |(_, words)| (*words).to_owned())
}

fn unclear(prediction: &Prediction) -> String {
    match prediction.classes.as_slice() {
        [first, second, ..] => format!("unclear: between {} and {}", first.label, second.label),
        _ => "unclear".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use maquette_contract::{Class, PredictionSet};

    fn check(probability: f64, expected: &str) {
        let class = |label: &str, probability| Class { label: label.to_owned(), probability };
        let prediction = Prediction {
            label: "A".to_owned(),
            probability,
            classes: vec![class("A", probability), class("B", 1.0 - probability)],
            set: PredictionSet { labels: vec![], coverage: 0.9 },
        };
        assert_eq!(words(&prediction), expected, "{probability}");
    }

    #[test]
    fn each_probability_has_its_words() {
        check(1.0, "almost certain");
        check(0.99, "almost certain");
        check(0.9849, "very likely");
        check(0.9, "very likely");
        check(0.66, "likely");
        check(0.5, "more likely than not");
        check(0.494, "unclear: between A and B");
    }
}
