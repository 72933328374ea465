//! # Scatter plot
//!
//! A scatter plot shows where things lie on two axes, with one kind of mark for each series.
//! `Chart::scatter(title).x(label).y(label)` makes one, and each `.series(name, points)` adds marks at `[x, y]`.
//! `.own(x, y)` draws a ring at the visitor's own inputs; the axes make room for it.
//!
//! Each of up to four series has its own colour and shape, and its name beside it. From 300 marks on they are
//! transparent. Of more than 2,000, only every second, third, … is drawn, and the chart says so. "Show the numbers"
//! gives the mean and the range of each series.

use maquette::prelude::*;

#[derive(Inputs)]
struct Petal {
    /// Length of a petal
    #[input(unit = "cm", range = 0.5..=7.5, default = 4.9)]
    length: f64,
    /// Width of a petal
    #[input(unit = "cm", range = 0.0..=3.0, default = 1.7)]
    width: f64,
}

const TABLE: &str = include_str!("../../iris/iris.csv");

pub fn demo() -> Demo {
    Demo::function("chart-scatter", place)
        .title("Where does an iris lie among others?")
        .description("The petals of 150 flowers of three species (Fisher 1936), and those of yours.")
        .example("Between two species", Petal { length: 4.9, width: 1.7 })
        .example("A small one", Petal { length: 1.5, width: 0.3 })
}

fn place(Petal { length, width }: Petal) -> Chart {
    let chart = Chart::scatter("Petals tell three irises apart, nearly").x("Length (cm)").y("Width (cm)");
    let species = |chart: Chart, species: &str| chart.series(species, flowers(species));
    ["Setosa", "Versicolor", "Virginica"].into_iter().fold(chart, species).own(length, width)
}

fn flowers(species: &str) -> Vec<[f64; 2]> {
    let rows = TABLE.lines().map(|line| line.split(',').collect::<Vec<_>>());
    let rows = rows.filter(|cells| cells.last() == Some(&species));
    rows.filter_map(|cells| Some([cells[2].parse().ok()?, cells[3].parse().ok()?])).collect()
}
