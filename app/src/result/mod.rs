//! How an answer is shown: one file per kind of prediction, one row each in [`OUTPUTS`].
//!
//! The page promises only what was measured: outside the training data an answer has no words of certainty.

mod paging;
mod classes;
mod bars;
mod percent;
mod likelihood_words;
mod ranked;
mod number;
mod text;
mod markdown;
mod code;
mod json;
mod links;
mod table;
mod metric;
mod chart;
mod forecast;
mod image;
mod annotated;
mod gallery;
mod audio;
mod highlighted;
mod file;
mod markup;
mod thumbnail;
mod several;

pub use links::rooted;
pub use paging::TablePages;
pub use thumbnail::thumbnail;

use leptos::prelude::*;
use maquette_contract::{Answer, CalibrationReport, IntervalReport, Note, Prediction};
use std::borrow::Cow;
use std::cell::Cell;

/// The kinds of prediction, each with the module that shows it. Without a row for every kind this does not compile.
macro_rules! outputs {
    ($($kind:ident => $module:ident,)*) => {
        /// The name of every output.
        pub static OUTPUTS: &[&str] = &[$(stringify!($module)),*];

        fn view(prediction: &Prediction, place: &Place<'_>) -> AnyView {
            match prediction {
                $(Prediction::$kind(value) => $module::view(value, place),)*
            }
        }

        fn words<'a>(prediction: &'a Prediction, place: &Place<'_>) -> Words<'a> {
            match prediction {
                $(Prediction::$kind(value) => $module::words(value, place),)*
            }
        }
    };
}

outputs! {
    Classes => classes,
    Ranked => ranked,
    Number => number,
    Text => text,
    Markdown => markdown,
    Code => code,
    Json => json,
    Table => table,
    Metric => metric,
    Chart => chart,
    Forecast => forecast,
    Image => image,
    Annotated => annotated,
    Gallery => gallery,
    Audio => audio,
    Highlighted => highlighted,
    File => file,
    Markup => markup,
    Several => several,
}

/// An answer as its page shows it.
pub struct AnswerView {
    pub html: String,
    /// A few words, for the bar at the foot of a phone.
    pub glance: String,
    /// One sentence, for screen readers.
    pub spoken: String,
}

/// A prediction in words, not yet shortened.
#[derive(Default)]
struct Words<'a> {
    glance: Cow<'a, str>,
    spoken: Cow<'a, str>,
}

impl<'a> Words<'a> {
    fn new(glance: impl Into<Cow<'a, str>>, spoken: impl Into<Cow<'a, str>>) -> Self {
        Self { glance: glance.into(), spoken: spoken.into() }
    }
}

impl<'a> From<&'a str> for Words<'a> {
    fn from(words: &'a str) -> Self {
        Self::new(words, words)
    }
}

impl From<String> for Words<'_> {
    fn from(words: String) -> Self {
        Self::new(words.clone(), words)
    }
}

/// What is known around an answer.
pub struct Context<'a> {
    /// Whether a model that was trained answers, and no mere function.
    pub trained: bool,
    pub report: Option<&'a CalibrationReport>,
    pub interval: Option<&'a IntervalReport>,
    /// The path of the demo's own page.
    pub page: &'a str,
    /// Path and query of the inputs, without the view part.
    pub address: &'a str,
    /// The CSV of table n is at `{tables}/{n}.csv?{query}`.
    pub tables: &'a str,
    /// The inputs alone.
    pub query: &'a str,
    pub pages: &'a TablePages,
}

/// Where on the page a prediction stands.
struct Place<'a> {
    context: &'a Context<'a>,
    /// Whether the inputs are unlike those the model was measured on.
    outside: bool,
    /// The heading it stands under; empty for the answer as a whole.
    title: &'a str,
    /// How deep it lies in predictions of several parts.
    depth: usize,
    /// The number of the next table.
    next_table: &'a Cell<usize>,
}

/// What stands behind an interval.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Backing {
    /// The demo's card measured how often such intervals hold the truth.
    Measured,
    /// It did, for inputs unlike these.
    Outside,
    /// Nothing but the author's word.
    Author,
}

impl Place<'_> {
    fn backing(&self) -> Backing {
        match self.context.interval {
            None => Backing::Author,
            Some(_) if self.outside => Backing::Outside,
            Some(_) => Backing::Measured,
        }
    }
}

/// Draws an answer: what to know about its inputs, the prediction, and what the page shows beside it.
pub fn render(answer: &Answer, context: &Context<'_>) -> AnswerView {
    const LONGEST_GLANCE: usize = 60;
    const LONGEST_SENTENCE: usize = 300;
    let place = Place { context, outside: outside(answer), title: "", depth: 0, next_table: &Cell::new(0) };
    let Words { glance, spoken } = words(&answer.prediction, &place);
    let glance = short(&glance, LONGEST_GLANCE);
    let spoken = if place.outside {
        format!("{glance}, for inputs outside what the model has seen")
    } else {
        short(&spoken, LONGEST_SENTENCE)
    };
    let notes = answer.notes.iter().map(|note| view! { <p class="note">{note.message.clone()}</p> });
    let prediction = view(&answer.prediction, &place);
    let beside = (!answer.beside.is_empty()).then(|| several::view(&answer.beside, &place));
    let html = html(
        view! {
            {notes.collect_view()}
            {prediction}
            {beside}
        }
        .into_any(),
    );
    AnswerView { html, glance, spoken }
}

/// Whether the inputs are unlike those that the model was measured on.
fn outside(answer: &Answer) -> bool {
    answer.notes.iter().any(|note| note.code == Note::OUTSIDE)
}

/// A view as the text of a page, outside of any page.
pub fn html(view: AnyView) -> String {
    // Leptos marks where two texts meet for a client that takes the page over; none takes this one.
    Owner::new().with(|| view.to_html()).replace("<!>", "")
}

/// A place in a drawing. What is no number lies at its beginning.
fn tenths(number: f64) -> String {
    if number.is_finite() { format!("{number:.1}") } else { "0".to_owned() }
}

/// A text on one line, cut where it is too long.
fn short(text: &str, longest: usize) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(longest) {
        Some((end, _)) => format!("{}…", line[..end].trim_end()),
        None => line,
    }
}

/// A share as a frequency: 9 of 10.
fn frequency(share: f64) -> (f64, f64) {
    let whole = |parts: f64| (share * parts - (share * parts).round()).abs() < 1e-9;
    let parts = [10.0, 20.0, 100.0].into_iter().find(|parts| whole(*parts)).unwrap_or(1000.0);
    ((share * parts).round(), parts)
}

#[cfg(test)]
mod tests;
