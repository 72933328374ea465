//! # Bar chart
//!
//! A bar chart compares a few named values by their length from zero.
//! `Chart::bar(title).x(label)` makes one, and each `.value(name, value)` adds a bar, in the order of the calls.
//! Values may be negative; the bars then lie on both sides of zero. Bars always start at zero.
//!
//! Each bar has its name in front and its value behind, so there is no axis to read. Names are cut after 22 letters,
//! and at most 30 bars are drawn. The chart says how many are missing, and "Show the numbers" lists all of them with
//! their full names. More than about ten values are easier to read in a [table](../outputs/table.md).

use maquette::prelude::*;

#[derive(Inputs)]
struct Words {
    /// Some words
    #[input(default = "It was the best of times, it was the worst of times")]
    words: String,
}

pub fn demo() -> Demo {
    let words = |words: &str| Words { words: words.into() };
    Demo::function("chart-bar", letters)
        .title("Which letters do you use most?")
        .description("Printers kept most type of the letters that come most often.")
        .example("Dickens", words("It was the best of times, it was the worst of times"))
        .example("Every letter once", words("Sphinx of black quartz, judge my vow"))
}

fn letters(Words { words }: Words) -> Chart {
    let words = words.to_lowercase();
    let count = |letter: char| words.matches(letter).count();
    let mut counts: Vec<_> = ('a'..='z').map(|letter| (letter, count(letter))).collect();
    counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let bar = |chart: Chart, (letter, count): (char, usize)| chart.value(&letter.to_string(), count as f64);
    let chart = Chart::bar("The eight most frequent letters").x("Times").y("Letter");
    counts.into_iter().take(8).filter(|(_, count)| *count > 0).fold(chart, bar)
}
