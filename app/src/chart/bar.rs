//! A bar chart: one horizontal bar for each label.

use super::frame::{LETTER, WIDTH, x_name};
use super::scale::{Scale, decimals};
use super::{Drawn, data_table};
use leptos::prelude::*;
use maquette_contract::{Bar, Chart, Range, format_fixed};

const ROW: f64 = 26.0;
const THICK: f64 = 18.0;
/// More bars than this are no picture any more.
const MAX_BARS: usize = 30;
/// Names longer than this are cut; the numbers hold them whole.
const MAX_LABEL_CHARS: usize = 22;

pub(super) fn draw(chart: &Chart, all: &[Bar]) -> Option<Drawn> {
    let bars: Vec<&Bar> = all.iter().filter(|bar| bar.value.is_finite()).take(MAX_BARS).collect();
    // Every bar is a length from zero.
    let range = Range::around(bars.iter().map(|bar| bar.value).chain([0.0])).filter(|_| !bars.is_empty())?;
    let decimals = places(all);
    let read = |value: f64| format_fixed(value, decimals);
    let letters = |texts: &mut dyn Iterator<Item = usize>| texts.max().unwrap_or(0) as f64 * LETTER + 6.0;
    let names = letters(&mut bars.iter().map(|bar| short(&bar.label).chars().count()));
    let figure = |negative: bool| {
        let values = bars.iter().filter(|bar| (bar.value < 0.0) == negative);
        letters(&mut values.map(|bar| read(bar.value).chars().count()))
    };
    let left = names + if range.low < 0.0 { figure(true) } else { 0.0 };
    let scale = Scale::new((range.low, range.high), (left, WIDTH - figure(false)));
    let zero = scale.at(0.0);
    let height = bars.len() as f64 * ROW;
    let rows = bars.iter().enumerate().map(|(row, bar)| {
        let (end, top) = (scale.at(bar.value), row as f64 * ROW + (ROW - THICK) / 2.0);
        let middle = format!("{:.1}", top + THICK / 2.0);
        let (place, anchor) = if bar.value < 0.0 { (end - 5.0, "end") } else { (end + 5.0, "start") };
        view! {
            <text class="bar-name" x="0" y=middle.clone() dy=".35em">{short(&bar.label)}</text>
            <rect
                class="length"
                x=format!("{:.1}", end.min(zero))
                y=format!("{top:.1}")
                width=format!("{:.1}", (end - zero).abs())
                height=THICK
            />
            <text class="figure" x=format!("{place:.1}") y=middle dy=".35em" text-anchor=anchor>{read(bar.value)}</text>
        }
    });
    let marks = view! {
        {rows.collect_view()}
        <path class="zero" d=format!("M{zero:.1} 0V{height:.1}") />
        {x_name(&chart.x, WIDTH / 2.0, height + 26.0)}
    };
    let summaries: Vec<_> = bars.iter().map(|bar| format!("{}: {}", bar.label, read(bar.value))).collect();
    let more = all.len() - bars.len();
    let more = if more > 0 { format!(" {more} more are not drawn.") } else { String::new() };
    let rows = all.iter().take(data_table::MAX_ROWS).map(|bar| vec![bar.label.clone(), read(bar.value)]);
    Some(Drawn {
        legend: (!more.is_empty()).then(|| view! { <p class="hint">{more.trim().to_owned()}</p> }.into_any()),
        height: height + if chart.x.label.is_empty() { 2.0 } else { 28.0 },
        marks: marks.into_any(),
        words: format!("Bars from zero, {}. {}.{more}", chart.x.label, summaries.join("; ")),
        numbers: data_table::table(vec![chart.y.label.clone(), chart.x.label.clone()], rows.collect()),
    })
}

/// How many decimals the bars need: none if they are whole.
fn places(bars: &[Bar]) -> u8 {
    let values = || bars.iter().map(|bar| bar.value).filter(|value| value.is_finite());
    let whole = values().all(|value| value.fract() == 0.0);
    let range = Range::around(values().chain([0.0])).filter(|_| !whole);
    range.map_or(0, |range| decimals(range.low, range.high))
}

fn short(label: &str) -> String {
    match label.char_indices().nth(MAX_LABEL_CHARS) {
        Some((end, _)) => format!("{}…", label[..end].trim_end()),
        None => label.to_owned(),
    }
}
