//! # Highlighted text
//!
//! A text is shown in full, with labels or weights on its parts.
//! `Highlighted::labels` takes the parts in order, each with its label, which may be empty. `Highlighted::weights`
//! takes a legend and a weight for each part: above 0 it speaks for something, below 0 against it. The largest weight
//! has the strongest colour.
//!
//! The text stays complete, including spaces and line breaks. Labels follow their parts. The parts with the largest
//! weights are also listed below, because a screen reader cannot read colours. It works without JavaScript. Programs
//! get the legend and the parts, each with `text`, `label` and `weight`, from -1 to 1.

use maquette::prelude::*;

#[derive(Inputs)]
struct Words {
    /// A text
    #[input(long, max_len = 1_000)]
    text: String,
}

/// How often each letter comes in English, in percent (Lewand 2000).
const PERCENT: [f64; 26] = [
    8.2, 1.5, 2.8, 4.3, 12.7, 2.2, 2.0, 6.1, 7.0, 0.15, 0.77, 4.0, 2.4, 6.7, 7.5, 1.9, 0.095, 6.0, 6.3, 9.1,
    2.8, 0.98, 2.4, 0.15, 2.0, 0.074,
];
/// What a letter of such a text tells on average, in bits.
const MEAN: f64 = 4.2;

const MOON: &str = "In 1969 the Eagle landed in the Sea of Tranquillity, and took off 21 hours later.";
const QUARTZ: &str = "Sphinx of black quartz, judge my vow";

pub fn demo() -> Demo {
    Demo::function("output-highlighted", mark)
        .title("What stands out in a text?")
        .description("Its numbers and its long words, and each letter that is rarer than most in English.")
        .example("A landing", Words { text: MOON.into() })
        .expects(MOON)
        .example("Every letter", Words { text: QUARTZ.into() })
        .expects(QUARTZ)
}

fn mark(Words { text }: Words) -> (Titled<Highlighted>, Titled<Highlighted>) {
    let letters: Vec<char> = text.chars().collect();
    let same = |a: &char, b: &char| a.is_alphanumeric() == b.is_alphanumeric();
    let parts = letters.chunk_by(same).map(|part| (part.iter().collect::<String>(), label(part)));
    let weights = letters.iter().map(|letter| (letter.to_string(), surprise(*letter)));
    let legend = "How many bits more or less than usual a letter tells: Z is a surprise, and E is none.";
    (
        titled("Numbers and long words", Highlighted::labels(parts)),
        titled("Rare letters", Highlighted::weights(legend, weights)),
    )
}

fn label(part: &[char]) -> &'static str {
    if part.iter().all(char::is_ascii_digit) {
        "number"
    } else if part.len() > 6 && part.iter().all(|letter| letter.is_alphabetic()) {
        "long word"
    } else {
        ""
    }
}

/// What a letter tells, in bits, beyond what letters tell on average; other signs count as usual.
fn surprise(letter: char) -> f64 {
    let known = ('a'..='z').zip(PERCENT).find(|(known, _)| letter.eq_ignore_ascii_case(known));
    known.map_or(0.0, |(_, percent)| (100.0 / percent).log2() - MEAN)
}
