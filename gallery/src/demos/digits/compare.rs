//! Two networks before the same held-out images.

use super::images::Digits;
use super::net::Net;
use super::training::logits;
use anyhow::Result;
use maquette::calibrate::argmax;

/// So many images on which they differ are named.
const NAMED: usize = 12;

/// How two networks do on the held-out images.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Comparison {
    /// The share that each gets right.
    pub(crate) accuracy: [f64; 2],
    pub(crate) both_right: usize,
    /// How many each gets right and the other does not.
    pub(crate) only_right: [usize; 2],
    pub(crate) neither_right: usize,
    /// The first images to which they say different digits.
    pub(crate) differ: Vec<Difference>,
}

/// An image to which two networks say different digits.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Difference {
    pub(crate) row: usize,
    pub(crate) label: u8,
    pub(crate) predicted: [u8; 2],
}

/// # Errors
/// None is known.
pub(crate) fn compare(a: &Net, b: &Net, digits: &Digits) -> Result<Comparison> {
    let (predicted_a, predicted_b) = (predictions(a, digits)?, predictions(b, digits)?);
    let mut right = [[0; 2]; 2];
    let mut differ = vec![];
    for (row, predicted) in digits.test().zip(std::iter::zip(predicted_a, predicted_b)) {
        let (label, predicted) = (digits.label(row), [predicted.0, predicted.1]);
        let [a, b] = predicted.map(|predicted| usize::from(predicted == label));
        right[a][b] += 1;
        if predicted[0] != predicted[1] && differ.len() < NAMED {
            differ.push(Difference { row, label, predicted });
        }
    }
    let [[neither_right, only_b], [only_a, both_right]] = right;
    let share = |only| (both_right + only) as f64 / digits.test().len() as f64;
    Ok(Comparison {
        accuracy: [share(only_a), share(only_b)],
        both_right,
        only_right: [only_a, only_b],
        neither_right,
        differ,
    })
}

/// The digit that a network takes each held-out image for.
fn predictions(net: &Net, digits: &Digits) -> Result<Vec<u8>> {
    Ok(logits(net, digits, digits.test())?.iter().map(|logits| argmax(logits) as u8).collect())
}

#[cfg(test)]
mod tests {
    use super::super::live_training::{Lesson, Settings};
    use super::*;

    #[test]
    fn every_image_is_counted_once() {
        let digits = Digits::read(super::super::FILE).expect("read");
        let learnt = |batches| {
            let settings = Settings { epochs: 1, learning_rate: 0.003, images: 900, seed: 1 };
            let mut lesson = Lesson::new(&digits, settings).expect("made");
            assert_eq!(lesson.by_ref().take(batches).flatten().count(), batches);
            lesson
        };
        let (more, less) = (learnt(20), learnt(5));
        let Comparison { accuracy, both_right, only_right, neither_right, differ } =
            compare(more.net(), less.net(), &digits).expect("compared");
        assert_eq!(both_right + only_right[0] + only_right[1] + neither_right, 1000);
        assert_eq!(
            accuracy.map(|share| (share * 1000.0).round() as usize),
            only_right.map(|only| both_right + only)
        );
        assert!(accuracy[0] > accuracy[1], "{accuracy:?}");
        assert_eq!(differ.len(), NAMED);
        assert!(differ.iter().all(|differ| differ.predicted[0] != differ.predicted[1] && differ.row >= 9000));

        let same = compare(more.net(), more.net(), &digits).expect("compared");
        assert_eq!((same.only_right, same.differ), ([0, 0], vec![]));
    }
}
