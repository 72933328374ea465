//! [`Answer`] and [`Prediction`]: all kinds of output that a model may give.

use crate::format::with_unit;
use crate::{Annotated, Blob, Chart, Highlighted, Picture, Range, Series, Sound, Table, format_fixed};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// The answer to one request, the same at every door.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Answer {
    /// Names this answer in the log.
    pub id: Arc<str>,
    pub demo: Arc<str>,
    /// Which weights answered.
    pub version: Arc<str>,
    pub prediction: Prediction,
    /// What the page shows beside it; programs don't get it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub beside: Vec<Part>,
    /// What to know before trusting it; often empty.
    pub notes: Vec<Note>,
    pub timing: Timing,
}

/// What comes out of a model. Adding a kind stops every place that must answer for it from compiling.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Prediction {
    Classes(Classes),
    Ranked(Ranked),
    Number(Quantity),
    Text(String),
    Markdown(Markdown),
    Code(Code),
    Json(serde_json::Value),
    Table(Table),
    Metric(Metric),
    /// Boxed, since it is the largest variant, and every prediction takes the space of the largest.
    Chart(Box<Chart>),
    Forecast(Forecast),
    Image(Picture),
    Annotated(Annotated),
    Gallery(Vec<Picture>),
    Audio(Sound),
    Highlighted(Highlighted),
    /// To be saved.
    File(Blob),
    /// HTML by the author's own component.
    Markup(String),
    Several(Vec<Part>),
}

/// The kinds of prediction, known before there is one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OutputKind {
    Classes,
    Ranked,
    Number,
    Text,
    Markdown,
    Code,
    Json,
    Table,
    Metric,
    Chart,
    Forecast,
    Image,
    Annotated,
    Gallery,
    Audio,
    Highlighted,
    File,
    Markup,
    Several(Vec<OutputKind>),
}

/// The classes, most probable first, and how far to trust them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Classes {
    /// The most probable class.
    pub label: Arc<str>,
    /// Its probability, calibrated, from 0 to 1.
    pub probability: f64,
    /// Every class; the probabilities sum to 1.
    pub classes: Vec<Class>,
    pub set: PredictionSet,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Class {
    pub label: Arc<str>,
    /// Calibrated, from 0 to 1.
    pub probability: f64,
}

/// The classes that cannot be ruled out: over many answers, the share of sets that hold the truth
/// is at least `coverage`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PredictionSet {
    /// At least one, most probable first.
    pub labels: Vec<Arc<str>>,
    /// From 0 to 1.
    pub coverage: f64,
}

/// Labels by a score that nobody has measured: an order, and no probability.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Ranked {
    /// Highest first, each with its score.
    pub labels: Vec<(String, f64)>,
}

/// A number, and how far the truth may be from it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Quantity {
    pub value: f64,
    pub unit: String,
    /// How many decimals mean something.
    pub decimals: u8,
    pub interval: Option<Interval>,
    /// What was done to the model's output before it became the value; empty where nothing was.
    pub steps: Vec<Step>,
    /// The values seen in training: the axis that the number is shown on.
    pub seen: Option<Range>,
}

/// Over many answers the share of intervals that hold the truth is about `coverage`.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Interval {
    pub low: f64,
    pub high: f64,
    /// From 0 to 1.
    pub coverage: f64,
}

/// One step from a model's output to the value that is shown.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Step {
    /// "The model's output", "Clipped at 0".
    pub name: String,
    pub value: f64,
}

/// A formatted text. Made by `maquette::markdown`, which lets nothing harmful through.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Markdown {
    pub source: String,
    pub html: String,
}

/// A text in a language for machines.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Code {
    /// As Markdown names it: `rust`, `sql`; may be empty.
    pub language: String,
    pub text: String,
}

/// One figure and what to know about it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Metric {
    /// What it measures: "Hottest day".
    pub label: String,
    /// With its unit: "35.6 °C".
    pub value: String,
    /// What it compares with, or where it comes from; may be empty.
    pub remark: String,
}

/// How a series may go on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Forecast {
    /// What the chart shows, as a sentence.
    pub title: String,
    pub unit: String,
    pub decimals: u8,
    /// What was measured up to the start, as days since 1970-01-01 and value.
    #[serde(deserialize_with = "crate::chart::points")]
    pub history: Vec<[f64; 2]>,
    /// From the first step after the start to the last; at least one.
    pub steps: Vec<ForecastStep>,
    /// The share of intervals meant to hold the truth, 0 to 1.
    pub coverage: f64,
    /// What simpler forecasts say, and what came to pass: drawn beside it.
    pub beside: Vec<Series>,
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct ForecastStep {
    /// In days since 1970-01-01.
    pub day: f64,
    pub value: f64,
    pub low: f64,
    pub high: f64,
}

