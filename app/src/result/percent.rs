//! Probabilities as whole percentages that add up to 100.

/// Probabilities that sum to 1 as whole percent that sum to 100, by the largest-remainder method.
pub(super) fn percents(probabilities: &[f64]) -> Vec<i64> {
    let floors: Vec<i64> = probabilities.iter().map(|p| (p * 100.0).floor() as i64).collect();
    let mut order: Vec<usize> = (0..probabilities.len()).collect();
    let remainder = |index: usize| probabilities[index] * 100.0 - floors[index] as f64;
    order.sort_by(|&a, &b| remainder(b).total_cmp(&remainder(a)));
    let missing = usize::try_from(100 - floors.iter().sum::<i64>()).unwrap_or(0);
    let raised = &order[..missing.min(order.len())];
    (0..probabilities.len()).map(|index| floors[index] + i64::from(raised.contains(&index))).collect()
}

/// A whole percentage as it is read. Nothing here is certain, so it is never 0 or 100.
pub(super) fn shown(percent: i64) -> String {
    match percent {
        ..=0 => "< 1 %".to_owned(),
        100.. => "> 99 %".to_owned(),
        percent => format!("{percent} %"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(probabilities: &[f64], expected: &[&str]) {
        let actual: Vec<_> = percents(probabilities).into_iter().map(shown).collect();
        assert_eq!(actual, expected, "{probabilities:?}");
    }

    #[test]
    fn rows_add_up() {
        check(&[0.866, 0.1235, 0.0105], &["87 %", "12 %", "1 %"]);
        check(&[1.0 / 3.0; 3], &["34 %", "33 %", "33 %"]);
        check(&[0.995, 0.005], &["> 99 %", "< 1 %"]);
        check(&[0.5, 0.5], &["50 %", "50 %"]);
    }

    #[test]
    fn nothing_is_certain() {
        check(&[1.0, 0.0], &["> 99 %", "< 1 %"]);
        check(&[0.9999999, 0.0000001], &["> 99 %", "< 1 %"]);
    }
}
