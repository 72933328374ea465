//! A band chart: areas between two lines, with the lines over them.

use super::frame::{Frame, HEIGHT};
use super::series::{Swatch, drawable, hue, legend, reader, runs};
use super::{Drawn, data_table, line};
use leptos::prelude::*;
use maquette_contract::{Area, Chart, Series};

pub(super) fn draw(chart: &Chart, areas: &[Area], lines: &[Series]) -> Option<Drawn> {
    drawn(chart, areas, lines, None)
}

/// Draws the last line in the quiet colour of the past.
pub(super) fn draw_after(chart: &Chart, areas: &[Area], lines: &[Series]) -> Option<Drawn> {
    let past = lines.last().filter(|past| !past.points.is_empty());
    drawn(chart, areas, lines, past.map(|past| past.label.as_str()))
}

fn drawn(chart: &Chart, areas: &[Area], lines: &[Series], past: Option<&str>) -> Option<Drawn> {
    let (raw_areas, raw_lines) = (areas, lines);
    let (areas, lines) = (finite(areas), drawable(lines));
    let frame = Frame::new(chart, 0.0, (0.0, 0.04)).filter(|_| !(areas.is_empty() && lines.is_empty()))?;
    let drawn = raw_areas.iter().filter(|area| runs(&area.points).next().is_some()).enumerate();
    let drawn = drawn.map(|(index, area)| {
        let outlines: String = runs(&area.points).map(|points| outline(points, &frame)).collect();
        view! { <path class=format!("area {}", hue(index)) d=outlines /> }
    });
    let marks = view! {
        {frame.axes(chart)}
        {drawn.collect_view()}
        {line::paths(raw_lines, &frame, past)}
        {frame.ring(chart.own)}
    };
    let named = areas.iter().enumerate().map(|(index, area)| (Swatch::Area, index, area.label.clone()));
    let ends = |place: usize| areas.iter().flat_map(|area| &area.points).map(move |point| point[place]);
    let (at, read) = (reader(&chart.x, ends(0)), reader(&chart.y, ends(1).chain(ends(2))));
    let last = areas.iter().filter_map(|area| {
        let [x, low, high] = area.points.last()?;
        Some(format!(" {} at {}: between {} and {}.", area.label, at(*x), read(*low), read(*high)))
    });
    let words = line::words(&lines, chart) + &last.collect::<String>();
    // The ends of an area are lines too.
    let edges = areas.iter().flat_map(|area| {
        [(1, "low"), (2, "high")].map(|(end, name)| Series {
            label: format!("{}, {name}", area.label),
            points: area.points.iter().map(|point| [point[0], point[end]]).collect(),
        })
    });
    let all: Vec<_> = lines.iter().cloned().chain(edges).collect();
    Some(Drawn {
        legend: Some(legend(line::entries(&lines, past).chain(named))),
        height: HEIGHT,
        marks: marks.into_any(),
        words,
        numbers: data_table::lines(&all, &chart.x, &chart.y),
    })
}

fn finite(areas: &[Area]) -> Vec<Area> {
    let finite = |area: &Area| Area {
        label: area.label.clone(),
        points: area
            .points
            .iter()
            .copied()
            .filter(|point| point.iter().all(|number| number.is_finite()))
            .collect(),
    };
    areas.iter().map(finite).filter(|area| !area.points.is_empty()).collect()
}

/// Along the upper ends, and back along the lower ones.
fn outline(points: &[[f64; 3]], frame: &Frame) -> String {
    let place = |x: f64, y: f64| format!("{} {}", frame.x.place(x), frame.y.place(y));
    let there = points.iter().map(|&[x, _, high]| place(x, high));
    let back = points.iter().rev().map(|&[x, low, _]| place(x, low));
    format!("M{}z", there.chain(back).collect::<Vec<_>>().join("L"))
}
