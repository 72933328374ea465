//! # Number
//!
//! A number without a range is typed into a field, followed by its unit.
//! Use an `f32` or an `f64`; with a `range` the field gets a [slider](slider.md). `unit` and `default` are its
//! settings. [Numbers](../../numbers.md) are read as each country writes them, and `1e6` is one too. Infinity is
//! refused, so a model never sees it.
//!
//! An `Option<f64>` may be left empty, and the hint says so; it is then `None`. If a number must meet other
//! conditions, return a `Refusal`.

use maquette::prelude::*;

#[derive(Inputs)]
struct Storm {
    /// From lightning to thunder
    #[input(unit = "s", default = 9)]
    delay: f64,
    /// Temperature of the air
    /// 20 °C where it is left empty
    #[input(unit = "°C")]
    temperature: Option<f64>,
}

pub fn demo() -> Demo {
    Demo::function("input-number", distance)
        .title("How far away is the thunderstorm?")
        .description("Light is there at once, sound takes three seconds for a kilometre.")
        .example("A summer evening", Storm { delay: 9.0, temperature: None })
        .expects_near(3.09, 0.01)
        .example("In a snowstorm", Storm { delay: 4.5, temperature: Some(-5.0) })
}

fn distance(Storm { delay, temperature }: Storm) -> Result<Quantity, Refusal> {
    let speed = 331.3 * (1.0 + temperature.unwrap_or(20.0) / 273.15).sqrt();
    if delay < 0.0 || speed.is_nan() {
        return Err(Refusal::new(
            "No thunder comes before its lightning, and no air is colder than −273.15 °C",
        ));
    }
    Ok(Quantity::new(delay * speed / 1000.0, 1).unit("km"))
}
