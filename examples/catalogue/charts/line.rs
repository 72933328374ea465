//! # Line chart
//!
//! A line chart shows how something develops, with one line for each series.
//! `Chart::line(title).x(label).y(label)` makes one, and each `.series(name, points)` adds a line; points are `[x,
//! y]`, in the order of `x`. The axes cover all points, unless `.x_range` or `.y_range` extends them. `.over_time()`
//! reads `x` as days since 1970. `.own(x, y)` draws a ring at the visitor's own inputs.
//!
//! Up to four series have their own colour and pattern. Each is named at its end if there is room, and otherwise in a
//! legend. "Show the numbers" opens a table. A screen reader reads the first, last, lowest and highest value. A `y`
//! that is NaN or infinite is a gap in the line, and `null` for programs.

use maquette::prelude::*;

#[derive(Inputs)]
struct Cup {
    /// First sip after
    #[input(unit = "min", range = 0..=60, default = 12)]
    minutes: f64,
}

pub fn demo() -> Demo {
    Demo::function("chart-line", cool)
        .title("How fast does coffee cool?")
        .description("By Newton's law: what is hotter than the kitchen loses its heat faster.")
        .example("Drinkable", Cup { minutes: 12.0 })
        .example("Forgotten", Cup { minutes: 50.0 })
}

fn cool(Cup { minutes }: Cup) -> Chart {
    let warmth = |minutes: f64, half: f64| 21.0 + 69.0 * 0.5_f64.powf(minutes / half);
    let course = |half| (0..=60).map(f64::from).map(|minute| [minute, warmth(minute, half)]).collect();
    let now = warmth(minutes, 17.0);
    Chart::line(&format!("After {minutes:.0} minutes a cup has {now:.0} °C"))
        .x("Minutes")
        .y("°C")
        .y_range(20.0, 90.0)
        .series("Thermos", course(300.0))
        .series("With a lid", course(30.0))
        .series("Cup", course(17.0))
        .own(minutes, now)
}
