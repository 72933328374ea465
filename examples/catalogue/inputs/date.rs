//! # Date
//!
//! A day is chosen in the browser's own calendar or typed.
//! Use a field of type `Date`. `range = "1900-01-01"..="2099-12-31"` sets the first and the last day, which the hint
//! shows; `default = "1969-07-20"` is the day at first. A day that does not exist is a compile error.
//!
//! Addresses, JSON and CSV write days as `1969-07-20`. `Date::days` counts from the first of January 1970, as a
//! [chart](../charts/line.md) over time expects. An `Option<Date>` may be left empty. There is no time of day.

use maquette::prelude::*;

#[derive(Inputs)]
struct Question {
    /// Day
    #[input(range = "1900-01-01"..="2099-12-31", default = "1969-07-20")]
    day: Date,
}

pub fn demo() -> Demo {
    let day = |year, month, day| Question { day: Date::on(year, month, day) };
    Demo::function("input-date", weekday)
        .title("Which day of the week was it?")
        .description("The day of a birth, a wedding or a landing.")
        .example("On the Moon", day(1969, 7, 20))
        .expects("Sunday")
        .example("The Wall falls", day(1989, 11, 9))
        .expects("Thursday")
}

fn weekday(Question { day }: Question) -> &'static str {
    // The first of January 1970 was a Thursday.
    let names = ["Thursday", "Friday", "Saturday", "Sunday", "Monday", "Tuesday", "Wednesday"];
    names[day.days().rem_euclid(7) as usize]
}
