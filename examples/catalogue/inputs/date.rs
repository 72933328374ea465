//! # Date
//!
//! A day is picked from the browser's own calendar, or written with its keys.
//! A field of type `Date` is asked for like this. `range = "1900-01-01"..="2099-12-31"` are the first and the last
//! day it takes, and stand in the hint; `default = "1969-07-20"` is what the form opens with. A day that does not
//! exist, in any of the three, is an error when the app is compiled.
//!
//! Addresses, JSON and CSV hold days as `1969-07-20`. `Date::days` counts from the first of January 1970, which is
//! how a [chart](../charts/line.md) over time takes them. An `Option<Date>` may be left empty.
//! There is no time of the day.

use maquette::prelude::*;

#[derive(Inputs)]
struct Asked {
    /// Day
    #[input(range = "1900-01-01"..="2099-12-31", default = "1969-07-20")]
    day: Date,
}

pub fn demo() -> Demo {
    let day = |year, month, day| Asked { day: Date::on(year, month, day) };
    Demo::function("input-date", weekday)
        .title("Which day of the week was it?")
        .description("The day of a birth, a wedding or a landing.")
        .example("On the Moon", day(1969, 7, 20))
        .expects("Sunday")
        .example("The Wall falls", day(1989, 11, 9))
        .expects("Thursday")
}

fn weekday(Asked { day }: Asked) -> &'static str {
    // The first of January 1970 was a Thursday.
    let names = ["Thursday", "Friday", "Saturday", "Sunday", "Monday", "Tuesday", "Wednesday"];
    names[day.days().rem_euclid(7) as usize]
}
