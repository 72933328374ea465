//! # Table
//!
//! A table shows twenty rows at a time and can be sorted by any column.
//! `Table::new(["Year", "Interest"])` has named columns, and each `.row([cell, cell])` has as many cells. A cell is a
//! number, a text or empty: `2.5.into()`, `"few".into()`, `Cell::Empty`, or any `Option` of these.
//!
//! A column of numbers is aligned to the right, with equal decimals. Sorting and paging are links, so they work
//! without JavaScript, and the address holds the current view. All rows can be downloaded as CSV. On a narrow screen
//! the table scrolls in its own box.

use maquette::prelude::*;

#[derive(Inputs)]
struct Savings {
    /// Saved a month
    #[input(unit = "€", range = 10..=1000, step = 10, default = 100)]
    monthly: f64,
    /// Interest
    /// A year
    #[input(unit = "%", range = 0.0..=8.0, step = 0.1, default = 3.0)]
    rate: f64,
}

pub fn demo() -> Demo {
    Demo::function("output-table", grow)
        .title("What becomes of my savings?")
        .description("Thirty years of them, with interest paid at the end of each year.")
        .example("A little every month", Savings { monthly: 100.0, rate: 3.0 })
        .example("Under the mattress", Savings { monthly: 100.0, rate: 0.0 })
}

fn grow(Savings { monthly, rate }: Savings) -> Table {
    let mut saved = 0.0;
    (1..=30).fold(Table::new(["Year", "Interest (€)", "Saved (€)"]), |table, year| {
        // What is paid in month by month earns half of a year's interest on average.
        let interest = (saved + monthly * 6.0) * rate / 100.0;
        saved += monthly * 12.0 + interest;
        let euros = |amount: f64| Cell::from(amount.round());
        table.row([f64::from(year).into(), euros(interest), euros(saved)])
    })
}
