//! Split-conformal prediction: the threshold of a score, and the set of classes within it.

/// The threshold of split-conformal prediction: the `k`-th smallest score with
/// `k = ceil((n + 1) * coverage)`, or infinity where `n` rows are too few to promise that much
/// (Vovk et al. 2005; Angelopoulos and Bates 2021, section 1).
///
/// A new row's score is at most the threshold with a probability from `coverage` to
/// `coverage + 1 / (n + 1)`, whatever the model, if it comes from where the `scores` came from.
///
/// ```
/// use maquette::calibrate::quantile;
///
/// let scores: Vec<f64> = (1..=9).map(f64::from).collect();
/// assert_eq!(quantile(scores.clone(), 0.9), 9.0);
/// assert_eq!(quantile(scores, 0.95), f64::INFINITY);
/// ```
pub fn quantile(mut scores: Vec<f64>, coverage: f64) -> f64 {
    scores.sort_by(f64::total_cmp);
    // Rounded first, since 10 * 0.9 may come out as 9.000000000000002.
    let rank = ((scores.len() as f64 + 1.0) * coverage * 1e9).round() / 1e9;
    (rank.ceil() as usize)
        .checked_sub(1)
        .map_or(f64::NEG_INFINITY, |k| scores.get(k).copied().unwrap_or(f64::INFINITY))
}

/// Which classes have `1 - probability` at most `threshold`; none of them may, and all of them may.
/// This is the least ambiguous set-valued classifier of Sadinle, Lei and Wasserman (2019).
pub fn prediction_set(probabilities: &[f64], threshold: f64) -> Vec<bool> {
    probabilities.iter().map(|probability| 1.0 - probability <= threshold).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(rows: usize, coverage: f64, expected: f64) {
        let scores = (1..=rows).rev().map(|score| score as f64).collect();
        assert_eq!(quantile(scores, coverage), expected, "{rows} rows at {coverage}");
    }

    #[test]
    fn takes_the_rank_that_keeps_the_promise() {
        check(9, 0.9, 9.0);
        check(19, 0.9, 18.0);
        check(99, 0.9, 90.0);
        check(100, 0.9, 91.0);
        check(19, 0.95, 19.0);
        check(0, 0.0, f64::NEG_INFINITY);
    }

    #[test]
    fn too_few_rows_promise_nothing() {
        check(8, 0.9, f64::INFINITY);
        check(18, 0.95, f64::INFINITY);
        check(0, 0.9, f64::INFINITY);
    }

    #[test]
    fn a_set_holds_what_is_within_the_threshold() {
        assert_eq!(prediction_set(&[0.5, 0.25, 0.25], 0.5), [true, false, false]);
        assert_eq!(prediction_set(&[0.5, 0.25, 0.25], 0.75), [true, true, true]);
        assert_eq!(prediction_set(&[0.5, 0.25, 0.25], 0.4), [false, false, false]);
    }
}
