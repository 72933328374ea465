//! An answer as a small picture without words, for the tile of its demo: what it looks like, not what it says.

use super::tenths;
use crate::chart::runs;
use leptos::prelude::*;
use maquette_contract::{Chart, Classes, Forecast, Marks, Picture, Prediction, Quantity, Range, Series};

const WIDE: f64 = 160.0;
const HIGH: f64 = 56.0;
/// More points than a tile has pixels are not drawn.
const POINTS: usize = 160;
/// More words than these are no picture any more.
const LETTERS: usize = 90;

/// The picture of an answer, or of the first of several that has one.
pub fn thumbnail(prediction: &Prediction) -> Option<AnyView> {
    match prediction {
        Prediction::Classes(classes) => Some(shares(classes)),
        Prediction::Ranked(ranked) => {
            let most = ranked.labels.first().map_or(1.0, |(_, score)| *score);
            Some(lengths(ranked.labels.iter().map(|(_, score)| score / most)))
        }
        Prediction::Number(quantity) => number(quantity),
        Prediction::Forecast(forecast) => Some(course(forecast)),
        Prediction::Chart(chart) => drawn(chart),
        Prediction::Image(picture) => Some(image(picture)),
        Prediction::Annotated(annotated) => Some(image(&annotated.picture)),
        Prediction::Gallery(pictures) => pictures.first().map(image),
        Prediction::Audio(sound) => {
            Some(lengths(sound.peaks.iter().step_by(40).map(|peak| f64::from(*peak))))
        }
        Prediction::Highlighted(text) => Some(words(&text.text())),
        Prediction::Markdown(markdown) => Some(words(&markdown.words())),
        // A picture first, and words where there is none.
        Prediction::Several(parts) => {
            let worded = |prediction: &Prediction| {
                matches!(prediction, Prediction::Markdown(_) | Prediction::Highlighted(_))
            };
            let (last, first): (Vec<_>, Vec<_>) = parts.iter().partition(|part| worded(&part.prediction));
            first.into_iter().chain(last).find_map(|part| thumbnail(&part.prediction))
        }
        // These would only be words or figures in small.
        Prediction::Text(_)
        | Prediction::Code(_)
        | Prediction::Json(_)
        | Prediction::Table(_)
        | Prediction::Metric(_)
        | Prediction::File(_)
        | Prediction::Markup(_) => None,
    }
}

fn svg(inside: AnyView) -> AnyView {
    view! {
        <svg class="miniature" viewBox=format!("0 0 {WIDE} {HIGH}") aria-hidden="true">
            {inside}
        </svg>
    }
    .into_any()
}

fn shares(classes: &Classes) -> AnyView {
    lengths(classes.classes.iter().map(|class| class.probability))
}

/// Lengths from 0 to 1, the first of them in the colour of data.
fn lengths(shares: impl Iterator<Item = f64>) -> AnyView {
    const MOST: usize = 5;
    const TALL: f64 = 8.0;
    let bars = shares.take(MOST).enumerate().map(|(place, share)| {
        let share = if share.is_finite() { share.clamp(0.0, 1.0) } else { 0.0 };
        let class = if place == 0 { "mark" } else { "rest" };
        let y = (TALL + 3.0) * place as f64 + 1.0;
        view! {
            <rect class="track" x="0" y=tenths(y) width=tenths(WIDE) height=tenths(TALL) />
            <rect class=class x="0" y=tenths(y) width=tenths(share * WIDE) height=tenths(TALL) />
        }
    });
    svg(bars.collect_view().into_any())
}

/// A number on the axis of what has been seen, with its interval.
fn number(quantity: &Quantity) -> Option<AnyView> {
    let interval = quantity.interval?;
    let seen = quantity.seen.unwrap_or(Range { low: interval.low, high: interval.high });
    let scale = Scale::new([seen.low, seen.high, interval.low, interval.high].into_iter(), WIDE);
    let (low, high, value) = (scale.at(interval.low), scale.at(interval.high), scale.at(quantity.value));
    let y = tenths(HIGH / 2.0);
    let inside = view! {
        <line class="axis" x1="0" x2=tenths(WIDE) y1=y.clone() y2=y.clone() />
        <line class="within" x1=tenths(low) x2=tenths(high) y1=y.clone() y2=y.clone() />
        <circle class="mark" cx=tenths(value) cy=y r="5" />
    };
    Some(svg(inside.into_any()))
}

fn course(forecast: &Forecast) -> AnyView {
    let history: Vec<[f64; 2]> = forecast.history.iter().rev().take(POINTS).rev().copied().collect();
    let ahead: Vec<[f64; 2]> = forecast.steps.iter().map(|step| [step.day, step.value]).collect();
    let series = |points: Vec<[f64; 2]>| Series { label: String::new(), points };
    let joined = history.last().into_iter().chain(&ahead).copied().collect();
    lines(&[series(joined), series(history)])
}

