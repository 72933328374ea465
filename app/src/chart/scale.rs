//! A linear scale from quantities to places along an axis, with round ticks.

use maquette_contract::format_fixed;

/// Maps a quantity to a place along an axis. The place of `low` may lie behind that of `high`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Scale {
    low: f64,
    high: f64,
    from: f64,
    to: f64,
}

impl Scale {
    pub(super) fn new(quantities: (f64, f64), places: (f64, f64)) -> Self {
        Self { low: quantities.0, high: quantities.1, from: places.0, to: places.1 }
    }

    /// The place of a quantity; one beyond an end is put at that end.
    pub(super) fn at(self, quantity: f64) -> f64 {
        let share = (quantity - self.low) / (self.high - self.low);
        let share = if share.is_finite() { share.clamp(0.0, 1.0) } else { 0.0 };
        self.from + share * (self.to - self.from)
    }

    /// The place of a quantity, rounded to a tenth, as SVG has it.
    pub(super) fn place(self, quantity: f64) -> String {
        format!("{:.1}", self.at(quantity))
    }

    /// The round quantities within the axis, as many as up to `most` but two at least if there are, each
    /// with its text (Heckbert 1990, "Nice numbers for graph labels").
    pub(super) fn ticks(self, most: usize) -> Vec<(f64, String)> {
        let span = self.high - self.low;
        if !(span.is_finite() && span > 0.0) {
            return vec![];
        }
        let exponent = (span / most.max(1) as f64).log10().floor() as i32;
        let steps = (exponent..=exponent + 2)
            .flat_map(|exponent| [1.0, 2.0, 5.0].map(|factor| (exponent, factor * 10f64.powi(exponent))));
        let mut found = vec![];
        for (exponent, step) in steps {
            let ticks = self.multiples(step);
            let (enough, fits) = (ticks.len() > 2, ticks.len() <= most);
            if found.is_empty() || enough || !fits && ticks.len() > 1 {
                found = texts(&ticks, exponent);
            }
            if fits {
                break;
            }
        }
        found
    }

    fn multiples(self, step: f64) -> Vec<f64> {
        // A hair's breadth, since 0.3 is not quite three times 0.1.
        const HAIR: f64 = 1e-9;
        let first = (self.low / step - HAIR).ceil();
        let last = (self.high / step + HAIR).floor();
        let count = (last - first + 1.0).clamp(0.0, 100.0) as usize;
        (0..count).map(|tick| (first + tick as f64) * step).collect()
    }
}

/// Round quantities as they are read. Four digits go without a comma, since they may be a year.
fn texts(ticks: &[f64], exponent: i32) -> Vec<(f64, String)> {
    let largest = ticks.iter().fold(0.0, |largest: f64, tick| largest.max(tick.abs()));
    let decimals = u8::try_from(-exponent).unwrap_or(0);
    let text = |tick: f64| match largest {
        _ if decimals > 6 || largest >= 1e12 => format!("{tick:.1e}").replace('-', "−"),
        10_000.0.. => format_fixed(tick, decimals),
        _ => format_fixed(tick, decimals).replace(',', ""),
    };
    ticks.iter().map(|&tick| (tick, text(tick))).collect()
}

/// How many decimals distinguish quantities on an axis from end to end.
pub(super) fn decimals(low: f64, high: f64) -> u8 {
    let span = (high - low).abs();
    let span = if span > 0.0 { span } else { low.abs().max(1.0) };
    (2.0 - span.log10().floor()).clamp(0.0, 6.0) as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_round_and_few() {
        let check = |low, high, most, expected: &str| {
            let ticks = Scale::new((low, high), (0.0, 1.0)).ticks(most);
            let texts: Vec<_> = ticks.into_iter().map(|(_, text)| text).collect();
            assert_eq!(texts.join(" "), expected);
        };
        check(30.0, 65.0, 6, "30 40 50 60");
        check(12.0, 24.0, 6, "12 14 16 18 20 22 24");
        check(2500.0, 7000.0, 6, "3000 4000 5000 6000 7000");
        check(0.0, 250_000.0, 6, "0 50,000 100,000 150,000 200,000 250,000");
        check(-2.0, 2.0, 6, "−2 −1 0 1 2");
        check(0.0, 0.5, 6, "0.0 0.1 0.2 0.3 0.4 0.5");
        check(0.1, 0.3, 6, "0.10 0.15 0.20 0.25 0.30");
        check(0.0, 250_000.0, 3, "0 100,000 200,000");
        check(1.0, 1.0, 6, "");
        check(0.0, f64::NAN, 6, "");
        check(0.0, 3e13, 3, "0.0e0 1.0e13 2.0e13 3.0e13");
    }

    #[test]
    fn places_stay_within_the_frame() {
        let scale = Scale::new((10.0, 20.0), (100.0, 0.0));
        let check = |quantity, expected| assert_eq!(scale.place(quantity), expected);
        check(10.0, "100.0");
        check(12.34, "76.6");
        check(99.0, "0.0");
        check(f64::NAN, "100.0");
        assert_eq!(Scale::new((1.0, 1.0), (0.0, 10.0)).place(1.0), "0.0");
    }

    #[test]
    fn decimals_fit_the_span() {
        let check = |low, high, expected| assert_eq!(decimals(low, high), expected, "{low} to {high}");
        check(30.0, 65.0, 1);
        check(0.0, 100_000.0, 0);
        check(0.0, 0.5, 3);
        check(5.0, 5.0, 2);
        check(0.0, 1e-300, 6);
    }
}
