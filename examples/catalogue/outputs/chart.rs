//! # Chart
//!
//! A chart answers one question with one kind of mark, and its title is the answer.
//! There are the [line](../charts/line.md), [scatter](../charts/scatter.md), [band](../charts/band.md),
//! [bar](../charts/bar.md), [histogram](../charts/histogram.md) and [heat map](../charts/heat_map.md). Return a
//! `Chart`, or use `.beside(title, …)` to put one beside any other answer.
//!
//! The server draws it, so it is visible without JavaScript and follows the sliders. Programs get its points. For
//! people who cannot see it there are a description and the numbers. A line with very many points is thinned to what
//! can be seen.

use maquette::prelude::*;

#[derive(Inputs)]
struct Place {
    /// Latitude
    /// 0° is the equator, 90° the north pole
    #[input(unit = "°", range = -90..=90, default = 52)]
    latitude: f64,
}

pub fn demo() -> Demo {
    Demo::function("output-chart", daylight)
        .title("How long are the days in a year?")
        .description("From sunrise to sunset, by how far the Earth leans towards the sun.")
        .example("Berlin", Place { latitude: 52.0 })
        .example("Tromsø, where the sun doesn't set", Place { latitude: 69.0 })
        .example("Near the equator", Place { latitude: -1.0 })
}

fn daylight(Place { latitude }: Place) -> Chart {
    let start = Date::on(2026, 1, 1).days();
    let hours = |day: i64| {
        let lean = -23.44 * (std::f64::consts::TAU * (day + 10) as f64 / 365.0).cos();
        let edge = -latitude.to_radians().tan() * lean.to_radians().tan();
        [(start + day) as f64, 24.0 / std::f64::consts::PI * edge.clamp(-1.0, 1.0).acos()]
    };
    let days: Vec<_> = (0..365).map(hours).collect();
    let longest = days.iter().map(|[_, hours]| *hours).fold(0.0, f64::max);
    Chart::line(&format!("At {latitude}° the longest day has {longest:.1} hours"))
        .over_time()
        .x("Day")
        .y("Hours of daylight")
        .y_range(0.0, 24.0)
        .series("Daylight", days)
}
