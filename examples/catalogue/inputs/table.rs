//! # Table
//!
//! A table is filled in, pasted from a spreadsheet or chosen as a CSV file.
//! Use a field of type `Rows<Item>`, where `Item` is another struct with `#[derive(Inputs)]`. Each of its fields is a
//! column, with the same settings and checks. An error names its line and column. `range = 1..=50` sets the number of
//! rows; by default at most 1,000 are allowed.
//!
//! The arrow keys and Enter move from cell to cell, and Escape leaves the table. Without JavaScript, it is a text
//! field for CSV, or a file sent with the form. A program sends the CSV as one string: `name,price,count`, followed
//! by one line for each row, at most 500,000 characters. A table does not fit into an address, so the answer gets its
//! own address.
//!
//! These rules hold for a file, with JavaScript and without, and for the text that a program sends:
//!
//! - The first line names the columns. A column is found by its field's name (`price`), with the unit after it or
//!   without (`price_€`, `price (€)`), or else by its label. The order does not matter, and other columns are ignored.
//!   A column may be missing if its field has a default or may be unknown.
//! - Commas, semicolons or tabs separate the cells, whichever occurs most in the first line. A line above it such as
//!   `sep=;`, which Excel writes, decides instead, and may name a vertical bar too.
//! - A cell in quotation marks may hold separators, line ends, and doubled quotation marks.
//! - Lines end with LF, CRLF or CR. Blank lines are skipped, and so are rows of empty cells if a row has to hold
//!   something.
//! - The encoding is UTF-8, or UTF-16 with a byte order mark; anything else is read as Windows-1252.
//! - An empty cell means "not known", and so do the words that pandas reads so: `#N/A`, `#N/A N/A`, `#NA`,
//!   `-1.#IND`, `-1.#QNAN`, `-NaN`, `-nan`, `1.#IND`, `1.#QNAN`, `<NA>`, `N/A`, `NA`, `NULL`, `NaN`, `None`, `n/a`,
//!   `nan`, `null`. A choice with such a word among its values reads it as that value. A required text reads it as
//!   text; an optional one is then not known.

use maquette::prelude::*;

#[derive(Inputs)]
struct Basket {
    /// Shopping list
    #[input(range = 1..=50)]
    items: Rows<Item>,
}

#[derive(Inputs)]
struct Item {
    /// What
    name: String,
    /// Price
    #[input(unit = "€", range = 0.0..=10_000.0)]
    price: f64,
    /// How many
    #[input(range = 1..=1_000)]
    count: u32,
}

pub fn demo() -> Demo {
    let item = |(name, price, count): (&str, f64, u32)| Item { name: name.into(), price, count };
    let pancakes = [("Flour", 1.19, 1), ("Milk", 1.05, 2), ("Eggs", 0.35, 6), ("Maple syrup", 6.49, 1)];
    let desk = [("Pencils", 0.45, 12), ("Paper", 4.99, 2), ("Lamp", 24.5, 1)];
    Demo::function("input-table", add)
        .title("What will it cost?")
        .description("All of it, and what most of it is spent on.")
        .example("For pancakes", Basket { items: Rows(pancakes.map(item).into()) })
        .expects_near(11.88, 0.001)
        .example("For a desk", Basket { items: Rows(desk.map(item).into()) })
        .expects_near(39.88, 0.001)
}

fn add(Basket { items: Rows(items) }: Basket) -> (Quantity, Chart) {
    let cost = |item: Item| (item.name, item.price * f64::from(item.count));
    let mut costs: Vec<(String, f64)> = items.into_iter().map(cost).collect();
    costs.sort_by(|a, b| b.1.total_cmp(&a.1));
    let total = costs.iter().map(|(_, cost)| cost).sum();
    let title = costs.first().map(|(name, _)| format!("{name} costs most")).unwrap_or_default();
    let bars = Chart::bar(&title).x("€").y("What");
    let bar = |bars: Chart, (name, cost): &(String, f64)| bars.value(name, *cost);
    (Quantity::new(total, 2).unit("€"), costs.iter().fold(bars, bar))
}
