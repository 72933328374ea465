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

    /// Three to seven round quantities within the axis (Heckbert 1990, "Nice numbers for graph labels").
    pub(super) fn ticks(self) -> Vec<f64> {
        let rough = (self.high - self.low) / 5.0;
        if !(rough.is_finite() && rough > 0.0) {
            return vec![];
        }
        let power = 10f64.powf(rough.log10().floor());
        let step = match rough / power {
            ..1.5 => power,
            ..3.0 => 2.0 * power,
            ..7.0 => 5.0 * power,
            _ => 10.0 * power,
        };
        let first = (self.low / step).ceil() as i64;
        let last = (self.high / step).floor() as i64;
        (first..=last).map(|tick| tick as f64 * step).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_round_and_few() {
        let check =
            |low, high, expected: &[f64]| assert_eq!(Scale::new((low, high), (0.0, 1.0)).ticks(), expected);
        check(30.0, 65.0, &[30.0, 35.0, 40.0, 45.0, 50.0, 55.0, 60.0, 65.0]);
        check(12.0, 24.0, &[12.0, 14.0, 16.0, 18.0, 20.0, 22.0, 24.0]);
        check(2500.0, 7000.0, &[3000.0, 4000.0, 5000.0, 6000.0, 7000.0]);
        check(1.0, 1.0, &[]);
        check(0.0, f64::NAN, &[]);
    }

    #[test]
    fn places_stay_within_the_frame() {
        let scale = Scale::new((10.0, 20.0), (100.0, 0.0));
        let check = |quantity, expected| assert_eq!(scale.place(quantity), expected);
        check(10.0, "100.0");
        check(12.345, "76.6");
        check(99.0, "0.0");
        assert_eq!(Scale::new((1.0, 1.0), (0.0, 10.0)).place(1.0), "0.0");
    }
}
