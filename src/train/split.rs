use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;

/// Which rows are for what: half to train, a quarter to calibrate, a quarter to test.
///
/// A plain shuffle, since conformal prediction's promise needs calibration rows and later ones to
/// come from the same source in the same way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Split {
    pub train: Vec<usize>,
    pub calibration: Vec<usize>,
    pub test: Vec<usize>,
}

impl Split {
    pub fn new(rows: usize, seed: u64) -> Self {
        let mut order: Vec<usize> = (0..rows).collect();
        order.shuffle(&mut ChaCha8Rng::seed_from_u64(seed));
        let test = order.split_off(rows - rows / 4);
        let calibration = order.split_off(order.len() - rows / 4);
        Self { train: order, calibration, test }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_in_one_part_and_a_seed_always_gives_the_same() {
        for rows in [0, 1, 9, 342] {
            let split = Split::new(rows, 3);
            assert_eq!((split.calibration.len(), split.test.len()), (rows / 4, rows / 4));
            let mut all = [split.train.clone(), split.calibration.clone(), split.test.clone()].concat();
            all.sort_unstable();
            assert_eq!(all, (0..rows).collect::<Vec<_>>());
            assert_eq!(split, Split::new(rows, 3));
        }
        assert_ne!(Split::new(342, 3), Split::new(342, 4));
    }
}
