//! # Histogram
//!
//! A histogram shows how often values of each size occur.
//! `Chart::histogram(title, &values, bins)` counts them in equal intervals, from the lowest to the highest value.
//! `.x(label)` names the values and `.y(label)` what is counted. `.own(x, 0.0)` draws a line at the visitor's own
//! value, with the word "Yours".
//!
//! Counts start at zero. Values that are not finite are not counted. A screen reader reads the number of values and
//! the interval that contains most of them; "Show the numbers" lists the first 50 intervals.

use maquette::prelude::*;

#[derive(Inputs)]
struct Stop {
    /// A bus comes every
    /// On average; when it likes
    #[input(unit = "min", range = 2..=30, default = 10)]
    every: f64,
    /// You have waited
    #[input(unit = "min", range = 0..=60, default = 16)]
    waited: f64,
}

pub fn demo() -> Demo {
    Demo::function("chart-histogram", wait)
        .title("Is this a long wait for a bus?")
        .description(
            "2,000 waits, if buses come at random. However long it has been, the rest is as long on average.",
        )
        .example("Every ten minutes", Stop { every: 10.0, waited: 16.0 })
        .example("In the country", Stop { every: 30.0, waited: 12.0 })
}

fn wait(Stop { every, waited }: Stop) -> Chart {
    let mut state = 7_u64;
    // Knuth's linear congruence: the same inputs give the same picture.
    let mut random = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 11) as f64 / (1_u64 << 53) as f64
    };
    let waits: Vec<f64> = (0..2_000).map(|_| -every * (1.0 - random()).ln()).collect();
    let longer = waits.iter().filter(|wait| **wait > waited).count();
    let title = format!("{} waits in 100 are longer than yours", (longer + 10) / 20);
    Chart::histogram(&title, &waits, 30).x("Minutes").y("Waits").own(waited, 0.0)
}
