//! Temperature scaling: fits one number that makes probabilities honest.

use super::softmax;

/// Where the search looks. A fit that ends at a bound says that the rows can't tell more.
const COLDEST: f64 = 0.05;
const HOTTEST: f64 = 20.0;
const STEPS: usize = 80;

/// The temperature that makes held-out rows most likely: the minimum over `T` of the mean of
/// `-log softmax(logits / T)[truth]` (Guo et al. 2017, "On calibration of modern neural networks").
///
/// Few rows that are all answered right would push `T` to 0 and make any model look infallible.
/// So a prior stands against them, worth less the more rows there are: `ln T` is normal around 0
/// with a deviation of `ln 2`, which keeps `T` near 1 until rows say otherwise.
pub fn fit_temperature(logits: &[Vec<f64>], truths: &[usize]) -> f64 {
    let loss = |log_temperature: f64| {
        let temperature = log_temperature.exp();
        let row_loss = |(row, &truth): (&Vec<f64>, &usize)| {
            -softmax(row, temperature)[truth].max(f64::MIN_POSITIVE).ln()
        };
        let prior = (log_temperature / std::f64::consts::LN_2).powi(2) / 2.0;
        std::iter::zip(logits, truths).map(row_loss).sum::<f64>() + prior
    };
    golden_section(loss, COLDEST.ln(), HOTTEST.ln()).exp()
}

/// The place of the minimum of a function that falls and then rises between `low` and `high`.
fn golden_section(f: impl Fn(f64) -> f64, mut low: f64, mut high: f64) -> f64 {
    let ratio = (5f64.sqrt() - 1.0) / 2.0;
    for _ in 0..STEPS {
        let left = high - ratio * (high - low);
        let right = low + ratio * (high - low);
        if f(left) < f(right) { high = right } else { low = left }
    }
    f64::midpoint(low, high)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::{Rng, SeedableRng};

    /// Truths drawn from `softmax(logits / true_temperature)`.
    fn drawn(true_temperature: f64) -> (Vec<Vec<f64>>, Vec<usize>) {
        let mut rng = rand_chacha::ChaCha8Rng::seed_from_u64(7);
        (0..4000)
            .map(|_| {
                let row: Vec<f64> = (0..3).map(|_| rng.random_range(-4.0..4.0)).collect();
                let mut left: f64 = rng.random();
                let truth = softmax(&row, true_temperature).iter().position(|p| {
                    left -= p;
                    left < 0.0
                });
                (row, truth.unwrap_or(2))
            })
            .unzip()
    }

    #[test]
    fn finds_the_temperature_the_truths_were_drawn_with() {
        for temperature in [0.6, 1.0, 1.7, 3.0] {
            let (logits, truths) = drawn(temperature);
            let fitted = fit_temperature(&logits, &truths);
            assert!((fitted / temperature - 1.0).abs() < 0.08, "{temperature} was fitted as {fitted}");
        }
    }

    #[test]
    fn rows_without_a_mistake_do_not_make_the_model_infallible() {
        let fitted = |rows| fit_temperature(&vec![vec![3.0, 0.0, 0.0]; rows], &vec![0; rows]);
        assert!((0.6..1.0).contains(&fitted(10)), "{}", fitted(10));
        assert!(fitted(1000) < 0.5);
    }

    #[test]
    fn no_rows_change_nothing() {
        assert!((fit_temperature(&[], &[]) - 1.0).abs() < 1e-6);
    }
}
