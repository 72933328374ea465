//! # List
//!
//! A choice with many answers becomes a drop-down list.
//! Declare it like a [choice](choice.md), with an enum that derives `Choice`; from seven variants on it becomes a
//! list. Without a default, its first line is "Choose…", so nothing is selected for anyone.
//!
//! It is the browser's own list: letters jump to an answer, the arrow keys move, and it works without JavaScript. For
//! an `Option`, "Not known" comes first. A list of hundreds is hard to use on a phone; a [text](text.md) that your
//! function looks up may be better.

use maquette::prelude::*;

#[derive(Inputs)]
struct Home {
    /// Planet
    #[input(default = Planet::Mars)]
    planet: Planet,
}

#[derive(Choice, Clone, Copy)]
enum Planet {
    Mercury,
    Venus,
    Earth,
    Mars,
    Jupiter,
    Saturn,
    Uranus,
    Neptune,
}

pub fn demo() -> Demo {
    Demo::function("input-select", year)
        .title("How long is a year elsewhere?")
        .description("The time a planet takes around the sun, in days of the Earth.")
        .example("On Mars", Home { planet: Planet::Mars })
        .expects_near(687.0, 0.0)
        .example("Far out", Home { planet: Planet::Neptune })
}

fn year(Home { planet }: Home) -> Quantity {
    let days = [88.0, 224.7, 365.2, 687.0, 4331.0, 10_747.0, 30_589.0, 59_800.0];
    Quantity::new(days[planet as usize], 0).unit("days")
}
