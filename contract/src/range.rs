//! [`Range`]: two numbers and all between them.

use serde::{Deserialize, Serialize};

/// Two ends, both included.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Range {
    pub low: f64,
    pub high: f64,
}

impl Range {
    pub fn contains(self, value: f64) -> bool {
        (self.low..=self.high).contains(&value)
    }

    /// The smallest range around some numbers; `None` around nothing.
    pub fn around(numbers: impl Iterator<Item = f64> + Clone) -> Option<Self> {
        let low = numbers.clone().reduce(f64::min)?;
        Some(Self { low, high: numbers.reduce(f64::max)? })
    }
}
