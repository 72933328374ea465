use serde::{Deserialize, Serialize};

/// What is known about a trained model, written when it was trained and shown beside its answers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ModelCard {
    /// The day of the training, `2026-11-23`.
    pub date: String,
    pub seed: u64,
    /// SHA-256 of the weights this card was written for.
    pub weights_sha256: String,
    /// How many numbers the network learnt.
    pub parameters: usize,
    pub data: Source,
    pub splits: Splits,
    /// On the test rows, which were not touched before.
    pub scores: Scores,
    pub calibration: CalibrationReport,
}

/// Where the rows came from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    pub name: String,
    pub licence: String,
    /// Of the file as it was read.
    pub sha256: String,
}

/// How many rows each part had.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Splits {
    pub train: usize,
    pub calibration: usize,
    pub test: usize,
    /// How often an optional value was left out, 0 to 1, in training as in measuring.
    pub hidden: f64,
}

/// Each measure beside what always answering with the classes' shares in training would score.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Scores {
    /// The share of right answers, 0 to 1, with its 95 % Wilson interval.
    pub accuracy: Estimate,
    pub accuracy_baseline: f64,
    /// Mean negative log of the probability given to the truth; 0 is perfect.
    pub log_loss: f64,
    pub log_loss_baseline: f64,
    /// Mean squared distance from the truth over all classes, 0 (perfect) to 2.
    pub brier: f64,
    pub brier_baseline: f64,
}

/// A measured share and the interval that holds the true one 19 times in 20.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Estimate {
    pub value: f64,
    pub low: f64,
    pub high: f64,
}

/// How far the stated probabilities can be trusted, measured on the test rows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CalibrationReport {
    /// What the logits are divided by; above 1 makes answers more modest.
    pub temperature: f64,
    /// Expected calibration error over 15 equal bins, before the temperature.
    pub ece_before: f64,
    pub ece_after: f64,
    /// The share of prediction sets promised to hold the truth.
    pub coverage: f64,
    /// A class whose `1 - probability` is at most this is in the set. So are the likeliest classes
    /// that carry `coverage` between them, which can only raise the coverage.
    pub threshold: f64,
    /// The share of prediction sets seen to hold the truth.
    pub coverage_seen: f64,
    /// What a set of the single largest class of the training rows would hold.
    pub coverage_baseline: f64,
    /// How many classes a set names, on average.
    pub set_size: f64,
    /// Answers by their stated probability, in tenths from 0 to 1.
    pub reliability: Vec<ReliabilityBin>,
}

/// The test answers whose stated probability lay between two bounds.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct ReliabilityBin {
    pub low: f64,
    pub high: f64,
    pub answers: usize,
    pub right: usize,
    /// The mean stated probability; 0 where there are no answers.
    pub stated: f64,
}

impl CalibrationReport {
    /// The bin a stated probability falls in. A bin holds its lower end, the last one both.
    pub fn bin(&self, probability: f64) -> Option<&ReliabilityBin> {
        self.reliability.iter().rev().find(|bin| probability >= bin.low)
    }
}
