//! How an answer is shown: one file per kind of prediction, one row each in [`OUTPUTS`].
//!
//! What the model is not known to be good at is not promised: outside its training no words of certainty
//! stand beside an answer.

mod window;
mod classes;
mod bars;
mod percent;
mod words;
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
mod miniature;
mod several;

pub use links::rooted;
pub use miniature::miniature;
pub use window::Windows;

use leptos::prelude::*;
use maquette_contract::{
    Answer, CalibrationReport, Forecast, ForecastStep, IntervalReport, Note, Part, Prediction, Quantity,
};
use std::cell::Cell;

/// A way to show one kind of prediction.
pub struct Output {
    pub name: &'static str,
    pub suits: fn(&Prediction) -> bool,
    view: fn(&Prediction, &Place<'_>) -> AnyView,
    /// In a few words, for the bar at the foot of a phone.
    glance: fn(&Prediction) -> String,
    /// In one sentence, for those who listen.
    spoken: fn(&Prediction) -> String,
}

/// The first that suits a prediction is taken.
pub static OUTPUTS: &[Output] = &[
    classes::OUTPUT,
    ranked::OUTPUT,
    number::OUTPUT,
    text::OUTPUT,
    markdown::OUTPUT,
    code::OUTPUT,
    json::OUTPUT,
    table::OUTPUT,
    metric::OUTPUT,
    chart::OUTPUT,
    forecast::OUTPUT,
    image::OUTPUT,
    annotated::OUTPUT,
    gallery::OUTPUT,
    audio::OUTPUT,
    highlighted::OUTPUT,
    file::OUTPUT,
    markup::OUTPUT,
    several::OUTPUT,
];

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
    pub windows: &'a Windows,
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

/// The whole answer: what to know about its inputs, the prediction, and what the page shows beside it.
pub fn result(answer: &Answer, context: &Context<'_>) -> AnyView {
    let notes = answer.notes.iter().map(|note| view! { <p class="note">{note.message.clone()}</p> });
    let place = Place { context, outside: outside(answer), title: "", depth: 0, next_table: &Cell::new(0) };
    let prediction = show(&answer.prediction, &place);
    let beside = (!answer.beside.is_empty()).then(|| several::parts(&answer.beside, &place));
    view! {
        {notes.collect_view()}
        {prediction}
        {beside}
    }
    .into_any()
}

/// The answer at a glance: "Adelie, 97 %".
pub fn glance(answer: &Answer, context: &Context<'_>) -> String {
    const LONGEST: usize = 60;
    let prediction = measured(&answer.prediction, context);
    output(&prediction).map(|output| short(&(output.glance)(&prediction), LONGEST)).unwrap_or_default()
}

/// The answer in one sentence, for those who listen. Outside of training it has no words of certainty.
pub fn announced(answer: &Answer, context: &Context<'_>) -> String {
    const LONGEST: usize = 300;
    if outside(answer) {
        return format!("{}, for inputs outside what the model has seen", glance(answer, context));
    }
    let prediction = measured(&answer.prediction, context);
    output(&prediction).map(|output| short(&(output.spoken)(&prediction), LONGEST)).unwrap_or_default()
}

/// Whether the inputs are unlike those that the model was measured on.
fn outside(answer: &Answer) -> bool {
    answer.notes.iter().any(|note| note.code == Note::OUTSIDE)
}

/// A prediction without the intervals that nobody has measured.
fn measured(prediction: &Prediction, context: &Context<'_>) -> Prediction {
    match prediction {
        Prediction::Number(quantity) if context.interval.is_none() => {
            Prediction::Number(Quantity { interval: None, ..quantity.clone() })
        }
        Prediction::Forecast(forecast) if context.interval.is_none() => {
            let bare = |step: &ForecastStep| ForecastStep { low: f64::NAN, high: f64::NAN, ..*step };
            let steps = forecast.steps.iter().map(bare).collect();
            Prediction::Forecast(Forecast { steps, ..forecast.clone() })
        }
        Prediction::Several(parts) => {
            let part = |part: &Part| Part { prediction: measured(&part.prediction, context), ..part.clone() };
            Prediction::Several(parts.iter().map(part).collect())
        }
        prediction => prediction.clone(),
    }
}

/// A view as the text of a page, outside of any page.
pub fn html(view: AnyView) -> String {
    // Leptos marks where two texts meet for a client that takes the page over; none takes this one.
    Owner::new().with(|| view.to_html()).replace("<!>", "")
}

fn output(prediction: &Prediction) -> Option<&'static Output> {
    OUTPUTS.iter().find(|output| (output.suits)(prediction))
}

fn show(prediction: &Prediction, place: &Place<'_>) -> AnyView {
    output(prediction).map(|output| (output.view)(prediction, place)).into_any()
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
