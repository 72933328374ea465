//! # Table
//!
//! A table is filled in, pasted from a spreadsheet or chosen as a CSV file.
//! Use a field of type `Rows<Item>`, where `Item` is another struct with `#[derive(Inputs)]`. Each of its fields is a
//! column, with the same settings and checks. An error names its line and column. `range = 1..=50` sets the number of
//! rows; by default at most 1,000 are allowed.
//!
//! The arrow keys and Enter move from cell to cell, and Escape leaves the table. Without JavaScript, it is a text
//! field for CSV, or a file sent with the form. A program sends the CSV as one string: `name,price,count`, followed
//! by one line for each row, at most 500,000 characters. Columns are found by their names; commas, semicolons or tabs
//! may separate them. A table does not fit into an address, so the answer gets its own address.

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
