//! Search by keywords: BM25 (Robertson and Zaragoza 2009, "The Probabilistic Relevance Framework: BM25 and Beyond",
//! section 3), with the weights of words as Lucene has them, which are never below 0.

use super::vectors::{Match, best};
use std::collections::HashMap;

/// How soon more of the same word counts no more.
const K1: f64 = 1.2;
/// How much a long text is held against it, from 0 to 1.
const B: f64 = 0.75;

/// How often each word stands in which text.
pub(super) struct Keywords {
    /// For each word the texts that have it, and how often.
    places: HashMap<String, Vec<(usize, u32)>>,
    /// The words in each text.
    lengths: Vec<f64>,
    /// The mean of them.
    mean: f64,
}

impl Keywords {
    pub(super) fn new<'a>(texts: impl IntoIterator<Item = &'a str>) -> Self {
        let mut places: HashMap<String, Vec<(usize, u32)>> = HashMap::new();
        let mut lengths = vec![];
        for (text, content) in texts.into_iter().enumerate() {
            let mut length = 0;
            for word in words(content) {
                length += 1;
                let places = places.entry(word).or_default();
                match places.last_mut() {
                    Some((last, times)) if *last == text => *times += 1,
                    _ => places.push((text, 1)),
                }
            }
            lengths.push(f64::from(length));
        }
        let mean = lengths.iter().sum::<f64>() / lengths.len() as f64;
        Self { places, lengths, mean }
    }

    /// The texts that share a word with a question, the best first: at most so many.
    pub(super) fn search(&self, question: &str, count: usize) -> Vec<Match> {
        let mut scores = vec![0.0; self.lengths.len()];
        for word in words(question) {
            let places = self.places.get(&word).map_or(&[][..], Vec::as_slice);
            let weight = self.weight(places.len());
            for &(text, times) in places {
                let times = f64::from(times);
                scores[text] += weight * times / (times + self.saturation(text));
            }
        }
        let found = scores.into_iter().enumerate().filter(|(_, score)| *score > 0.0);
        best(found.map(|(passage, score)| Match { passage, score: score as f32 }).collect(), count)
    }

    /// What a word counts for that stands in so many of the texts.
    fn weight(&self, texts: usize) -> f64 {
        let (all, texts) = (self.lengths.len() as f64, texts as f64);
        (1.0 + (all - texts + 0.5) / (texts + 0.5)).ln()
    }

    /// How often a word has to stand in a text to count for half of its weight.
    fn saturation(&self, text: usize) -> f64 {
        K1 * (1.0 - B + B * self.lengths[text] / self.mean)
    }
}

/// Letters and digits that stand together, in lower case. "Elizabeth's" is also about Elizabeth.
fn words(text: &str) -> impl Iterator<Item = String> {
    text.split(|sign: char| !sign.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_lowercase)
}

#[cfg(test)]
mod tests {
    use super::super::passages::passages;
    use super::*;
    use serde::Deserialize;

    #[derive(Deserialize)]
    struct Found {
        question: String,
        found: Vec<(usize, f32)>,
    }

    #[test]
    fn scores_are_those_of_the_reference() {
        let golden: Vec<Found> = serde_json::from_str(include_str!("../../../../tests/golden/keywords.json"))
            .expect("golden values");
        assert!(golden.len() >= 6);
        let passages = passages(include_str!("pride.txt"));
        let keywords = Keywords::new(passages.iter().map(|passage| passage.text.as_str()));
        for Found { question, found } in golden {
            let actual = keywords.search(&question, found.len());
            assert_eq!(actual.len(), found.len(), "{question}");
            for (actual, (passage, score)) in actual.iter().zip(found) {
                assert_eq!(actual.passage, passage, "{question}");
                assert!((actual.score - score).abs() < 1e-4, "{question}: {actual:?}, and {score} elsewhere");
            }
        }
    }

    #[test]
    fn a_question_without_a_known_word_finds_nothing() {
        let keywords = Keywords::new(["One thing.", "Another thing, and another."]);
        for question in ["", "?!", "Zugzwang"] {
            assert_eq!(keywords.search(question, 3), vec![]);
        }
        assert_eq!(keywords.search("ANOTHER", 3)[0].passage, 1);
        assert_eq!(Keywords::new([]).search("thing", 3), vec![]);
    }
}
