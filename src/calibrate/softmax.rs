//! The softmax with a temperature.

/// `softmax(logits / temperature)`: probabilities from 0 to 1 that sum to 1.
///
/// The largest logit is taken off first, so that no exponent is above 0 and nothing overflows.
/// A logit that is not a number counts as the smallest there is: it gets no probability. Where
/// no logit is left to prefer (all equal, all minus infinity, several plus infinity) the best
/// share equally.
///
/// ```
/// use maquette::calibrate::softmax;
///
/// assert_eq!(softmax(&[0.0, 0.0], 1.0), [0.5, 0.5]);
/// assert_eq!(softmax(&[-90.0, 0.0], 1.0)[1], 1.0);
/// ```
pub fn softmax(logits: &[f64], temperature: f64) -> Vec<f64> {
    let known = |logit: f64| if logit.is_nan() { f64::NEG_INFINITY } else { logit };
    let largest = logits.iter().copied().map(known).fold(f64::NEG_INFINITY, f64::max);
    let weight = |logit: &f64| match known(*logit) {
        best if best == largest => 1.0,
        other => ((other - largest) / temperature).exp(),
    };
    let weights: Vec<f64> = logits.iter().map(weight).collect();
    let sum: f64 = weights.iter().sum();
    weights.into_iter().map(|weight| weight / sum).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn check(logits: &[f64], temperature: f64, expected: &[f64]) {
        let actual = softmax(logits, temperature);
        let near = std::iter::zip(&actual, expected).all(|(a, e)| (a - e).abs() < 1e-12);
        assert!(near && actual.len() == expected.len(), "{logits:?} gave {actual:?}, expected {expected:?}");
    }

    #[test]
    fn survives_the_extremes() {
        const INF: f64 = f64::INFINITY;
        check(&[-90.0, 0.0], 1.0, &[8.194012623990515e-40, 1.0]);
        check(&[1e308, -1e308], 0.05, &[1.0, 0.0]);
        check(&[-1e308, -1e308], 1.0, &[0.5, 0.5]);
        check(&[INF, 0.0, INF], 1.0, &[0.5, 0.0, 0.5]);
        check(&[-INF, -INF], 1.0, &[0.5, 0.5]);
        check(&[f64::NAN, 0.0], 1.0, &[0.0, 1.0]);
        check(&[f64::NAN, f64::NAN], 1.0, &[0.5, 0.5]);
        check(&[0.0], 1.0, &[1.0]);
        check(&[], 1.0, &[]);
    }

    #[test]
    fn a_temperature_flattens_or_sharpens() {
        let odds = |temperature: f64| softmax(&[2f64.ln(), 0.0], temperature)[0];
        assert!((odds(1.0) - 2.0 / 3.0).abs() < 1e-12);
        assert!((odds(0.5) - 4.0 / 5.0).abs() < 1e-12);
        assert!(odds(20.0) < 0.51);
    }

    proptest! {
        #[test]
        fn sums_to_one_and_keeps_the_order(logits in prop::collection::vec(-1e6..1e6, 1..6), temperature in 0.05..20.0) {
            let probabilities = softmax(&logits, temperature);
            prop_assert!((probabilities.iter().sum::<f64>() - 1.0).abs() < 1e-9);
            for (a, b) in std::iter::zip(&logits, &probabilities) {
                for (c, d) in std::iter::zip(&logits, &probabilities) {
                    prop_assert!(a < c || b >= d);
                }
            }
        }
    }
}
