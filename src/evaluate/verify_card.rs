//! Compares a model card with a fresh measurement.

use anyhow::{Result, bail};
use maquette_contract::ModelCard;
use serde_json::Value;

/// Holds a card against one that was measured afresh: a card that says something else would be a lie.
///
/// # Errors
/// Numbers that differ by more than the last digits.
pub fn verify_card(stated: &ModelCard, measured: &ModelCard) -> Result<()> {
    let (stated, measured) = (serde_json::to_value(stated)?, serde_json::to_value(measured)?);
    match difference(&stated, &measured) {
        Some(place) => bail!("the card does not tell the truth: {place}"),
        None => Ok(()),
    }
}

/// The first place where two values differ, in words.
fn difference(stated: &Value, measured: &Value) -> Option<String> {
    let differ = || format!("it states {stated}, measured now is {measured}");
    match (stated, measured) {
        (Value::Number(a), Value::Number(b)) => match (a.as_f64(), b.as_f64()) {
            (Some(a), Some(b)) if alike(a, b) => None,
            _ => Some(differ()),
        },
        (Value::Array(a), Value::Array(b)) if a.len() != b.len() => {
            Some(format!("it states {} of them, measured now are {}", a.len(), b.len()))
        }
        (Value::Array(a), Value::Array(b)) => std::iter::zip(a, b).find_map(|(a, b)| difference(a, b)),
        (Value::Object(a), Value::Object(b)) => {
            let unlike = a.iter().find_map(|(name, a)| {
                let found = match b.get(name) {
                    Some(b) => difference(a, b)?,
                    None => "nothing was measured now".to_owned(),
                };
                Some(format!("{name}: {found}"))
            });
            unlike.or_else(|| (a.len() < b.len()).then(|| "more is measured now than it states".to_owned()))
        }
        (a, b) => (a != b).then(differ),
    }
}

/// Equal but for the last digits: another processor may add in another order.
fn alike(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-4 * a.abs().max(1.0)
}

#[cfg(test)]
mod tests {
    use super::super::tests::card;
    use super::*;

    fn check(change: fn(&mut ModelCard), expected: Option<&str>) {
        let mut measured = card();
        change(&mut measured);
        let actual = verify_card(&card(), &measured).err().map(|error| error.to_string());
        assert_eq!(actual.as_deref(), expected);
    }

    #[test]
    fn last_digits_may_differ_and_nothing_else() {
        check(|_| {}, None);
        check(|card| card.scores[0].estimate.value += 1e-5, None);
        check(
            |card| card.scores[1].estimate.low = 0.4,
            Some(
                "the card does not tell the truth: scores: estimate: low: it states 0.5, measured now is 0.4",
            ),
        );
        check(
            |card| card.interval = None,
            Some("the card does not tell the truth: interval: nothing was measured now"),
        );
        check(
            |card| card.scores.truncate(1),
            Some("the card does not tell the truth: scores: it states 2 of them, measured now are 1"),
        );
    }
}
