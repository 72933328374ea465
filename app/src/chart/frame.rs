//! The frame of a chart: its axes, ticks and names, and where its marks go.

use super::scale::Scale;
use super::time;
use leptos::prelude::*;
use maquette_contract::{Axis, Chart, Range};

pub(super) const WIDTH: f64 = 420.0;
pub(super) const HEIGHT: f64 = 320.0;

/// How wide a letter may get on a phone, where words are drawn larger.
pub(super) const LETTER: f64 = 8.0;

/// Where the marks go, and the axes around them.
pub(super) struct Frame {
    pub(super) x: Scale,
    pub(super) y: Scale,
    pub(super) left: f64,
    pub(super) right: f64,
    pub(super) top: f64,
    pub(super) bottom: f64,
    x_ticks: Vec<(f64, String)>,
    y_ticks: Vec<(f64, String)>,
}

impl Frame {
    /// A frame with so much room at the right for words, and so much air around the marks, as a share of the
    /// axes. There is none while an axis has no ends.
    pub(super) fn new(chart: &Chart, room: f64, air: (f64, f64)) -> Option<Self> {
        let own = |place: usize| chart.own.map(|own| own[place]);
        let (low, high) = ends(&chart.x, own(0), air.0)?;
        let (bottom, top) = ends(&chart.y, own(1), air.1)?;
        let y_ticks = ticks(&chart.y, bottom, top, 6);
        let letters = y_ticks.iter().map(|(_, text)| text.chars().count()).max().unwrap_or(0);
        // Beside the numbers stands the axis' name, turned on its side.
        let left = (28.0 + letters as f64 * LETTER).clamp(40.0, 120.0);
        let right = WIDTH - room.max(12.0);
        // As many ticks as there is room for their words.
        let fits = |ticks: &Vec<(f64, String)>| {
            let letters: usize = ticks.iter().map(|(_, text)| text.chars().count() + 2).sum();
            letters as f64 * LETTER <= right - left
        };
        let x_ticks =
            (2..=6).rev().map(|most| ticks(&chart.x, low, high, most)).find(fits).unwrap_or_default();
        let (from, to) = (HEIGHT - 44.0, 12.0);
        let y = Scale::new((bottom, top), (from, to));
        Some(Self {
            x: Scale::new((low, high), (left, right)),
            y,
            left,
            right,
            top: to,
            bottom: from,
            x_ticks,
            y_ticks,
        })
    }

    /// Ticks and names of both axes, and a grid in each direction.
    pub(super) fn axes(&self, chart: &Chart) -> AnyView {
        let Self { left, right, top, bottom, .. } = *self;
        let vertical = self.x_ticks.iter().map(|(tick, text)| {
            // The last word would leave the frame.
            let half = text.chars().count() as f64 * LETTER / 2.0;
            let anchor = if self.x.at(*tick) + half > WIDTH { "end" } else { "middle" };
            view! {
                <path class="grid" d=format!("M{} {top}V{bottom}", self.x.place(*tick)) />
                <text class="tick" x=self.x.place(*tick) y=bottom + 16.0 text-anchor=anchor>{text.clone()}</text>
            }
        });
        let horizontal = self.y_ticks.iter().map(|(tick, text)| {
            view! {
                <path class="grid" d=format!("M{left:.1} {}H{right:.1}", self.y.place(*tick)) />
                <text class="tick" x=format!("{:.1}", left - 6.0) y=self.y.place(*tick) dy=".35em" text-anchor="end">
                    {text.clone()}
                </text>
            }
        });
        view! {
            {vertical.collect_view()}
            {horizontal.collect_view()}
            {x_name(&chart.x, f64::midpoint(left, right), HEIGHT)}
            <text class="axis" transform=format!("translate(11 {:.1}) rotate(-90)", f64::midpoint(top, bottom)) text-anchor="middle">
                {chart.y.label.clone()}
            </text>
        }
        .into_any()
    }

    /// The ring around the person's own point.
    pub(super) fn ring(&self, own: Option<[f64; 2]>) -> AnyView {
        own.map(|[a, b]| view! { <circle class="own" cx=self.x.place(a) cy=self.y.place(b) r="7" /> })
            .into_any()
    }
}

/// The name of the horizontal axis, at the foot of a frame.
pub(super) fn x_name(axis: &Axis, middle: f64, height: f64) -> AnyView {
    view! {
        <text class="axis" x=format!("{middle:.1}") y=height - 8.0 text-anchor="middle">{axis.label.clone()}</text>
    }
    .into_any()
}

/// The ends of an axis that reaches the person's own value too. One without length gets some.
fn ends(axis: &Axis, own: Option<f64>, air: f64) -> Option<(f64, f64)> {
    let Range { low, high } = axis.range?;
    let known = [low, high].into_iter().chain(own).filter(|end| end.is_finite());
    let Range { low, high } = Range::around(known.clone()).filter(|_| low.is_finite() && high.is_finite())?;
    let span = high - low;
    let span = if span > 0.0 && span.is_finite() { span } else { low.abs().max(1.0) };
    let wide = if high > low { air } else { 0.1 };
    // What begins or ends at nothing keeps nothing as its end.
    let low = if low == 0.0 && high > 0.0 { low } else { low - wide * span };
    let high = if high == 0.0 && low < 0.0 { high } else { high + wide * span };
    Some((low, high))
}

fn ticks(axis: &Axis, low: f64, high: f64, most: usize) -> Vec<(f64, String)> {
    if axis.time { time::ticks(low, high, most) } else { Scale::new((low, high), (0.0, 1.0)).ticks(most) }
}
