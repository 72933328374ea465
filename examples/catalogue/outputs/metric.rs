//! # Metric
//!
//! A metric is one large figure, with its label above and a remark below.
//! `Metric::new(label, value)` takes the value as a text, with its unit: "4:30 min/km". `.remark(text)` says what to
//! compare it with, or where it comes from.
//!
//! Metrics that follow each other in a tuple stand side by side, as many as fit: see [several](several.md). A figure
//! with an interval is a [number](number.md).

use maquette::prelude::*;

#[derive(Inputs)]
struct Run {
    /// Distance
    #[input(unit = "km", range = 1..=50, default = 10)]
    distance: f64,
    /// Time
    #[input(unit = "min", range = 1..=360, default = 52)]
    time: f64,
}

pub fn demo() -> Demo {
    Demo::function("output-metric", pace)
        .title("How fast was that run?")
        .description("Runners count minutes for a kilometre, everybody else kilometres in an hour.")
        .example("After work", Run { distance: 10.0, time: 52.0 })
        .expects("Pace: 5:12 min/km")
        .example("A marathon", Run { distance: 42.0, time: 240.0 })
}

fn pace(Run { distance, time }: Run) -> Metric {
    let seconds = (time * 60.0 / distance).round() as u32;
    let pace = format!("{}:{:02} min/km", seconds / 60, seconds % 60);
    Metric::new("Pace", &pace).remark(&format!("{:.1} km/h", distance / time * 60.0))
}
