//! # Band
//!
//! A band shows the range in which something lies, with lines in front of it.
//! `Chart::band(title)` makes one. `.area(name, points)` adds a band of `[x, low, high]`, and `.series(name, points)`
//! a line of `[x, y]`. Say in the band's name what it contains: "95 in 100 lie here", not "uncertainty".
//! `.over_time()`, `.own` and the ranges work as in a [line chart](line.md).
//!
//! A legend names bands and lines; up to four of each have different colours. A screen reader reads the course of
//! each line and the end of each band. To continue a series into the future, use a
//! [forecast](../outputs/forecast.md).

use maquette::prelude::*;

#[derive(Inputs)]
struct Dice {
    /// Sides of a die
    #[input(range = 4..=20, default = 6)]
    sides: u8,
    /// Throws
    #[input(range = 1..=100, default = 20)]
    throws: u8,
}

pub fn demo() -> Demo {
    Demo::function("chart-band", spread)
        .title("How far off can the mean of some dice be?")
        .description("The more they are, the closer it comes to the middle: with the root of their number.")
        .example("Twenty dice", Dice { sides: 6, throws: 20 })
        .example("A game with few throws", Dice { sides: 20, throws: 4 })
}

fn spread(Dice { sides, throws }: Dice) -> Chart {
    let (middle, sides) = ((f64::from(sides) + 1.0) / 2.0, f64::from(sides));
    // Of one die; 1.96 of these hold 95 in 100 where many are added up.
    let deviation = ((sides * sides - 1.0) / 12.0).sqrt();
    let off = |throws: f64| (1.96 * deviation / throws.sqrt()).min((sides - 1.0) / 2.0);
    let numbers = || (1..=100).map(f64::from);
    let throws = f64::from(throws);
    Chart::band(&format!("The mean of {throws} dice is within {:.1} of {middle}", off(throws)))
        .x("Dice")
        .y("Their mean")
        .area("95 in 100 lie here", numbers().map(|n| [n, middle - off(n), middle + off(n)]).collect())
        .series("Expected", numbers().map(|n| [n, middle]).collect())
        .own(throws, middle)
}
