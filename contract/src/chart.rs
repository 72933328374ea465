use serde::{Deserialize, Serialize};

/// Dots by two measures, one colour and shape for each series.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Scatter {
    /// What the chart shows, as a sentence.
    pub title: String,
    pub x: Axis,
    pub y: Axis,
    /// At most four: beyond that colours can't be told apart.
    pub series: Vec<Series>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Axis {
    /// The feature measured along it; the person's own value of it is drawn in the chart.
    pub feature: String,
    /// With its unit: "Bill length (mm)".
    pub label: String,
    pub low: f64,
    pub high: f64,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Series {
    pub label: String,
    /// As `[x, y]`.
    pub points: Vec<[f64; 2]>,
}
