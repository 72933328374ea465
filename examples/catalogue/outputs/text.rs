//! # Text
//!
//! A text is shown unchanged, and a short one as large as a number.
//! Return a `String` or a `&'static str`. A `bool` becomes "Yes" or "No", and a `Date` is a text too.
//!
//! Up to 40 characters on one line are a headline. A longer text keeps its line breaks and is set for reading. HTML
//! and [Markdown](markdown.md) in it are not interpreted. An empty text is shown as "An empty text", so that nobody
//! thinks the answer is missing.

use maquette::prelude::*;

#[derive(Inputs)]
struct Year {
    /// Year
    #[input(range = 1..=3999, default = 2026)]
    year: usize,
}

pub fn demo() -> Demo {
    Demo::function("output-text", roman)
        .title("How do you write a year in Roman numerals?")
        .description("As on the clocks of churches, and at the end of films.")
        .example("A film", Year { year: 1994 })
        .expects("MCMXCIV")
        .example("A church", Year { year: 1687 })
        .expects("MDCLXXXVII")
}

fn roman(Year { year }: Year) -> String {
    let digits = ["", "a", "aa", "aaa", "ab", "b", "ba", "baa", "baaa", "ac"];
    let place = |power: usize, [one, five, ten]: [&str; 3]| {
        let digit = digits[year / power % 10];
        digit.replace('a', one).replace('b', five).replace('c', ten)
    };
    [
        place(1000, ["M", "", ""]),
        place(100, ["C", "D", "M"]),
        place(10, ["X", "L", "C"]),
        place(1, ["I", "V", "X"]),
    ]
    .concat()
}
