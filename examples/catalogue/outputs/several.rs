//! # Several outputs
//!
//! Several outputs are a tuple, shown one below the other.
//! A tuple has two to eight outputs of any kind, including tuples. `titled(heading, output)` puts a heading above one
//! of them. Metrics that follow each other stand side by side.
//!
//! On a phone, the first output stays visible while a slider moves, and a screen reader reads it first: put the
//! answer there. Programs get all of them in order, with their headings. Use `beside` for what only people need.

use maquette::prelude::*;

#[derive(Inputs)]
struct Pendulum {
    /// Length
    #[input(unit = "m", range = 0.1..=10.0, step = 0.1, default = 1.0)]
    length: f64,
}

/// How strongly they pull, in m/s².
const PULLS: [(&str, f64); 4] = [("Moon", 1.62), ("Mars", 3.71), ("Earth", 9.81), ("Jupiter", 24.79)];

pub fn demo() -> Demo {
    Demo::function("output-several", swing)
        .title("How does a pendulum swing?")
        .description("As slowly as it is long, however heavy it is and however far it was pulled aside.")
        .example("A clock's", Pendulum { length: 1.0 })
        .expects("There and back: 2.01 s")
        .example("In a church", Pendulum { length: 10.0 })
}

fn swing(Pendulum { length }: Pendulum) -> (Metric, Metric, Titled<Chart>) {
    let period = |pull: f64| std::f64::consts::TAU * (length / pull).sqrt();
    let bar = |chart: Chart, (name, pull)| chart.value(name, (1200.0 / period(pull)).round() / 10.0);
    let chart = PULLS.into_iter().fold(Chart::bar("").x("Ticks a minute"), bar);
    (
        Metric::new("There and back", &format!("{:.2} s", period(9.81))),
        Metric::new("Ticks", &format!("{:.0} a minute", 120.0 / period(9.81))).remark("one for each way"),
        titled("The same elsewhere", chart),
    )
}
