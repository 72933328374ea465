//! # Sketch
//!
//! A sketch is drawn with a mouse, a finger or a pen.
//! Use a field of type `Sketch`. Its `image()` has 256 by 256 pixels, black on white with smooth edges; `resized`
//! scales it to the size that a network expects. People may choose a picture instead, which keeps its own size.
//!
//! The lines are stored as a text that fits into an address. In `12*10.20-30.40_99.5`, 12 is the width of the pen,
//! `_` separates strokes, and `-` separates points with coordinates from 0 to 255. There are at most 2,000 points. A
//! program sends this text, or a [picture](image.md) as the token of an upload or a data URL, with the same limits.
//!
//! Without a pointer or without JavaScript, people choose a picture as a file, with Tab and the space bar. The width
//! of the pen, Undo and Clear can be reached with the keyboard too, and Ctrl+Z removes the last stroke.

use maquette::prelude::*;
use std::f64::consts::TAU;

#[derive(Inputs)]
struct Paper {
    /// Your drawing
    drawing: Sketch,
}

/// What is drawn is looked at in so many rows and columns.
const SIDE: usize = 64;

pub fn demo() -> Demo {
    let point = |step: u32| {
        let (sin, cos) = (f64::from(step) / 48.0 * TAU).sin_cos();
        format!("{:.0}.{:.0}", 128.0 + 90.0 * cos, 128.0 + 90.0 * sin)
    };
    let ring = (0..=48).map(point).collect::<Vec<_>>().join("-");
    Demo::function("input-sketch", weigh)
        .title("Where would your drawing balance?")
        .description("On the tip of a needle, if ink had a weight and paper had none.")
        .example("A ring", Paper { drawing: Sketch::from_strokes(&format!("12*{ring}")) })
        .expects("It balances: in the middle")
        .example(
            "A corner and a dot",
            Paper { drawing: Sketch::from_strokes("12*50.40-50.210-190.210_110.150") },
        )
        .expects("It balances: low left")
}

fn weigh(Paper { drawing }: Paper) -> Result<(Metric, Metric, Chart), Refusal> {
    let gray = drawing.image().resized(SIDE, SIDE).to_gray();
    let ink: Vec<f64> = gray.iter().map(|&gray| 1.0 - f64::from(gray) / 255.0).collect();
    let column = |at: usize| ink.iter().skip(at).step_by(SIDE).sum::<f64>() / SIDE as f64;
    let row = |at: usize| ink[at * SIDE..][..SIDE].iter().sum::<f64>() / SIDE as f64;
    let (columns, rows): (Vec<f64>, Vec<f64>) = (0..SIDE).map(|at| (column(at), row(at))).unzip();
    let share = rows.iter().sum::<f64>() / SIDE as f64;
    if share <= 0.0 {
        return Err(Refusal::new("There is no ink on this paper: draw a line that is darker than it"));
    }
    // From 0 to 1, as the middle of each column or row is.
    let place = |at: usize| (at as f64 + 0.5) / SIDE as f64;
    let centre = |lines: &[f64]| {
        lines.iter().enumerate().map(|(at, ink)| place(at) * ink).sum::<f64>() / lines.iter().sum::<f64>()
    };
    let (x, y) = (centre(&columns), centre(&rows));
    let side = |at: f64, [before, after]: [&'static str; 2]| match at {
        ..0.45 => before,
        0.55.. => after,
        _ => "",
    };
    let said = [side(y, ["high", "low"]), side(x, ["left", "right"])].join(" ");
    let said = if said == " " { "in the middle" } else { said.trim() };
    let [across, down] = [x, y].map(|at| (100.0 * at).round());
    let percent = |lines: &[f64]| {
        lines.iter().enumerate().map(|(at, ink)| [100.0 * place(at), 100.0 * ink]).collect::<Vec<_>>()
    };
    Ok((
        Metric::new("It balances", said).remark(&format!("{across} % across, {down} % down")),
        Metric::new("Ink", &format!("{:.1} %", 100.0 * share)).remark("of the paper"),
        Chart::line("How the ink is spread")
            .x("From the left, or from the top (%)")
            .y("Ink (%)")
            .series("Columns", percent(&columns))
            .series("Rows", percent(&rows)),
    ))
}