/// One of several outputs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Part {
    /// Its heading; may be empty.
    pub title: String,
    pub prediction: Prediction,
}

/// One thing to know about the inputs of an answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Note {
    /// Empty where it is about all of them together.
    pub field: String,
    /// For programs: `outside_training`.
    pub code: String,
    /// For people.
    pub message: String,
}

impl Note {
    /// The code of inputs that are unlike those the model was measured on.
    pub const OUTSIDE: &str = "outside_training";

    /// Inputs that the model was not made for, whatever single field that lies in.
    pub fn outside(message: &str) -> Self {
        Self { field: String::new(), code: Self::OUTSIDE.to_owned(), message: message.to_owned() }
    }
}

/// Where the time of a request went, in seconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Timing {
    pub queue_secs: f64,
    /// Of the whole batch this request was answered in.
    pub forward_secs: f64,
    /// How many rows that batch had.
    pub batch_rows: usize,
    /// From the request's arrival to its answer.
    pub total_secs: f64,
}

impl OutputKind {
    /// Whether it is a picture, sound, marked words or a file, or several with any of them.
    pub fn is_media(&self) -> bool {
        match self {
            Self::Image | Self::Annotated | Self::Gallery | Self::Audio | Self::Highlighted | Self::File => {
                true
            }
            Self::Several(kinds) => kinds.iter().any(Self::is_media),
            _ => false,
        }
    }

    /// The kind that [`Prediction::without_probabilities`] gives.
    #[must_use]
    pub fn without_probabilities(self) -> Self {
        match self {
            Self::Classes => Self::Ranked,
            Self::Several(kinds) => {
                Self::Several(kinds.into_iter().map(Self::without_probabilities).collect())
            }
            kind => kind,
        }
    }
}

impl Prediction {
    /// Ranks classes by their probabilities and drops the promise in them, in parts too: for a model whose probabilities
    /// nobody has measured.
    #[must_use]
    pub fn without_probabilities(self) -> Self {
        match self {
            Self::Classes(Classes { classes, .. }) => {
                Self::Ranked(Ranked::new(classes.iter().map(|class| (&*class.label, class.probability))))
            }
            Self::Several(parts) => {
                Self::Several(parts.into_iter().map(Part::without_probabilities).collect())
            }
            prediction => prediction,
        }
    }

    pub fn kind(&self) -> OutputKind {
        match self {
            Self::Classes(_) => OutputKind::Classes,
            Self::Ranked(_) => OutputKind::Ranked,
            Self::Number(_) => OutputKind::Number,
            Self::Text(_) => OutputKind::Text,
            Self::Markdown(_) => OutputKind::Markdown,
            Self::Code(_) => OutputKind::Code,
            Self::Json(_) => OutputKind::Json,
            Self::Table(_) => OutputKind::Table,
            Self::Metric(_) => OutputKind::Metric,
            Self::Chart(_) => OutputKind::Chart,
            Self::Forecast(_) => OutputKind::Forecast,
            Self::Image(_) => OutputKind::Image,
            Self::Annotated(_) => OutputKind::Annotated,
            Self::Gallery(_) => OutputKind::Gallery,
            Self::Audio(_) => OutputKind::Audio,
            Self::Highlighted(_) => OutputKind::Highlighted,
            Self::File(_) => OutputKind::File,
            Self::Markup(_) => OutputKind::Markup,
            Self::Several(parts) => {
                OutputKind::Several(parts.iter().map(|part| part.prediction.kind()).collect())
            }
        }
    }

    /// The prediction in one line: a class, a number with its unit, the first output of several.
    pub fn headline(&self) -> String {
        match self {
            Self::Classes(classes) => classes.label.to_string(),
            Self::Ranked(ranked) => ranked.labels.first().map(|(label, _)| label.clone()).unwrap_or_default(),
            Self::Number(quantity) => quantity.shown(quantity.value),
            Self::Text(text) => text.clone(),
            Self::Markdown(markdown) => markdown.source.clone(),
            Self::Code(code) => code.text.clone(),
            Self::Json(json) => json.to_string(),
            Self::Table(table) => format!("{} rows", table.rows.len()),
            Self::Metric(metric) => metric.headline(),
            Self::Chart(chart) => chart.title.clone(),
            Self::Forecast(forecast) => forecast.headline(),
            Self::Image(picture) => picture.alt.clone(),
            Self::Annotated(annotated) => annotated.headline(),
            Self::Gallery(pictures) => format!("{} pictures", pictures.len()),
            Self::Audio(sound) => sound.headline(),
            Self::Highlighted(text) => text.text(),
            Self::File(file) => file.name.clone(),
            Self::Markup(_) => String::new(),
            Self::Several(parts) => parts
                .iter()
                .map(|part| part.prediction.headline())
                .find(|line| !line.is_empty())
                .unwrap_or_default(),
        }
    }
}

