//! # List
//!
//! Many answers of which one holds fold into a list.
//! It is declared as a [choice](choice.md) is, by an enum with `#[derive(Choice)]`; from seven variants on it becomes
//! a list by itself. Where there is no default its first line says "Choose…", so nothing is chosen for anybody.
//!
//! It is the browser's own list: letters jump to an answer, the arrow keys move, and it works without JavaScript.
//! Of an `Option` "Not known" stands first. A list of hundreds is hard to use on a phone;
//! a [text](text.md) that the function looks up may be better.

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
