//! [`Highlighted`]: a text whose parts have weights or labels.

use serde::{Deserialize, Serialize};

/// A text with what a model sees in it: names of its parts, or how much each counts.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Highlighted {
    /// What the weights mean, in a sentence; may be empty.
    pub legend: String,
    /// One after the other they are the whole text.
    pub spans: Vec<Span>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Span {
    pub text: String,
    /// What it is: "a person"; may be empty.
    pub label: String,
    /// How much it counts, from -1, all against, to 1, all in favour.
    pub weight: f64,
}

impl Highlighted {
    /// A text part by part, each with what it counts: the largest is drawn strongest.
    pub fn weights<T: Into<String>>(legend: &str, parts: impl IntoIterator<Item = (T, f64)>) -> Self {
        let span = |(text, weight): (T, f64)| Span { text: text.into(), label: String::new(), weight };
        let mut spans: Vec<Span> = parts.into_iter().map(span).collect();
        let most = spans
            .iter()
            .map(|span| span.weight.abs())
            .filter(|weight| weight.is_finite())
            .fold(0.0, f64::max);
        for span in &mut spans {
            span.weight = if most > 0.0 && span.weight.is_finite() { span.weight / most } else { 0.0 };
        }
        Self { legend: legend.to_owned(), spans }
    }

    /// A text part by part, each with its name, which is empty where it has none.
    pub fn labels<T: Into<String>, L: Into<String>>(parts: impl IntoIterator<Item = (T, L)>) -> Self {
        let span = |(text, label): (T, L)| Span { text: text.into(), label: label.into(), weight: 0.0 };
        Self { legend: String::new(), spans: parts.into_iter().map(span).collect() }
    }

    /// The text alone.
    pub fn text(&self) -> String {
        self.spans.iter().map(|span| span.text.as_str()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_largest_weight_is_one() {
        let check = |weights: &[f64], expected: &[f64]| {
            let text = Highlighted::weights("", weights.iter().map(|weight| ("a", *weight)));
            assert_eq!(text.spans.iter().map(|span| span.weight).collect::<Vec<_>>(), expected);
        };
        check(&[1.0, -4.0], &[0.25, -1.0]);
        check(&[0.0, 0.0], &[0.0, 0.0]);
        check(&[f64::NAN, 2.0, f64::INFINITY], &[0.0, 1.0, 0.0]);
        check(&[], &[]);
    }
}
