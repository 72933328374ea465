//! [`Goal`]: the score that a model has to reach.

use super::wilson;
use maquette_contract::{Estimate, ModelCard, Score};

/// What a model is to reach before it is shown to people.
#[derive(Clone, Debug, PartialEq)]
pub struct Goal {
    /// The name of a score in the card, or `coverage`: the share of sets or intervals seen to hold
    /// the truth.
    pub score: String,
    pub bound: Bound,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Bound {
    /// At least this, or at most where less of the score is better.
    Reach(f64),
    AtLeast(f64),
    AtMost(f64),
    Between(f64, f64),
}

/// A goal beside what was measured.
#[derive(Clone, Debug, PartialEq)]
pub struct Verdict {
    /// "at least 0.9700"
    pub target: String,
    /// `None` where the card has no such score: then the goal is not met.
    pub measured: Option<Estimate>,
    pub baseline: Option<f64>,
    pub met: bool,
}

impl Goal {
    pub fn reach(score: &str, at: f64) -> Self {
        Self { score: score.to_owned(), bound: Bound::Reach(at) }
    }

    pub fn at_least(score: &str, at: f64) -> Self {
        Self { score: score.to_owned(), bound: Bound::AtLeast(at) }
    }

    pub fn at_most(score: &str, at: f64) -> Self {
        Self { score: score.to_owned(), bound: Bound::AtMost(at) }
    }

    pub fn between(score: &str, low: f64, high: f64) -> Self {
        Self { score: score.to_owned(), bound: Bound::Between(low, high) }
    }

    /// Judges what was measured, and not the ends of its interval.
    pub fn judge(&self, card: &ModelCard) -> Verdict {
        let score = card.score(&self.score).cloned().or_else(|| coverage(card, &self.score));
        let more = score.as_ref().is_none_or(|score| score.more_is_better);
        let bound = match self.bound {
            Bound::Reach(at) if more => Bound::AtLeast(at),
            Bound::Reach(at) => Bound::AtMost(at),
            bound => bound,
        };
        let reached = |value: f64| match bound {
            Bound::Reach(at) | Bound::AtLeast(at) => value >= at,
            Bound::AtMost(at) => value <= at,
            Bound::Between(low, high) => (low..=high).contains(&value),
        };
        let target = match bound {
            Bound::Reach(at) | Bound::AtLeast(at) => format!("at least {}", super::figure(at)),
            Bound::AtMost(at) => format!("at most {}", super::figure(at)),
            Bound::Between(low, high) => format!("{} to {}", super::figure(low), super::figure(high)),
        };
        let measured = score.as_ref().map(|score| score.estimate);
        let met = measured.is_some_and(|measured| reached(measured.value));
        Verdict { target, measured, baseline: score.and_then(|score| score.baseline), met }
    }
}

/// Whether a card meets every goal.
pub fn meets_goals(card: &ModelCard, goals: &[Goal]) -> bool {
    goals.iter().all(|goal| goal.judge(card).met)
}

/// The share of sets or intervals seen to hold the truth, as if it were a score.
fn coverage(card: &ModelCard, name: &str) -> Option<Score> {
    let seen = card.calibration.as_ref().map(|report| report.coverage_seen);
    let seen = seen.or(card.interval.map(|report| report.coverage_seen)).filter(|_| name == "coverage")?;
    let rows = card.splits.test;
    Some(Score {
        name: name.to_owned(),
        label: "Coverage".to_owned(),
        meaning: "How often the stated set or interval holds the truth".to_owned(),
        estimate: wilson((seen * rows as f64).round() as usize, rows),
        baseline: card.calibration.as_ref().map(|report| report.coverage_baseline),
        more_is_better: true,
        share: true,
    })
}

#[cfg(test)]
mod tests {
    use super::super::tests::card;
    use super::*;

    fn check(goal: Goal, target: &str, met: bool) {
        let verdict = goal.judge(&card());
        assert_eq!((verdict.target.as_str(), verdict.met), (target, met), "{goal:?}");
    }

    #[test]
    fn a_score_says_which_way_is_better() {
        check(Goal::reach("mae", 2.0), "at most 2.0000", true);
        check(Goal::reach("mae", 1.0), "at most 1.0000", false);
        check(Goal::reach("r2", 0.5), "at least 0.5000", true);
        check(Goal::at_least("mae", 2.0), "at least 2.0000", false);
    }

    #[test]
    fn coverage_may_be_too_much_as_well() {
        check(Goal::between("coverage", 0.85, 0.95), "0.8500 to 0.9500", true);
        check(Goal::between("coverage", 0.95, 1.0), "0.9500 to 1.0000", false);
        check(Goal::reach("coverage", 0.9), "at least 0.9000", true);
    }

    #[test]
    fn what_was_not_measured_is_not_met() {
        check(Goal::reach("accuracy", 0.1), "at least 0.1000", false);
        assert!(!meets_goals(&card(), &[Goal::reach("r2", 0.5), Goal::reach("accuracy", 0.1)]));
        assert!(meets_goals(&card(), &[Goal::reach("r2", 0.5)]));
    }
}
