//! A line chart: up to four series, each named at its end.

use super::Drawn;
use super::data_table;
use super::frame::{Frame, HEIGHT};
use super::series::{Swatch, drawable, hue, legend, names, path, room, runs, summary};
use leptos::prelude::*;
use maquette_contract::{Chart, Series};

pub(super) fn draw(chart: &Chart, raw: &[Series]) -> Option<Drawn> {
    let all = drawable(raw);
    let room = room(&all, chart.x.range);
    let frame = Frame::new(chart, room.unwrap_or(0.0), (0.0, 0.04)).filter(|_| !all.is_empty())?;
    let named = room.map(|_| names(&all, &frame));
    let legend = named.is_none().then(|| legend(entries(&all, None)));
    let marks = view! {
        {frame.axes(chart)}
        {paths(raw, &frame, None)}
        {named}
        {frame.ring(chart.own)}
    };
    Some(Drawn {
        legend,
        height: HEIGHT,
        marks: marks.into_any(),
        words: words(&all, chart),
        numbers: data_table::lines(&all, &chart.x, &chart.y),
    })
}

/// The first line is drawn last: it is the one the chart is about. Only what [`drawable`] finds something in is one.
pub(super) fn paths(raw: &[Series], frame: &Frame, past: Option<&str>) -> AnyView {
    let line = |(index, series): (usize, &Series)| {
        let index = quiet(index, series, past);
        view! { <path class=format!("line {}", hue(index)) d=path(&series.points, frame) /> }
    };
    let all: Vec<_> = raw.iter().filter(|series| runs(&series.points).next().is_some()).enumerate().collect();
    all.into_iter().rev().map(line).collect_view().into_any()
}

pub(super) fn entries(all: &[Series], past: Option<&str>) -> impl Iterator<Item = (Swatch, usize, String)> {
    let entry = move |(index, series): (usize, &Series)| {
        (Swatch::Line, quiet(index, series, past), series.label.clone())
    };
    all.iter().enumerate().map(entry)
}

/// The past has a quiet colour, since colours stand for series.
fn quiet(index: usize, series: &Series, past: Option<&str>) -> usize {
    if past == Some(&series.label) { usize::MAX } else { index }
}

pub(super) fn words(all: &[Series], chart: &Chart) -> String {
    let lines =
        all.iter().map(|series| format!("{}. ", summary(series, &chart.x, &chart.y))).collect::<String>();
    let own = if chart.own.is_some() { "A ring marks the values in the form." } else { "" };
    format!("Lines over {}, in {}: {lines}{own}", chart.x.label, chart.y.label).trim_end().to_owned()
}
