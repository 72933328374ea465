//! A claim about speed: the limit, and the figure that was measured.

use std::fmt::{Display, Formatter, Result};

/// What is hoped for, and what was found.
#[derive(Clone, Debug)]
pub struct Claim {
    pub what: String,
    pub found: f64,
    pub limit: Limit,
    /// What both are numbers of: "times", "ms".
    pub unit: &'static str,
}

#[derive(Clone, Copy, Debug)]
pub enum Limit {
    AtLeast(f64),
    AtMost(f64),
}

impl Claim {
    pub fn at_least(what: impl Into<String>, found: f64, limit: f64, unit: &'static str) -> Self {
        Self { what: what.into(), found, limit: Limit::AtLeast(limit), unit }
    }

    pub fn at_most(what: impl Into<String>, found: f64, limit: f64, unit: &'static str) -> Self {
        Self { what: what.into(), found, limit: Limit::AtMost(limit), unit }
    }

    pub fn met(&self) -> bool {
        match self.limit {
            Limit::AtLeast(limit) => self.found >= limit,
            Limit::AtMost(limit) => self.found <= limit,
        }
    }
}

impl Display for Claim {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        let (bound, limit) = match self.limit {
            Limit::AtLeast(limit) => ("at least", limit),
            Limit::AtMost(limit) => ("at most", limit),
        };
        let met = if self.met() { "met" } else { "**not met**" };
        let Self { what, found, unit, .. } = self;
        write!(f, "{what}: {} {unit}, {bound} {} {unit}: {met}", number(*found), number(limit))
    }
}

/// Three digits, as many as mean something here.
pub fn number(number: f64) -> String {
    match number.abs() {
        100.0.. => grouped(number.round() as i64),
        10.0..100.0 => format!("{number:.1}"),
        _ => format!("{number:.2}"),
    }
}

/// Whole, with a comma between thousands.
fn grouped(whole: i64) -> String {
    let digits = whole.abs().to_string();
    let groups: Vec<&str> =
        digits.as_bytes().rchunks(3).rev().filter_map(|group| str::from_utf8(group).ok()).collect();
    format!("{}{}", if whole < 0 { "-" } else { "" }, groups.join(","))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_claim_is_met_at_its_limit_and_not_beyond() {
        let check = |claim: Claim, expected: &str| assert_eq!(claim.to_string(), expected);
        check(Claim::at_least("a", 0.6, 0.6, "times"), "a: 0.60 times, at least 0.60 times: met");
        check(Claim::at_most("a", 1234.4, 40.0, "MB"), "a: 1,234 MB, at most 40.0 MB: **not met**");
    }
}
