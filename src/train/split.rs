//! [`Split`]: the rows for training, calibration and test.

use anyhow::{Result, ensure};
use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;

/// Which rows are for what.
///
/// A plain shuffle, since conformal prediction's promise needs calibration rows and later ones to
/// come from the same source in the same way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Split {
    pub train: Vec<usize>,
    /// A tenth of what would train, to know when to stop; none where nothing is stopped early.
    pub validation: Vec<usize>,
    pub calibration: Vec<usize>,
    pub test: Vec<usize>,
}

/// How large the parts are in relation to each other.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Shares {
    pub train: f64,
    pub calibration: f64,
    pub test: f64,
}

impl Default for Shares {
    fn default() -> Self {
        Self { train: 0.5, calibration: 0.25, test: 0.25 }
    }
}

impl Split {
    /// # Errors
    /// Shares that can't be.
    pub fn new(rows: usize, shares: Shares, validates: bool, seed: u64) -> Result<Self> {
        let Shares { train, calibration, test } = shares;
        let sum = train + calibration + test;
        let possible = [train, calibration, test].iter().all(|share| *share > 0.0) && sum.is_finite();
        ensure!(possible, "each part of the rows needs a share above 0: {train}, {calibration}, {test}");
        // Rounded first, since 0.2 / 1.0 * 10 may come out as 1.9999999999999998.
        let part = |share: f64| (share / sum * rows as f64 + 1e-9) as usize;

        let mut order: Vec<usize> = (0..rows).collect();
        order.shuffle(&mut ChaCha8Rng::seed_from_u64(seed));
        let test = order.split_off(rows - part(test));
        let calibration = order.split_off(order.len() - part(calibration));
        let validation = order.split_off(order.len() - if validates { order.len() / 10 } else { 0 });
        Ok(Self { train: order, validation, calibration, test })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How many rows and which shares in, the parts' sizes out.
    fn check(rows: usize, [train, calibration, test]: [f64; 3], validates: bool, sizes: [usize; 4]) {
        let shares = Shares { train, calibration, test };
        let split = Split::new(rows, shares, validates, 3).expect("possible");
        let Split { train, validation, calibration, test } = &split;
        assert_eq!([train, validation, calibration, test].map(Vec::len), sizes, "{rows} {shares:?}");
        let mut all = [train.clone(), validation.clone(), calibration.clone(), test.clone()].concat();
        all.sort_unstable();
        assert_eq!(all, (0..rows).collect::<Vec<_>>());
        assert_eq!(split, Split::new(rows, shares, validates, 3).expect("possible"));
    }

    #[test]
    fn every_row_is_in_one_part_and_a_seed_always_gives_the_same() {
        check(0, [0.5, 0.25, 0.25], true, [0, 0, 0, 0]);
        check(9, [0.5, 0.25, 0.25], false, [5, 0, 2, 2]);
        check(342, [2.0, 1.0, 1.0], false, [172, 0, 85, 85]);
        check(10, [0.6, 0.2, 0.2], false, [6, 0, 2, 2]);
        check(2930, [0.6, 0.2, 0.2], true, [1583, 175, 586, 586]);
        let split = |seed| Split::new(342, Shares::default(), false, seed).expect("possible");
        assert_ne!(split(3), split(4));
    }

    #[test]
    fn a_part_without_a_share_is_refused() {
        for share in [0.0, -1.0, f64::NAN, f64::INFINITY] {
            assert!(Split::new(9, Shares { test: share, ..Shares::default() }, false, 0).is_err());
        }
    }
}
