//! Charts: one kind of mark per file, one row each in [`CHARTS`].
//!
//! They are drawn as SVG in a fixed frame that CSS scales: nothing is measured, and numbers have fixed
//! decimals. What a chart shows is also said in words and, on demand, in numbers.

mod scale;
mod time;
mod frame;
mod series;
mod numbers;
mod line;
mod scatter;
mod band;
mod bar;
mod histogram;
mod heat_map;
mod ruler;

pub use ruler::Ruler;
pub(crate) use series::runs;

use leptos::prelude::*;
use maquette_contract::{Chart, Marks, sentences};

/// A way to draw one kind of mark.
pub struct Kind {
    pub name: &'static str,
    pub suits: fn(&Marks) -> bool,
    draw: fn(&Chart) -> Option<Drawn>,
}

/// The first that suits a chart is taken.
pub static CHARTS: &[Kind] = &[
    Kind { name: "line", suits: |marks| matches!(marks, Marks::Line(_)), draw: line::draw },
    Kind { name: "scatter", suits: |marks| matches!(marks, Marks::Scatter(_)), draw: scatter::draw },
    Kind { name: "band", suits: |marks| matches!(marks, Marks::Band { .. }), draw: band::draw },
    Kind { name: "bar", suits: |marks| matches!(marks, Marks::Bar(_)), draw: bar::draw },
    Kind { name: "histogram", suits: |marks| matches!(marks, Marks::Histogram(_)), draw: histogram::draw },
    Kind { name: "heat_map", suits: |marks| matches!(marks, Marks::HeatMap(_)), draw: heat_map::draw },
];

/// What a kind of mark makes of a chart; nothing where there is nothing to draw.
struct Drawn {
    /// What tells the series apart, where they are not named beside themselves.
    legend: Option<AnyView>,
    height: f64,
    marks: AnyView,
    /// The essential numbers as sentences, for those who don't see the marks.
    words: String,
    /// The same in full, as a table.
    numbers: AnyView,
}

/// The whole chart.
pub fn chart(chart: &Chart) -> AnyView {
    let kind = CHARTS.iter().find(|kind| (kind.suits)(&chart.marks));
    figure(chart, kind.and_then(|kind| (kind.draw)(chart)))
}

/// A band whose last line is the past that the others set out from.
pub fn forecast(chart: &Chart) -> AnyView {
    figure(chart, band::draw_after(chart))
}

fn figure(chart: &Chart, drawn: Option<Drawn>) -> AnyView {
    let title = (!chart.title.is_empty()).then(|| view! { <figcaption>{chart.title.clone()}</figcaption> });
    let Some(drawn) = drawn else {
        return view! {
            <figure class="chart">
                {title}
                <p class="hint">"Nothing to draw"</p>
            </figure>
        }
        .into_any();
    };
    let view_box = format!("0 0 {} {:.0}", frame::WIDTH, drawn.height);
    let words = sentences([chart.title.as_str(), &drawn.words]);
    let numbers = format!("The numbers of “{}”", chart.title);
    view! {
        <figure class="chart">
            {title}
            {drawn.legend}
            <svg viewBox=view_box role="img" aria-label=words>{drawn.marks}</svg>
            <details>
                <summary>"Show the numbers"</summary>
                <div class="scroll" role="region" tabindex="0" aria-label=numbers>
                    {drawn.numbers}
                </div>
            </details>
        </figure>
    }
    .into_any()
}

#[cfg(test)]
mod tests;
