//! Charts: one kind of mark per file, one row each in [`CHARTS`].
//!
//! They are drawn as SVG in a fixed frame that CSS scales: nothing is measured, and numbers have fixed
//! decimals. What a chart shows is also described in words and, on demand, in numbers.

mod scale;
mod time;
mod frame;
mod series;
mod data_table;
mod line;
mod scatter;
mod band;
mod bar;
mod histogram;
mod heat_map;
mod number_line;

pub use number_line::NumberLine;
pub(crate) use series::runs;

use leptos::prelude::*;
use maquette_contract::{Chart, Marks, sentences};

/// The kinds of mark, each with the module that draws it. Without a row for every kind this does not compile.
macro_rules! charts {
    ($($marks:pat => $module:ident($($field:ident),*),)*) => {
        /// The name of every chart.
        pub static CHARTS: &[&str] = &[$(stringify!($module)),*];

        fn draw(chart: &Chart) -> Option<Drawn> {
            match &chart.marks {
                $($marks => $module::draw(chart, $($field),*),)*
            }
        }
    };
}

charts! {
    Marks::Line(lines) => line(lines),
    Marks::Scatter(dots) => scatter(dots),
    Marks::Band { areas, lines } => band(areas, lines),
    Marks::Bar(bars) => bar(bars),
    Marks::Histogram(bins) => histogram(bins),
    Marks::HeatMap(heat) => heat_map(heat),
}

/// What a kind of mark makes of a chart; nothing where there is nothing to draw.
struct Drawn {
    /// The legend, where series are not named at their ends.
    legend: Option<AnyView>,
    height: f64,
    marks: AnyView,
    /// The essential numbers as sentences, for those who don't see the marks.
    words: String,
    /// All numbers of the chart, as a table.
    numbers: AnyView,
}

/// The whole chart.
pub fn chart(chart: &Chart) -> AnyView {
    figure(chart, draw(chart))
}

/// A chart whose last line, if it is a band, is the past from which the others set out.
pub fn forecast(chart: &Chart) -> AnyView {
    let drawn = match &chart.marks {
        Marks::Band { areas, lines } => band::draw_after(chart, areas, lines),
        _ => draw(chart),
    };
    figure(chart, drawn)
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
