//! A scatter plot: points in up to four series, with the answer ringed.

use super::Drawn;
use super::data_table;
use super::frame::{Frame, HEIGHT};
use super::series::{drawable, hue, reader};
use leptos::prelude::*;
use maquette_contract::{Chart, Range, Series};

/// Each series has a shape of its own as well as a colour, drawn around its point.
const SHAPES: [&str; 4] = [
    "m-2.6 0a2.6 2.6 0 1 0 5.2 0a2.6 2.6 0 1 0-5.2 0z",
    "m-2.8 2.2h5.6l-2.8-5z",
    "m-2.3-2.3h4.6v4.6h-4.6z",
    "m-3 0l3-3l3 3l-3 3z",
];

/// More dots than this would hide each other, and weigh more than the rest of the page.
const MAX_DOTS: usize = 2_000;

/// From so many on dots let each other shine through.
const CROWD: usize = 300;

pub(super) fn draw(chart: &Chart, all: &[Series]) -> Option<Drawn> {
    let all = drawable(all);
    let frame = Frame::new(chart, 0.0, (0.02, 0.06)).filter(|_| !all.is_empty())?;
    let count: usize = all.iter().map(|series| series.points.len()).sum();
    let every = count.div_ceil(MAX_DOTS);
    let crowd = if count > CROWD { " crowd" } else { "" };
    let dots = all.iter().enumerate().map(|(index, series)| {
        let shape = SHAPES[index % SHAPES.len()];
        let dot = |[a, b]: &[f64; 2]| format!("M{} {}{shape}", frame.x.place(*a), frame.y.place(*b));
        let path: String = series.points.iter().step_by(every).map(dot).collect();
        view! { <path class=format!("dots {}{crowd}", hue(index)) d=path /> }
    });
    // Drawn last, so that no dot lies over a name. A single series is named by the title.
    let names = all.iter().enumerate().filter(|_| all.len() > 1).map(|(index, series)| {
        let (x, y) = name_place(series, &all, &frame);
        view! {
            <text
                class=format!("name {}", hue(index))
                x=format!("{x:.1}")
                y=format!("{y:.1}")
                text-anchor="middle"
            >
                {series.label.clone()}
            </text>
        }
    });
    let marks = view! {
        {frame.axes(chart)}
        {dots.collect_view()}
        {names.collect_view()}
        {frame.ring(chart.own)}
    };
    Some(Drawn {
        legend: (every > 1)
            .then(|| view! { <p class="hint">{format!("One in {every} dots is drawn")}</p> }.into_any()),
        height: HEIGHT,
        marks: marks.into_any(),
        words: words(&all, chart),
        numbers: table(&all, chart),
    })
}

/// What the chart shows, for those who don't see it.
fn words(all: &[Series], chart: &Chart) -> String {
    let read = reader(&chart.y, all.iter().flat_map(|series| &series.points).map(|point| point[1]));
    let names: Vec<_> = all
        .iter()
        .map(|series| {
            let middle = read(mean(series.points.iter().map(|point| point[1])));
            format!("{} {} (mean {middle})", series.points.len(), series.label)
        })
        .collect();
    let own = if chart.own.is_some() { " A ring marks the values in the form." } else { "" };
    format!("Dots, {} by {}: {}.{own}", chart.y.label, chart.x.label, names.join(", "))
}

/// A series is named beside itself: above if it lies in the upper half of the chart, else below.
fn name_place(series: &Series, all: &[Series], frame: &Frame) -> (f64, f64) {
    let middle = mean(all.iter().flat_map(|series| &series.points).map(|point| point[1]));
    let ys = || series.points.iter().map(|point| point[1]);
    let edge = |edge: Option<f64>| frame.y.at(edge.unwrap_or(middle));
    let above = mean(ys()) >= middle;
    let y = if above { edge(ys().reduce(f64::max)) - 8.0 } else { edge(ys().reduce(f64::min)) + 16.0 };
    // No name leaves the frame.
    (frame.x.at(mean(series.points.iter().map(|point| point[0]))), y.clamp(frame.top, frame.bottom - 4.0))
}

fn table(all: &[Series], chart: &Chart) -> AnyView {
    let values = |place: usize| all.iter().flat_map(|series| &series.points).map(move |point| point[place]);
    let (x, y) = (reader(&chart.x, values(0)), reader(&chart.y, values(1)));
    let summary = |series: &Series, axis: usize, read: &dyn Fn(f64) -> String| {
        let values = || series.points.iter().map(|point| point[axis]);
        Range::around(values())
            .map(|range| format!("{} ({}–{})", read(mean(values())), read(range.low), read(range.high)))
            .unwrap_or_default()
    };
    let row = |series: &Series| {
        vec![
            series.label.clone(),
            series.points.len().to_string(),
            summary(series, 0, &x),
            summary(series, 1, &y),
        ]
    };
    let named = |label: &str| format!("{label}, mean (range)");
    let head = vec![String::new(), "Dots".to_owned(), named(&chart.x.label), named(&chart.y.label)];
    data_table::table(head, all.iter().map(row).collect())
}

fn mean(numbers: impl Iterator<Item = f64> + Clone) -> f64 {
    let count = numbers.clone().count().max(1);
    numbers.sum::<f64>() / count as f64
}
