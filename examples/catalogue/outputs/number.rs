//! # Number
//!
//! A number stands on an axis with the interval around it, and in a sentence below.
//! `Quantity::new(value, decimals)` is one; it rounds to the decimals that mean something. `.unit` stands behind it, or
//! before it if it is a currency. `.interval(low, high, coverage)` is where the truth lies in that share of answers,
//! and `.seen(low, high)` the axis: what there has been. `.step(name, value)` tells what was done on the way.
//!
//! Of an interval that the demo's card has not measured, as here, the page says that it is its author's account.
//! Without an axis and an interval the number stands alone. A plain `f64`, `f32` or whole number is an output too, without a unit. A `Regressor` fills all of it
//! in from its card. What is no number is shown as a dash.

use maquette::prelude::*;

#[derive(Inputs)]
struct Petal {
    /// Length of the petal
    #[input(unit = "cm", range = 0.0..=7.5, default = 4.2)]
    length: f64,
}

pub fn demo() -> Demo {
    Demo::function("output-number", width)
        .title("How wide is the petal of an iris?")
        .description("Guessed from its length, by a line through the 150 flowers of Fisher (1936).")
        .example("Of middle size", Petal { length: 4.2 })
        .expects_near(1.38, 0.01)
        .example("A bud", Petal { length: 0.5 })
        .expects_near(0.0, 0.0)
}

fn width(Petal { length }: Petal) -> Quantity {
    // Least squares; 90 in 100 of the flowers lie within 0.35 cm of the line.
    let line = -0.363 + 0.4158 * length;
    let width = line.max(0.0);
    let quantity = Quantity::new(width, 1).unit("cm").seen(0.1, 2.5);
    let quantity = quantity.interval((line - 0.35).max(0.0), (line + 0.35).max(0.0), 0.9);
    if line < 0.0 {
        quantity.step("The line says", line).step("No petal is narrower than", 0.0)
    } else {
        quantity
    }
}
