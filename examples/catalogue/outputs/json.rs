//! # JSON
//!
//! Data for programs is shown as JSON, with one line for each value.
//! Return a `serde_json::Value`; `serde_json::to_value` converts anything that derives `Serialize`. Programs get the
//! value itself inside the answer, not a text that they would have to parse.
//!
//! It is a block like that of [code](code.md), and scrolls in its own box. For people who are not programmers, use a
//! [table](table.md) or several [metrics](metric.md).

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
