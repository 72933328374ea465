//! What all charts of series share: colours, paths, legends and spoken summaries.

use super::frame::{Frame, LETTER};
use super::scale::decimals;
use leptos::prelude::*;
use maquette_contract::{Axis, Range, Series};

/// Each series has a colour, a pattern and a shape; those beyond the fourth share a quiet one.
pub(super) fn hue(index: usize) -> &'static str {
    ["series-0", "series-1", "series-2", "series-3"].get(index).copied().unwrap_or("series-rest")
}

/// What a legend shows before a name.
#[derive(Clone, Copy)]
pub(super) enum Swatch {
    Line,
    Area,
}

/// The names of series that can't be named beside themselves.
pub(super) fn legend(entries: impl Iterator<Item = (Swatch, usize, String)>) -> AnyView {
    let entries = entries.map(|(swatch, index, label)| {
        let swatch = match swatch {
            Swatch::Line => view! { <path class=format!("line {}", hue(index)) d="M0 5H24" /> }.into_any(),
            Swatch::Area => {
                view! { <path class=format!("area {}", hue(index)) d="M0 0H24V10H0z" /> }.into_any()
            }
        };
        view! {
            <li>
                <svg viewBox="0 0 24 10" aria-hidden="true">{swatch}</svg>
                {label}
            </li>
        }
    });
    view! { <ul class="legend">{entries.collect_view()}</ul> }.into_any()
}

/// What can be drawn: a chart is data from anywhere.
pub(super) fn drawable(all: &[Series]) -> Vec<Series> {
    let finite = |series: &Series| {
        let points =
            series.points.iter().copied().filter(|point| point.iter().all(|number| number.is_finite()));
        Series { label: series.label.clone(), points: points.collect() }
    };
    all.iter().map(finite).filter(|series| !series.points.is_empty()).collect()
}

/// The stretches of points between which there is a gap.
pub(crate) fn runs<const N: usize>(points: &[[f64; N]]) -> impl Iterator<Item = &[[f64; N]]> {
    let gap = |point: &[f64; N]| !point.iter().all(|number| number.is_finite());
    points.split(gap).filter(|run| !run.is_empty())
}

/// A line as a path, of no more points than can be seen.
pub(super) fn path(points: &[[f64; 2]], frame: &Frame) -> String {
    let runs: Vec<_> = runs(points).collect();
    let stretches = (STRETCHES / runs.len().max(1)).max(2);
    let run = |points: &[[f64; 2]]| {
        let places = thin(points, stretches).into_iter();
        let places = places.map(|[x, y]| format!("{} {}", frame.x.place(x), frame.y.place(y)));
        // The last place is drawn twice, so that a single point is a dot.
        format!("M{}h0", places.collect::<Vec<_>>().join("L"))
    };
    runs.into_iter().map(run).collect()
}

/// The most stretches into which a line is thinned; a screen shows no more.
const STRETCHES: usize = 400;

/// Of each of a few hundred stretches the lowest and the highest point: the same picture.
fn thin(points: &[[f64; 2]], stretches: usize) -> Vec<[f64; 2]> {
    if points.len() <= 2 * stretches {
        return points.to_vec();
    }
    let extremes = |stretch: &[[f64; 2]]| {
        let place = |better: fn(f64, f64) -> bool| {
            let mut best = 0;
            for place in 1..stretch.len() {
                if better(stretch[place][1], stretch[best][1]) {
                    best = place;
                }
            }
            best
        };
        let (low, high) = (place(|a, b| a < b), place(|a, b| a > b));
        [stretch[low.min(high)], stretch[low.max(high)]]
    };
    points.chunks(points.len().div_ceil(stretches)).flat_map(extremes).collect()
}

/// How much room the names at the ends of lines need; `None` if not all lines end at the right.
pub(super) fn room(all: &[Series], range: Option<Range>) -> Option<f64> {
    const MAX_LABEL_CHARS: usize = 16;
    let Range { low, high } = range?;
    let ends =
        |series: &Series| series.points.last().is_some_and(|point| point[0] >= high - 0.02 * (high - low));
    let letters = all.iter().map(|series| series.label.chars().count()).max()?;
    (letters <= MAX_LABEL_CHARS && all.len() <= 4 && all.iter().all(ends))
        .then_some(16.0 + letters as f64 * LETTER)
}

/// The names of lines, each at its line's end and none over another.
pub(super) fn names(all: &[Series], frame: &Frame) -> AnyView {
    const MIN_GAP: f64 = 14.0;
    let end = |(index, series): (usize, &Series)| {
        series.points.last().map(|point| (index, frame.y.at(point[1]), series.label.clone()))
    };
    let mut ends: Vec<_> = all.iter().enumerate().filter_map(end).collect();
    ends.sort_by(|a, b| a.1.total_cmp(&b.1));
    for place in 1..ends.len() {
        ends[place].1 = ends[place].1.max(ends[place - 1].1 + MIN_GAP);
    }
    // What was pushed below the frame is pushed back, and the others with it.
    let mut lowest = frame.bottom;
    for end in ends.iter_mut().rev() {
        end.1 = end.1.min(lowest);
        lowest = end.1 - MIN_GAP;
    }
    let names = ends.into_iter().map(|(index, y, label)| {
        view! {
            <text class=format!("name {}", hue(index)) x=format!("{:.1}", frame.right + 6.0) y=format!("{y:.1}") dy=".35em">
                {label}
            </text>
        }
    });
    names.collect_view().into_any()
}

/// How numbers along an axis are read: whole where all are, else with the decimals that distinguish its ends.
pub(super) fn reader<V: Iterator<Item = f64>>(axis: &Axis, mut values: V) -> impl Fn(f64) -> String + use<V> {
    let whole = values.all(|value| value.fract() == 0.0);
    let decimals = axis.range.filter(|_| !whole).map_or(0, |range| decimals(range.low, range.high));
    let axis = axis.clone();
    move |number| axis.read(number, decimals)
}

/// "Ames: 12 at 1990 to 15 at 2000, lowest 11, highest 16"
pub(super) fn summary(series: &Series, x: &Axis, y: &Axis) -> String {
    let along = |place: usize| series.points.iter().map(move |point| point[place]);
    let (at, read) = (reader(x, along(0)), reader(y, along(1)));
    let values = || series.points.iter().map(|point| point[1]);
    match (series.points.first(), series.points.last(), Range::around(values())) {
        (Some(first), Some(last), Some(range)) if series.points.len() > 1 => format!(
            "{}: {} at {} to {} at {}, lowest {}, highest {}",
            series.label,
            read(first[1]),
            at(first[0]),
            read(last[1]),
            at(last[0]),
            read(range.low),
            read(range.high),
        ),
        (Some(only), ..) => format!("{}: {} at {}", series.label, read(only[1]), at(only[0])),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_lines_keep_their_peaks() {
        let mut points: Vec<[f64; 2]> = (0..10_000).map(|x| [f64::from(x), 0.0]).collect();
        points[5_000][1] = 9.0;
        points[7_000][1] = -9.0;
        let thinned = thin(&points, STRETCHES);
        assert!(thinned.len() <= 800);
        assert!(thinned.contains(&[5_000.0, 9.0]) && thinned.contains(&[7_000.0, -9.0]));
        assert!(thinned.is_sorted_by(|a, b| a[0] <= b[0]));
    }
}
