//! # JSON
//!
//! Data for programs is shown as JSON, with a line for each value.
//! A function that returns a `serde_json::Value` gives it; whatever derives `Serialize` becomes one by
//! `serde_json::to_value`. Programs get the value itself within the answer, and no text that they would have to parse.
//!
//! It is a block like that of [code](code.md), and scrolls within itself. People who are no programmers are better
//! served by a [table](table.md) or several [figures](metric.md).

use maquette::prelude::*;
use serde_json::{Value, json};

#[derive(Inputs)]
struct Place {
    /// Name
    #[input(default = "Greenwich")]
    name: String,
    /// Latitude
    #[input(unit = "°", range = -90.0..=90.0, step = 0.01, default = 51.48)]
    latitude: f64,
    /// Longitude
    #[input(unit = "°", range = -180.0..=180.0, step = 0.01, default = 0.0)]
    longitude: f64,
}

pub fn demo() -> Demo {
    let place = |name: &str, latitude, longitude| Place { name: name.into(), latitude, longitude };
    Demo::function("output-json", geojson)
        .title("What is a place called in GeoJSON?")
        .description("It takes the longitude first, which everybody gets wrong once.")
        .example("The first meridian", place("Greenwich", 51.48, 0.0))
        .example("The end of the world", place("Ushuaia", -54.8, -68.3))
}

fn geojson(Place { name, latitude, longitude }: Place) -> Value {
    json!({
        "type": "Feature",
        "geometry": { "type": "Point", "coordinates": [longitude, latitude] },
        "properties": { "name": name },
    })
}