fn drawn(chart: &Chart) -> Option<AnyView> {
    match &chart.marks {
        Marks::Line(series) | Marks::Band { lines: series, .. } => {
            series.iter().any(|series| runs(&series.points).next().is_some()).then(|| lines(series))
        }
        Marks::Scatter(series) => {
            let scale = Square::of(series);
            let dots = series.iter().flat_map(|series| &series.points).take(4 * POINTS).map(|point| {
                let [x, y] = scale.at(*point);
                view! { <circle class="mark" cx=tenths(x) cy=tenths(y) r="1.2" /> }
            });
            Some(svg(dots.collect_view().into_any()))
        }
        Marks::Bar(bars) => {
            let most = bars.iter().map(|bar| bar.value.abs()).fold(0.0, f64::max);
            Some(lengths(bars.iter().map(|bar| bar.value.abs() / most)))
        }
        Marks::Histogram(bins) => {
            let most = bins.iter().map(|bin| bin.count).max().unwrap_or(1).max(1) as f64;
            let wide = WIDE / bins.len().max(1) as f64;
            let bars = bins.iter().enumerate().map(|(place, bin)| {
                let tall = bin.count as f64 / most * HIGH;
                let x = place as f64 * wide;
                view! { <rect class="mark" x=tenths(x) y=tenths(HIGH - tall) width=tenths(wide - 1.0) height=tenths(tall) /> }
            });
            Some(svg(bars.collect_view().into_any()))
        }
        Marks::HeatMap(_) => None,
    }
}

/// Lines, the first of them in the colour of data.
fn lines(series: &[Series]) -> AnyView {
    let scale = Square::of(series);
    let lines = series.iter().enumerate().rev().map(|(place, series)| {
        let step = series.points.len().div_ceil(POINTS).max(1);
        let class = if place == 0 { "curve" } else { "curve rest" };
        let line = |points: &[[f64; 2]]| {
            let points = points.iter().step_by(step).map(|point| {
                let [x, y] = scale.at(*point);
                format!("{},{}", tenths(x), tenths(y))
            });
            let points: Vec<_> = points.collect();
            view! { <polyline class=class points=points.join(" ") /> }
        };
        runs(&series.points).map(line).collect_view()
    });
    svg(lines.collect_view().into_any())
}

fn image(picture: &Picture) -> AnyView {
    view! { <img class="miniature" src=picture.file.address() alt="" /> }.into_any()
}

fn words(text: &str) -> AnyView {
    view! { <p class="miniature quoted" aria-hidden="true">{super::short(text, LETTERS)}</p> }.into_any()
}

/// From numbers to places along one side.
struct Scale {
    low: f64,
    high: f64,
    side: f64,
}

impl Scale {
    fn new(numbers: impl Iterator<Item = f64>, side: f64) -> Self {
        let (mut low, mut high) = (f64::INFINITY, f64::NEG_INFINITY);
        for number in numbers.filter(|number| number.is_finite()) {
            (low, high) = (low.min(number), high.max(number));
        }
        Self { low, high, side }
    }

    /// With room for half a dot at either end.
    fn at(&self, number: f64) -> f64 {
        const ROOM: f64 = 5.0;
        let share = if self.high > self.low { (number - self.low) / (self.high - self.low) } else { 0.5 };
        ROOM + share.clamp(0.0, 1.0) * (self.side - 2.0 * ROOM)
    }
}

struct Square {
    x: Scale,
    y: Scale,
}

impl Square {
    fn of(series: &[Series]) -> Self {
        let along =
            |axis: usize| series.iter().flat_map(|series| &series.points).map(move |point| point[axis]);
        Self { x: Scale::new(along(0), WIDE), y: Scale::new(along(1), HIGH) }
    }

    fn at(&self, [x, y]: [f64; 2]) -> [f64; 2] {
        [self.x.at(x), HIGH - self.y.at(y)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::result::html;
    use maquette_contract::{Markdown, Part};

    fn check(prediction: &Prediction, expected: Option<&str>) {
        let picture = thumbnail(prediction).map(html);
        match (picture, expected) {
            (Some(picture), Some(expected)) => {
                assert!(picture.contains(expected) && !picture.contains("NaN"), "{picture}");
            }
            (picture, expected) => assert_eq!(picture.as_deref(), expected),
        }
    }

    #[test]
    fn what_can_be_drawn_is_drawn() {
        let line = |middle: f64| Chart::line("It").series("a", vec![[0.0, 1.0], [1.0, middle], [2.0, 3.0]]);
        let unbroken = "points=\"5.0,51.0 80.0,28.0 155.0,5.0\"";
        check(&Prediction::Chart(line(2.0).into()), Some(unbroken));
        let broken = "points=\"5.0,51.0\" class=\"curve\"></polyline><polyline points=\"155.0,5.0\"";
        check(&Prediction::Chart(line(f64::NAN).into()), Some(broken));
        let line = line(2.0);
        check(&Prediction::Chart(Chart::line("Nothing yet").into()), None);
        check(&Prediction::Text("words".to_owned()), None);
        let html = "<h1>About us</h1>\n<p>We sell <em>things</em>.</p>";
        let markdown = Markdown { source: "# About us\nWe sell *things*.".to_owned(), html: html.to_owned() };
        check(&Prediction::Markdown(markdown), Some(">About us We sell things.<"));
        let number = Quantity::new(5.0, 0).interval(0.0, 10.0, 0.9);
        check(&Prediction::Number(number), Some("cx=\"80.0\""));
        check(&Prediction::Number(Quantity::new(5.0, 0)), None);
        let part = |prediction| Part { title: String::new(), prediction };
        let text = Prediction::Text("words".to_owned());
        check(&Prediction::Several(vec![part(text), part(Prediction::Chart(line.into()))]), Some("polyline"));
        check(&Prediction::Several(vec![]), None);
    }
}
