//! # Slider
//!
//! A number with a range is set with a slider, or typed into the field beside it.
//! Use a field of type `f32`, `f64` or any integer, with a `range`. `step` is the distance between two positions: by
//! default 1 for integers, and a hundredth of the range otherwise. `unit` follows the number, and `default` is the
//! value at first.
//!
//! The arrow keys move by one step, Home and End go to the ends. A typed number may lie between two steps, but not
//! outside the range. Without JavaScript, only the field is shown. For an `Option`, an empty field means that the
//! number is not known; the slider then rests in the middle.

use maquette::prelude::*;

#[derive(Inputs)]
struct Oven {
    /// Oven
    /// As the recipe says it
    #[input(unit = "°C", range = 50..=300, step = 5, default = 180)]
    celsius: f64,
}

pub fn demo() -> Demo {
    Demo::function("input-slider", fahrenheit)
        .title("How hot is the oven in Fahrenheit?")
        .description("For a recipe from the other side of the ocean.")
        .example("Bread", Oven { celsius: 230.0 })
        .expects_near(446.0, 0.0)
        .example("Meringue", Oven { celsius: 100.0 })
        .expects_near(212.0, 0.0)
}

fn fahrenheit(Oven { celsius }: Oven) -> Quantity {
    Quantity::new(celsius * 1.8 + 32.0, 0).unit("°F")
}
