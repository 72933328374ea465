//! Who is measured beside whom, and how they take turns.

use crate::exchange::Exchange;
use crate::load::{Load, Measured};
use crate::process::Server;
use anyhow::{Context, Result};
use std::rc::Rc;
use std::time::Duration;

/// A running server, and one way to ask it.
pub struct Contender {
    pub name: String,
    pub server: Rc<Server>,
    pub exchange: Rc<Exchange>,
}

/// What a contender did in its turns, by the median of each figure.
pub struct Turns {
    pub per_sec: f64,
    pub p50: Duration,
    pub p99: Duration,
    /// Processor time of the server for each answer.
    pub cpu: Duration,
}

/// Lets contenders take turns under the same load.
///
/// # Errors
/// One that does not answer as it should.
pub async fn in_turns(contenders: &[Contender], load: Load, rounds: usize) -> Result<Vec<Turns>> {
    let mut taken: Vec<Vec<(Measured, Duration)>> = contenders.iter().map(|_| vec![]).collect();
    for _ in 0..rounds {
        for (contender, taken) in contenders.iter().zip(&mut taken) {
            let before = contender.server.cpu()?;
            let measured = load.run(contender.exchange.clone()).await;
            let measured = measured.with_context(|| format!("{} failed", contender.name))?;
            let answers = measured.per_sec * (load.warm_up + load.time).as_secs_f64();
            let cpu = contender.server.cpu()?.saturating_sub(before).div_f64(answers);
            taken.push((measured, cpu));
        }
    }
    taken.iter().map(|taken| Turns::of(taken)).collect()
}

impl Turns {
    fn of(taken: &[(Measured, Duration)]) -> Result<Self> {
        let median =
            |of: &dyn Fn(&(Measured, Duration)) -> f64| crate::load::median(taken.iter().map(of).collect());
        let time = |of: &dyn Fn(&(Measured, Duration)) -> Duration| {
            median(&|taken| of(taken).as_secs_f64()).map(Duration::from_secs_f64)
        };
        Ok(Self {
            per_sec: median(&|(measured, _)| measured.per_sec)?,
            p50: time(&|(measured, _)| measured.within(0.5))?,
            p99: time(&|(measured, _)| measured.within(0.99))?,
            cpu: time(&|(_, cpu)| *cpu)?,
        })
    }
}
