//! A histogram: how many values lie in each bin, and which bin holds the answer.

use super::frame::{Frame, HEIGHT};
use super::series::reader;
use super::{Drawn, data_table};
use leptos::prelude::*;
use maquette_contract::{Bin, Chart, Range};

pub(super) fn draw(chart: &Chart, bins: &[Bin]) -> Option<Drawn> {
    let finite = |bin: &&Bin| bin.low.is_finite() && bin.high.is_finite();
    let bins: Vec<Bin> = bins.iter().filter(finite).copied().collect();
    let count: usize = bins.iter().map(|bin| bin.count).sum();
    if count == 0 {
        return None;
    }
    // Of the person's own place only the value counts; and counts begin at zero.
    let most = bins.iter().map(|bin| bin.count).max().unwrap_or(0) as f64;
    let own = chart.own.map(|own| own[0]).filter(|own| own.is_finite());
    let mut framed = chart.clone();
    framed.own = own.map(|own| [own, 0.0]);
    framed.y.range = Some(Range { low: 0.0, high: most });
    // As wide as somebody has set it, and as the bins are.
    let wide = chart.x.range.into_iter().flat_map(|range| [range.low, range.high]);
    framed.x.range = Range::around(bins.iter().flat_map(|bin| [bin.low, bin.high]).chain(wide));
    let frame = Frame::new(&framed, 0.0, (0.0, 0.08))?;
    let bars = bins.iter().filter(|bin| bin.count > 0).map(|bin| {
        let (from, to, top) = (frame.x.at(bin.low), frame.x.at(bin.high), frame.y.at(bin.count as f64));
        // A hair of ground between neighbours; a bin without width is seen all the same.
        let width = (to - from - 1.0).max(2.0);
        view! {
            <rect
                class="length"
                x=format!("{:.1}", from + 0.5)
                y=format!("{top:.1}")
                width=format!("{width:.1}")
                height=format!("{:.1}", frame.bottom - top)
            />
        }
    });
    let read = reader(&framed.x, bins.iter().flat_map(|bin| [bin.low, bin.high]));
    let marker = own.map(|own| {
        let place = frame.x.at(own);
        let anchor = if place > (frame.left + frame.right) / 2.0 { "end" } else { "start" };
        let beside = if anchor == "end" { place - 5.0 } else { place + 5.0 };
        view! {
            <path class="yours" d=format!("M{place:.1} {}V{}", frame.top, frame.bottom) />
            <text class="name" x=format!("{beside:.1}") y=frame.top + 9.0 text-anchor=anchor>
                {format!("Yours: {}", read(own))}
            </text>
        }
    });
    let marks = view! {
        {frame.axes(&framed)}
        {bars.collect_view()}
        {marker}
    };
    let between = |bin: &Bin| format!("{}–{}", read(bin.low), read(bin.high));
    let fullest = bins.iter().max_by_key(|bin| bin.count).map(&between).unwrap_or_default();
    let yours = own.map(|own| format!(" Yours is {}.", read(own))).unwrap_or_default();
    let rows = bins.iter().map(|bin| vec![between(bin), bin.count.to_string()]);
    let count_name = if chart.y.label.is_empty() { "Values" } else { &chart.y.label };
    Some(Drawn {
        legend: None,
        height: HEIGHT,
        marks: marks.into_any(),
        words: format!("{}: {count} values, most of them in {fullest}.{yours}", chart.x.label),
        numbers: data_table::table(
            vec![chart.x.label.clone(), count_name.to_owned()],
            rows.take(data_table::MAX_ROWS).collect(),
        ),
    })
}
