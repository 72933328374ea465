//! # Heat map
//!
//! A heat map shows a value for each pair of a row and a column, as a shade of one colour.
//! `Chart::heat_map(title, &columns, &rows, values)` takes the names and then the values row by row; `None` is drawn
//! as an empty cell. `.x(label)` and `.y(label)` name the columns and the rows.
//!
//! There are five shades from the lowest to the highest value, and a legend with these two. With up to eight columns,
//! each cell shows its value. At most 60 rows and columns are drawn, and only as many names as there is room for.
//! "Show the numbers" has the table, up to 50 rows and 20 columns.

use maquette::prelude::*;

#[derive(Inputs)]
struct Weather {
    /// Warmest
    #[input(unit = "°C", range = -20..=15, default = 5)]
    warmest: i8,
}

pub fn demo() -> Demo {
    Demo::function("chart-heat_map", chill)
        .title("How cold does the wind make it?")
        .description("By the formula of Environment Canada. Above 10 °C, or in still air, it says nothing.")
        .example("A day in March", Weather { warmest: 5 })
        .example("At the edge", Weather { warmest: 15 })
}

fn chill(Weather { warmest }: Weather) -> Chart {
    let temperatures: Vec<f64> =
        (0..6).map(|step| f64::from(warmest) - 25.0 + 5.0 * f64::from(step)).collect();
    let winds = [10.0, 20.0, 30.0, 40.0, 50.0, 60.0_f64];
    let felt = |wind: f64, air: f64| {
        let wind = wind.powf(0.16);
        (air <= 10.0).then(|| (13.12 + 0.6215 * air - 11.37 * wind + 0.3965 * air * wind).round())
    };
    let row = |wind: &f64| temperatures.iter().map(|air| felt(*wind, *air)).collect();
    let columns = temperatures.iter().map(|air| format!("{air} °C").replace('-', "−")).collect::<Vec<_>>();
    let rows = winds.map(|wind| format!("{wind} km/h"));
    let (columns, rows) = (columns.iter().map(String::as_str), rows.iter().map(String::as_str));
    let (columns, rows): (Vec<_>, Vec<_>) = (columns.collect(), rows.collect());
    Chart::heat_map(
        "What a temperature feels like in the wind",
        &columns,
        &rows,
        winds.iter().map(row).collect(),
    )
    .x("Temperature")
    .y("Wind")
}
