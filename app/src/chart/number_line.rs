//! A single number on an axis, with its interval and the training range.

use super::frame::WIDTH;
use super::scale::Scale;
use leptos::prelude::*;
use maquette_contract::Range;

const HEIGHT: f64 = 84.0;
/// Where the axis lies.
const LINE: f64 = 46.0;
/// How wide a letter of the number itself may get.
const LETTER: f64 = 15.0;
/// How wide a letter of the words below may get.
const SMALL: f64 = 6.5;

/// One number on an axis, and the interval around it.
pub struct NumberLine {
    pub value: f64,
    pub interval: Option<(f64, f64)>,
    /// What was seen before: the length of the axis, unless the number lies beyond.
    pub seen: Option<Range>,
    /// Whether it was seen in training.
    pub trained: bool,
}

impl NumberLine {
    /// Hidden from those who listen, since a sentence says the same.
    pub fn view(&self, shown: &dyn Fn(f64) -> String) -> AnyView {
        let Self { value, interval, seen, trained } = *self;
        let around = interval.into_iter().flat_map(|(low, high)| [low, high]).chain([value]);
        let own = Range::around(around.clone()).unwrap_or(Range { low: value, high: value });
        // Without an axis of its own, the interval takes up the middle half.
        let air = if seen.is_some() { 0.0 } else { (own.high - own.low) / 2.0 };
        let known = seen.unwrap_or(own);
        let (low, high) = (known.low.min(own.low - air), known.high.max(own.high + air));
        let scale = Scale::new((low, high), (8.0, WIDTH - 8.0));
        let at = scale.at(value);
        let text = shown(value);
        let half = text.chars().count() as f64 * LETTER / 2.0;
        let middle = at.clamp(half.min(WIDTH / 2.0), (WIDTH - half).max(WIDTH / 2.0));
        let band = interval.map(|(low, high)| {
            let (from, to) = (scale.at(low), scale.at(high));
            view! {
                <rect class="within" x=format!("{from:.1}") y=LINE - 6.0 width=format!("{:.1}", (to - from).max(0.0)) height="12" />
                <path class="ends" d=format!("M{from:.1} {}V{}M{to:.1} {0}V{1}", LINE - 8.0, LINE + 8.0) />
            }
        });
        // Solid as far as there is experience. Without any, the ends of the interval are named instead.
        let (from, to) = (scale.at(known.low), scale.at(known.high));
        let line = match seen {
            Some(_) => {
                format!("M{from:.1} {LINE}H{to:.1}M{from:.1} {0}V{1}M{to:.1} {0}V{1}", LINE - 4.0, LINE + 4.0)
            }
            None => String::new(),
        };
        let words = match seen {
            Some(_) if trained => format!("Seen in training: {} to {}", shown(known.low), shown(known.high)),
            _ => format!("{} to {}", shown(known.low), shown(known.high)),
        };
        let half = words.chars().count() as f64 * SMALL / 2.0;
        let under = f64::midpoint(from, to).clamp(half.min(WIDTH / 2.0), (WIDTH - half).max(WIDTH / 2.0));
        view! {
            <figure class="chart ruler" aria-hidden="true">
                <svg viewBox=format!("0 0 {WIDTH} {HEIGHT}")>
                    <path class="beyond" d=format!("M8 {LINE}H{}", WIDTH - 8.0) />
                    <path class="axis-line" d=line />
                    {band}
                    <circle class="dot" cx=format!("{at:.1}") cy=LINE r="5" />
                    <text class="value" x=format!("{middle:.1}") y="28" text-anchor="middle">{text}</text>
                    <text class="tick" x=format!("{under:.1}") y=LINE + 26.0 text-anchor="middle">{words}</text>
                </svg>
            </figure>
        }
        .into_any()
    }
}
