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

    /// The place of a quantity, to a tenth; one beyond an end is put at that end.
    pub(super) fn place(self, quantity: f64) -> String {
        let span = if self.high > self.low { self.high - self.low } else { 1.0 };
        let share = ((quantity - self.low) / span).clamp(0.0, 1.0);
        format!("{:.1}", self.from + share * (self.to - self.from))
    }

    /// About five round quantities within the axis, each with its text (Heckbert 1990, "Nice numbers for
    /// graph labels").
    pub(super) fn ticks(self) -> Vec<(f64, String)> {
        let rough = (self.high - self.low) / 5.0;
        if !(rough.is_finite() && rough > 0.0) {
            return vec![];
        }
        let exponent = rough.log10().floor();
        let power = 10f64.powf(exponent);
        let step = match rough / power {
            ..1.5 => power,
            ..3.0 => 2.0 * power,
            ..6.5 => 5.0 * power,
            _ => 10.0 * power,
        };
        let decimals = (-exponent).max(0.0) as usize;
        let first = (self.low / step).ceil() as i64;
        let last = (self.high / step).floor() as i64;
        let tick = |tick: i64| (tick as f64 * step, format!("{:.decimals$}", tick as f64 * step));
        (first..=last).map(tick).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_round_and_few() {
        let check = |low, high, expected: &str| {
            let ticks = Scale::new((low, high), (0.0, 1.0)).ticks();
            let texts: Vec<_> = ticks.into_iter().map(|(_, text)| text).collect();
            assert_eq!(texts.join(" "), expected);
        };
        check(30.0, 65.0, "30 40 50 60");
        check(12.0, 24.0, "12 14 16 18 20 22 24");
        check(2500.0, 7000.0, "3000 4000 5000 6000 7000");
        check(0.0, 0.5, "0.0 0.1 0.2 0.3 0.4 0.5");
        check(0.02, 0.05, "0.020 0.025 0.030 0.035 0.040 0.045 0.050");
        check(1.0, 1.0, "");
        check(0.0, f64::NAN, "");
    }

    #[test]
    fn places_stay_within_the_frame() {
        let scale = Scale::new((10.0, 20.0), (100.0, 0.0));
        let check = |quantity, expected| assert_eq!(scale.place(quantity), expected);
        check(10.0, "100.0");
        check(12.34, "76.6");
        check(99.0, "0.0");
        assert_eq!(Scale::new((1.0, 1.0), (0.0, 10.0)).place(1.0), "0.0");
    }
}
