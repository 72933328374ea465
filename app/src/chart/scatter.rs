use super::scale::Scale;
use leptos::prelude::*;
use maquette_contract::{Scatter, Series};

const WIDTH: f64 = 420.0;
const HEIGHT: f64 = 320.0;
/// Where the plot begins and ends within the frame; the axes' words stand outside it.
const LEFT: f64 = 40.0;
const RIGHT: f64 = WIDTH - 10.0;
const TOP: f64 = 12.0;
const BOTTOM: f64 = HEIGHT - 44.0;

/// Each series has a shape of its own as well as a colour, drawn around its point.
const SHAPES: [&str; 4] = [
    "m-2.6 0a2.6 2.6 0 1 0 5.2 0a2.6 2.6 0 1 0-5.2 0z",
    "m-2.8 2.2h5.6l-2.8-5z",
    "m-2.3-2.3h4.6v4.6h-4.6z",
    "m-3 0l3-3l3 3l-3 3z",
];

/// The chart, with a ring around the person's own point where there is one.
pub fn scatter(spec: &Scatter, own: Signal<Option<[f64; 2]>>) -> impl IntoView + use<> {
    let x = Scale::new((spec.x.low, spec.x.high), (LEFT, RIGHT));
    let y = Scale::new((spec.y.low, spec.y.high), (BOTTOM, TOP));
    let vertical = x.ticks().into_iter().map(|(tick, text)| {
        view! {
            <path class="grid" d=format!("M{} {TOP}V{BOTTOM}", x.place(tick)) />
            <text class="tick" x=x.place(tick) y=BOTTOM + 16.0 text-anchor="middle">{text}</text>
        }
    });
    let horizontal = y.ticks().into_iter().map(|(tick, text)| {
        view! {
            <path class="grid" d=format!("M{LEFT} {}H{RIGHT}", y.place(tick)) />
            <text class="tick" x=LEFT - 6.0 y=y.place(tick) dy=".35em" text-anchor="end">{text}</text>
        }
    });
    let series = std::iter::zip(&spec.series, SHAPES).enumerate().map(|(index, (series, shape))| {
        let point = |[a, b]: &[f64; 2]| format!("M{} {}{shape}", x.place(*a), y.place(*b));
        let path: String = series.points.iter().map(point).collect();
        view! { <path class=format!("series-{index}") d=path /> }
    });
    // Drawn last, so that no dot lies over a name.
    let names = spec.series.iter().enumerate().map(|(index, series)| {
        let (place, shift) = name_place(series, spec);
        view! {
            <text class=format!("name series-{index}") x=x.place(place[0]) y=y.place(place[1]) dy=shift text-anchor="middle">
                {series.label.clone()}
            </text>
        }
    });
    let ring =
        move || own.get().map(|[a, b]| view! { <circle class="own" cx=x.place(a) cy=y.place(b) r="7" /> });
    view! {
        <figure class="chart">
            <figcaption>{spec.title.clone()}</figcaption>
            <svg viewBox=format!("0 0 {WIDTH} {HEIGHT}") role="img" aria-label=alternative(spec)>
                {vertical.collect_view()}
                {horizontal.collect_view()}
                <text class="axis" x=f64::midpoint(LEFT, RIGHT) y=HEIGHT - 8.0 text-anchor="middle">
                    {spec.x.label.clone()}
                </text>
                <text class="axis" transform=format!("translate(11 {}) rotate(-90)", f64::midpoint(TOP, BOTTOM)) text-anchor="middle">
                    {spec.y.label.clone()}
                </text>
                {series.collect_view()}
                {names.collect_view()}
                {ring}
            </svg>
            <details>
                <summary>"Show the numbers"</summary>
                {numbers(spec)}
            </details>
        </figure>
    }
}

/// What the chart shows, for those who don't see it.
fn alternative(spec: &Scatter) -> String {
    let names: Vec<_> =
        spec.series.iter().map(|series| format!("{} {}", series.points.len(), series.label)).collect();
    format!("{}. Dots: {}. A ring marks the values in the form.", spec.title, names.join(", "))
}

/// A series is named beside itself: above if it lies in the upper half of the chart, else below.
fn name_place(series: &Series, spec: &Scatter) -> ([f64; 2], &'static str) {
    let middle = mean(spec.series.iter().flat_map(|series| &series.points).map(|point| point[1]));
    let above = mean(series.points.iter().map(|point| point[1])) >= middle;
    let ys = series.points.iter().map(|point| point[1]);
    let (edge, shift) = if above { (ys.reduce(f64::max), "-.8em") } else { (ys.reduce(f64::min), "1.6em") };
    ([mean(series.points.iter().map(|point| point[0])), edge.unwrap_or(spec.y.low)], shift)
}

fn numbers(spec: &Scatter) -> impl IntoView + use<> {
    let range = |series: &Series, axis: usize| {
        let values = || series.points.iter().map(|point| point[axis]);
        let (low, high) = (values().reduce(f64::min), values().reduce(f64::max));
        low.zip(high).map(|(low, high)| format!("{:.1} ({low:.1}–{high:.1})", mean(values())))
    };
    let rows = spec.series.iter().map(|series| {
        view! {
            <tr>
                <th scope="row">{series.label.clone()}</th>
                <td>{series.points.len()}</td>
                <td>{range(series, 0)}</td>
                <td>{range(series, 1)}</td>
            </tr>
        }
    });
    view! {
        <table class="numbers">
            <thead>
                <tr>
                    <td></td>
                    <th scope="col">"Dots"</th>
                    <th scope="col">{spec.x.label.clone()} ", mean (range)"</th>
                    <th scope="col">{spec.y.label.clone()} ", mean (range)"</th>
                </tr>
            </thead>
            <tbody>{rows.collect_view()}</tbody>
        </table>
    }
}

fn mean(numbers: impl Iterator<Item = f64> + Clone) -> f64 {
    let count = numbers.clone().count().max(1);
    numbers.sum::<f64>() / count as f64
}
