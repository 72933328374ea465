//! # File
//!
//! A file is a link that downloads it, followed by its size.
//! `Blob::new(name, kind, bytes)` makes one: its file name, its media type such as `text/csv` or `application/pdf`,
//! and its contents.
//!
//! The file is part of the page, so the link needs no JavaScript, follows the sliders and works as long as the page
//! is open. Nothing is stored on the server. The encoding makes it a third larger, so files of more than a few MB
//! make the page slow. Tab reaches the link and Enter downloads the file. Programs get name, kind and the bytes in
//! base64. A [table](table.md) has its own CSV download.

use maquette::prelude::*;

#[derive(Inputs)]
struct Loan {
    /// Borrowed
    #[input(unit = "€", range = 100..=50_000, step = 100, default = 5_000)]
    amount: f64,
    /// Interest
    /// A year
    #[input(unit = "%", range = 0.0..=15.0, step = 0.1, default = 6.0)]
    rate: f64,
    /// Paid a month
    #[input(unit = "€", range = 10..=2_000, step = 10, default = 250)]
    monthly: f64,
}

/// Fifty years.
const MOST_MONTHS: u32 = 600;

pub fn demo() -> Demo {
    Demo::function("output-file", plan)
        .title("When is a loan paid back?")
        .description("Month by month, in a table to be saved: interest first, and the rest off the debt.")
        .example("A used car", Loan { amount: 5_000.0, rate: 6.0, monthly: 250.0 })
        .expects("Paid back after: 22 months")
        .example("From a friend", Loan { amount: 600.0, rate: 0.0, monthly: 50.0 })
        .expects("Paid back after: 12 months")
}

fn plan(Loan { amount, rate, monthly }: Loan) -> Result<(Metric, Blob), Refusal> {
    let (mut left, mut cost) = (amount, 0.0);
    let mut csv = "month,interest,paid off,left\n".to_owned();
    for month in 1..=MOST_MONTHS {
        let interest = left * rate / 1_200.0;
        let off = left.min(monthly - interest);
        left -= off;
        cost += interest;
        csv.push_str(&format!("{month},{interest:.2},{off:.2},{left:.2}\n"));
        if left < 0.005 {
            let after = Metric::new("Paid back after", &format!("{month} months"));
            let cost = format!("for {cost:.2} € of interest");
            return Ok((after.remark(&cost), Blob::new("loan.csv", "text/csv", csv.into_bytes())));
        }
    }
    Err(Refusal::new("It is not paid back within fifty years: pay more a month"))
}
