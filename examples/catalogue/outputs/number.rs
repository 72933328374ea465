//! # Number
//!
//! A number is shown on an axis with its interval, and in a sentence below.
//! `Quantity::new(value, decimals)` makes one; choose only as many decimals as are meaningful. `.unit` follows the
//! number, or precedes it if it is a currency. `.interval(low, high, coverage)` is the range that contains the true
//! value in that share of answers. `.seen(low, high)` is the range of the axis, usually that of the training data.
//! `.step(name, value)` documents a step of the calculation.
//!
//! If the demo's card has not measured the interval, as here, the page calls it the author's own claim. Without an
//! axis and an interval, the number stands alone. A plain `f64`, `f32` or integer is an output too, without a unit. A
//! `Regressor` fills in all of this from its card. A value or an end of
//! the interval that is NaN or infinite is an error: the visitor sees that something failed, and the log has the
//! cause. Return an error yourself if there is no answer.

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
