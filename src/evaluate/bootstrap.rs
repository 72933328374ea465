//! The percentile bootstrap: the confidence interval of a statistic.

use maquette_contract::Estimate;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

const RESAMPLES: usize = 1000;

/// A statistic of some rows and the interval that holds the true one about 19 times in 20: the
/// percentile bootstrap (Efron 1979) over 1,000 seeded resamples of the rows.
///
/// `statistic` is given the places of rows; in a resample some come twice and some not at all.
pub fn bootstrap(rows: usize, seed: u64, statistic: impl Fn(&[usize]) -> f64) -> Estimate {
    let mut places: Vec<usize> = (0..rows).collect();
    let value = statistic(&places);
    if rows == 0 {
        return Estimate { value, low: value, high: value };
    }
    let mut rng = ChaCha8Rng::seed_from_u64(seed ^ 0xb007);
    let mut statistics: Vec<f64> = (0..RESAMPLES)
        .map(|_| {
            places.iter_mut().for_each(|place| *place = rng.random_range(0..rows));
            statistic(&places)
        })
        .collect();
    statistics.sort_by(f64::total_cmp);
    Estimate { value, low: percentile(&statistics, 0.025), high: percentile(&statistics, 0.975) }
}

/// The value below which a share of sorted numbers lies, between neighbours along a line: numpy's
/// `quantile`. 0 of nothing.
pub fn percentile(sorted: &[f64], share: f64) -> f64 {
    let Some(last) = sorted.len().checked_sub(1) else { return 0.0 };
    let place = share * last as f64;
    let below = sorted[place as usize];
    let above = sorted[(place as usize + 1).min(last)];
    below + (above - below) * place.fract()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_lie_between_neighbours() {
        let check =
            |sorted: &[f64], share: f64, expected: f64| assert_eq!(percentile(sorted, share), expected);
        check(&[1.0, 2.0, 4.0], 0.5, 2.0);
        check(&[1.0, 2.0, 4.0], 0.75, 3.0);
        check(&[1.0, 2.0, 4.0], 1.0, 4.0);
        check(&[7.0], 0.3, 7.0);
        check(&[], 0.3, 0.0);
    }

    #[test]
    fn the_interval_of_a_mean_is_as_wide_as_its_error() {
        let numbers: Vec<f64> = (0..400).map(|number| f64::from(number % 20)).collect();
        let mean = |rows: &[usize]| rows.iter().map(|&row| numbers[row]).sum::<f64>() / rows.len() as f64;
        let Estimate { value, low, high } = bootstrap(400, 1, mean);
        // The deviation of 0..20 is 5.77, so that of the mean 0.288 and 1.96 of them 0.565.
        assert_eq!(value, 9.5);
        assert!((low - 8.935).abs() < 0.1 && (high - 10.065).abs() < 0.1, "{low} to {high}");
        assert_eq!(bootstrap(400, 1, mean), bootstrap(400, 1, mean));
        assert_ne!(bootstrap(400, 1, mean), bootstrap(400, 2, mean));
    }

    #[test]
    fn nothing_has_no_interval() {
        assert_eq!(bootstrap(0, 1, |_| 0.0), Estimate { value: 0.0, low: 0.0, high: 0.0 });
    }
}
