//! # A component of your own
//!
//! Any other answer is drawn with Leptos, as HTML or SVG.
//! Return an `AnyView`; see [a page of your own](../../tutorial/4-own-page.md).
//!
//! The server renders it for every answer, so it follows the sliders but cannot run code in the browser. The page
//! forbids `style` attributes: use those of SVG, such as `fill`. Describe what it shows, for example with the
//! `aria-label` here. Programs get only the HTML, so add another output for them. Maquette does not sanitise it:
//! insert text from elsewhere as text, never as `inner_html`.

use maquette::leptos::prelude::*;
use maquette::prelude::*;

#[derive(Inputs)]
struct Night {
    /// Night
    #[input(range = "1900-01-01"..="2099-12-31", default = "1969-07-20")]
    night: Date,
}

pub fn demo() -> Demo {
    let night = |year, month, day| Night { night: Date::on(year, month, day) };
    Demo::function("output-markup", moon)
        .title("What did the moon look like?")
        .description("From the north of the Earth, to within some hours.")
        .example("While somebody was on it", night(1969, 7, 20))
        .example("A full moon", night(2024, 8, 19))
}

fn moon(Night { night }: Night) -> AnyView {
    // Days since the new moon of the sixth of January 2000, counted in months of the moon.
    let phase = ((night.days() - 10_962) as f64 / 29.530_588).rem_euclid(1.0);
    let lit = (1.0 - (phase * std::f64::consts::TAU).cos()) / 2.0;
    // The light's edge is half an ellipse, which bulges the other way once more than half is lit.
    let (edge, way) = ((90.0 * lit - 45.0).abs(), u8::from(lit > 0.5));
    let path = format!("M50 5A45 45 0 0 1 50 95A{edge:.1} 45 0 0 {way} 50 5z");
    let turn = if phase < 0.5 { "" } else { "translate(100) scale(-1 1)" };
    let words = format!("{:.0} % of the moon are lit", lit * 100.0);
    view! {
        <svg viewBox="0 0 100 100" width="200" role="img" aria-label=words.clone()>
            <circle cx="50" cy="50" r="48" fill="#22262b" />
            <path d=path transform=turn fill="#f4ecd0" />
        </svg>
        <p>{words}</p>
    }
    .into_any()
}
