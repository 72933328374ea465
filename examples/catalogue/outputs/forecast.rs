//! # Forecast
//!
//! A forecast shows how a series may continue, with a band around it.
//! `Forecast` has the past in `history`, as days since 1970 and values, and the future in `steps`, each with `low`
//! and `high`. `coverage` is the share of steps whose true value lies between these. Measure it, as here; do not
//! guess it. If the demo's card has measured it too, the page states it; otherwise it is shown as the author's own
//! claim. Simpler forecasts, or the true values, go into `beside` and are drawn along with it.
//!
//! A sentence above the chart states the last step. Of the past, only as much is drawn as leaves room for the
//! forecast. For other uncertain lines, use a [band](../charts/band.md).

use maquette::prelude::*;

#[derive(Inputs)]
struct Ahead {
    /// Months ahead
    #[input(range = 1..=36, default = 12)]
    months: usize,
}

const TABLE: &str = include_str!("../../../gallery/src/demos/co2/co2.csv");

pub fn demo() -> Demo {
    // Before 1965 some months are missing. The third column is without the seasons.
    let rows = TABLE.lines().skip_while(|line| !line.starts_with("1965")).filter_map(|line| {
        let mut cells = line.split(',');
        Some((cells.next()?.parse().ok()?, cells.nth(1)?.parse().ok()?))
    });
    let rows: Vec<(Date, f64)> = rows.collect();
    Demo::function("output-forecast", move |ahead: Ahead| forecast(&rows, &ahead))
        .title("How much carbon dioxide will be in the air?")
        .description("Over Mauna Loa. Data: Scripps CO2 Program, C. D. Keeling et al. (2001), CC BY 4.0.")
        .example("A year ahead", Ahead { months: 12 })
        .expects_near(415.9, 0.1)
        .example("Three years", Ahead { months: 36 })
}

/// What was measured at some month, and the rise of the last five years on top.
fn drift(rows: &[(Date, f64)], at: usize, months: usize) -> f64 {
    rows[at].1 + months as f64 * (rows[at].1 - rows[at - 60].1) / 60.0
}

fn forecast(rows: &[(Date, f64)], ahead: &Ahead) -> Forecast {
    let now = rows.len() - 1;
    let step = |months: usize| {
        // Nine in ten past forecasts were off by less than this.
        let off = |at: usize| (drift(rows, at, months) - rows[at + months].1).abs();
        let mut off: Vec<f64> = (60..=now - months).map(off).collect();
        off.sort_by(f64::total_cmp);
        let (value, off) = (drift(rows, now, months), off[off.len() * 9 / 10]);
        let month = usize::from(rows[now].0.month()) - 1 + months;
        let date = Date::new(rows[now].0.year() + (month / 12) as u16, (month % 12) as u8 + 1, 1);
        let day = date.unwrap_or(rows[now].0).days() as f64;
        ForecastStep { day, value, low: value - off, high: value + off }
    };
    Forecast {
        title: "It rises and rises".to_owned(),
        unit: "ppm".to_owned(),
        decimals: 1,
        history: rows.iter().map(|(date, value)| [date.days() as f64, *value]).collect(),
        steps: (1..=ahead.months).map(step).collect(),
        coverage: 0.9,
        beside: vec![],
    }
}