impl Part {
    /// The part with its classes ranked: see [`Prediction::without_probabilities`].
    #[must_use]
    pub fn without_probabilities(self) -> Self {
        Self { prediction: self.prediction.without_probabilities(), ..self }
    }
}

impl Metric {
    /// A figure with its unit, and what it measures.
    pub fn new(label: &str, value: &str) -> Self {
        Self { label: label.to_owned(), value: value.to_owned(), remark: String::new() }
    }

    /// Adds what it compares with, or where it comes from.
    #[must_use]
    pub fn remark(self, remark: &str) -> Self {
        Self { remark: remark.to_owned(), ..self }
    }

    /// "Hottest day: 35.6 °C"
    pub fn headline(&self) -> String {
        format!("{}: {}", self.label, self.value)
    }
}

impl Ranked {
    /// Labels and their scores, in any order.
    pub fn new<L: Into<String>>(scores: impl IntoIterator<Item = (L, f64)>) -> Self {
        let mut labels: Vec<_> = scores.into_iter().map(|(label, score)| (label.into(), score)).collect();
        // What is no number comes last.
        labels.sort_by(|a, b| a.1.is_nan().cmp(&b.1.is_nan()).then(b.1.total_cmp(&a.1)));
        Self { labels }
    }
}

impl Markdown {
    /// Its words without any marks, on one line.
    pub fn words(&self) -> String {
        plain_words(&self.html)
    }

    /// The words up to the end of its first paragraph.
    pub fn summary(&self) -> String {
        plain_words(self.html.split("</p>").next().unwrap_or_default())
    }
}

/// The words of HTML as `maquette::markdown` makes it. A tag parts words, unless it only changes how they look.
fn plain_words(html: &str) -> String {
    const INLINE: [&str; 5] = ["a", "code", "del", "em", "strong"];
    let mut text = String::new();
    for part in html.split('<') {
        let Some((tag, after)) = part.split_once('>') else {
            text.push_str(part);
            continue;
        };
        let name = tag.trim_start_matches('/').split_whitespace().next().unwrap_or_default();
        if !INLINE.contains(&name) {
            text.push(' ');
        }
        text.push_str(after);
    }
    let text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&nbsp;", " ");
    let text = text.replace("&amp;", "&");
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

impl Code {
    /// A text, and its language as Markdown names it.
    pub fn new(language: &str, text: &str) -> Self {
        Self { language: language.to_owned(), text: text.to_owned() }
    }
}

impl Quantity {
    /// A number without a unit.
    pub fn new(value: f64, decimals: u8) -> Self {
        Self { value, decimals, ..Self::default() }
    }

    #[must_use]
    pub fn unit(self, unit: &str) -> Self {
        Self { unit: unit.to_owned(), ..self }
    }

    /// Between these the truth lies with the stated share of all answers, 0 to 1.
    #[must_use]
    pub fn interval(self, low: f64, high: f64, coverage: f64) -> Self {
        Self { interval: Some(Interval { low, high, coverage }), ..self }
    }

    /// Names a step on the way from the model's output, and what it made of it.
    #[must_use]
    pub fn step(mut self, name: &str, value: f64) -> Self {
        self.steps.push(Step { name: name.to_owned(), value });
        self
    }

    /// The values that there have been: the axis on which the number is shown.
    #[must_use]
    pub fn seen(self, low: f64, high: f64) -> Self {
        Self { seen: Some(Range { low, high }), ..self }
    }

    /// A value as it is read: with the decimals that mean something, thousands parted, and its unit.
    pub fn shown(&self, value: f64) -> String {
        with_unit(&format_fixed(value, self.decimals), &self.unit)
    }
}

impl Forecast {
    /// A value as it is read.
    pub fn shown(&self, value: f64) -> String {
        with_unit(&format_fixed(value, self.decimals), &self.unit)
    }

    fn headline(&self) -> String {
        self.steps.last().map(|step| self.shown(step.value)).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_with_their_unit() {
        let check = |value: f64, decimals: u8, unit: &str, expected: &str| {
            let quantity = Quantity { unit: unit.to_owned(), decimals, ..Quantity::default() };
            assert_eq!(quantity.shown(value), expected);
        };
        check(184_500.4, 0, "$", "$184,500");
        check(-53_699.0, 0, "$", "−$53,699");
        check(404.123, 1, "ppm", "404.1 ppm");
        check(-0.04, 1, "", "0.0");
        check(999.0, 0, "", "999");
        check(1e6, 2, "", "1,000,000.00");
        check(f64::NAN, 2, "", "–");
    }
}
