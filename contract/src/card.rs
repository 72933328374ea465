//! [`ModelCard`]: what was measured of a trained model.

use crate::Range;
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
    /// On the test rows, which were not touched before; the most telling one first.
    pub scores: Vec<Score>,
    /// Of a classifier.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub calibration: Option<CalibrationReport>,
    /// Of a model of numbers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub interval: Option<IntervalReport>,
    /// The loss as the training went on.
    pub curve: Vec<Epoch>,
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
    /// Taken from the training rows to know when to stop; 0 where nothing was stopped early.
    pub validation: usize,
    pub calibration: usize,
    pub test: usize,
    /// How often an optional value was left out, 0 to 1, in training as in measuring.
    pub hidden: f64,
}

/// One measure on the test rows, beside what a model without learning would score.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Score {
    /// For programs and the command line: `accuracy`, `log_rmse`.
    pub name: String,
    /// For people: "Right answers".
    pub label: String,
    /// What it means, in one sentence.
    pub meaning: String,
    /// With its 95 % interval.
    pub estimate: Estimate,
    /// The baseline's value of this measure; `None` if there is no sensible baseline.
    pub baseline: Option<f64>,
    /// Whether more of it is better.
    pub more_is_better: bool,
    /// Whether it is a share, 0 to 1, and so read as a percentage.
    pub share: bool,
}

/// A measured value and the interval that holds the true one 19 times in 20.
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

/// How far the stated intervals can be trusted, measured on the test rows.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct IntervalReport {
    /// The share of intervals promised to hold the truth.
    pub coverage: f64,
    /// Half the width of an interval, on the scale the model learnt on (split conformal prediction); `None` where
    /// intervals are not all as wide.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub half_width: Option<f64>,
    /// The share of intervals seen to hold the truth.
    pub coverage_seen: f64,
    /// How wide intervals are on average, in the target's unit.
    pub mean_width: f64,
    /// The values of the target in the training rows.
    pub seen: Range,
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

/// The mean loss of an epoch.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Epoch {
    pub epoch: usize,
    pub train: f64,
    /// On the validation rows, where some were set aside.
    pub validation: Option<f64>,
}

impl ModelCard {
    /// Whether it has measured how often stated probabilities are right.
    pub fn is_calibrated(&self) -> bool {
        self.calibration.is_some()
    }

    pub fn score(&self, name: &str) -> Option<&Score> {
        self.scores.iter().find(|score| score.name == name)
    }
}

impl CalibrationReport {
    /// The bin a stated probability falls in. A bin holds its lower end, the last one both.
    pub fn bin(&self, probability: f64) -> Option<&ReliabilityBin> {
        self.reliability.iter().rev().find(|bin| probability >= bin.low)
    }
}
