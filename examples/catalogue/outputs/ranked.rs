//! # Ranking
//!
//! A ranking lists labels by an uncalibrated score, the highest first.
//! Return `Ranked::new(scores)`, with pairs of a label and its score in any order. There are bars, but no percentages
//! and no words of certainty, and a sentence says that the score is not a probability.
//!
//! The bars end at 1 if all scores lie between 0 and 1, and otherwise at the highest score. Five labels have a row;
//! the number of others is stated below. An empty ranking is shown as "No label". For measured probabilities see
//! [classes](classes.md).

use maquette::prelude::*;

#[derive(Inputs)]
struct Sentence {
    /// A sentence
    #[input(default = "La vie est belle et le soleil brille dans le ciel")]
    sentence: String,
}

const LANGUAGES: [(&str, &str); 4] = [
    ("English", "the of and to in is a that it for was on with he"),
    ("French", "le la les et de un une est que des dans pour il en"),
    ("German", "der die das und in den ist nicht ein zu mit von es auf"),
    ("Spanish", "el la los las y de un una es que en por con no"),
];

pub fn demo() -> Demo {
    let sentence = |sentence: &str| Sentence { sentence: sentence.into() };
    Demo::function("output-ranked", language)
        .title("Which language is it?")
        .description("Recognized by the small words that every sentence is full of.")
        .example("In the sun", sentence("La vie est belle et le soleil brille dans le ciel"))
        .expects("French")
        .example("A proverb", sentence("Der Apfel fällt nicht weit vom Stamm"))
        .expects("German")
}

fn language(Sentence { sentence }: Sentence) -> Ranked {
    let sentence = sentence.to_lowercase();
    let words: Vec<&str> = sentence.split_whitespace().collect();
    let score = |small: &str| {
        let found = words.iter().filter(|word| small.split(' ').any(|small| small == **word));
        found.count() as f64 / words.len().max(1) as f64
    };
    Ranked::new(LANGUAGES.map(|(language, small)| (language, score(small))))
}
