//! Connections that ask again as soon as they are answered, for a fixed time.

use crate::exchange::Exchange;
use anyhow::{Context, Result, bail};
use std::rc::Rc;
use std::time::{Duration, Instant};
use tokio::sync::Barrier;
use tokio::task::{JoinSet, LocalSet};

/// So many connections, which are warm before they are measured.
#[derive(Clone, Copy)]
pub struct Load {
    pub connections: usize,
    pub warm_up: Duration,
    pub time: Duration,
}

/// What came of a load.
#[derive(Clone, Debug)]
pub struct Measured {
    pub per_sec: f64,
    /// In order.
    latencies: Vec<Duration>,
}

impl Load {
    /// # Errors
    /// A server that does not answer, or not as it should.
    pub async fn run(self, exchange: Rc<Exchange>) -> Result<Measured> {
        let started = Instant::now();
        let (from, until) = (started + self.warm_up, started + self.warm_up + self.time);
        let visitor = |_| {
            let exchange = exchange.clone();
            async move { visitor(&exchange, from, until).await }
        };
        let mut answers = together((0..self.connections).map(visitor)).await?.concat();
        answers.sort_unstable_by_key(|(at, _)| *at);
        let [(first, _), .., (last, _)] = answers[..] else {
            bail!("fewer than two were answered within {:?}", self.time)
        };
        let mut latencies: Vec<Duration> = answers.into_iter().map(|(_, latency)| latency).collect();
        latencies.sort_unstable();
        // From answer to answer: where each takes long, the time would cut the last one off.
        Ok(Measured { per_sec: (latencies.len() - 1) as f64 / (last - first).as_secs_f64(), latencies })
    }
}

impl Load {
    /// So many answers in all, over so many connections.
    ///
    /// # Errors
    /// As [`run`](Self::run).
    pub async fn answers(connections: usize, answers: usize, exchange: Rc<Exchange>) -> Result<()> {
        let visitor = |_| {
            let exchange = exchange.clone();
            async move {
                let mut connection = None;
                for _ in 0..answers / connections {
                    exchange.ask(&mut connection).await?;
                }
                Ok(())
            }
        };
        together((0..connections).map(visitor)).await.map(drop)
    }

    /// So many who ask once, all at the same moment and each on a new connection: how long each waited.
    ///
    /// # Errors
    /// As [`run`](Self::run).
    pub async fn burst(users: usize, exchange: Rc<Exchange>) -> Result<Vec<Duration>> {
        let starts = Rc::new(Barrier::new(users));
        let user = |_| {
            let (exchange, starts) = (exchange.clone(), starts.clone());
            async move {
                starts.wait().await;
                let sent = Instant::now();
                exchange.ask(&mut None).await?;
                Ok(sent.elapsed())
            }
        };
        together((0..users).map(user)).await
    }
}

/// Has visitors at it at the same time, on this thread.
pub(crate) async fn together<T: 'static>(
    visitors: impl Iterator<Item = impl Future<Output = Result<T>> + 'static>,
) -> Result<Vec<T>> {
    let (mut tasks, local) = (JoinSet::new(), LocalSet::new());
    visitors.for_each(|visitor| drop(tasks.spawn_local_on(visitor, &local)));
    local.run_until(tasks.join_all()).await.into_iter().collect()
}

/// When each of its answers came that did so within the time, and how long it took.
async fn visitor(exchange: &Exchange, from: Instant, until: Instant) -> Result<Vec<(Instant, Duration)>> {
    let mut connection = None;
    let mut answers = Vec::with_capacity(16 * 1024);
    loop {
        let sent = Instant::now();
        exchange.ask(&mut connection).await?;
        let now = Instant::now();
        if now >= until {
            return Ok(answers);
        }
        if now >= from {
            answers.push((now, now - sent));
        }
    }
}

impl Measured {
    /// The latency that a share of the answers were within.
    pub fn within(&self, share: f64) -> Duration {
        percentile(&self.latencies, share)
    }
}

/// Of latencies in order, by the nearest rank.
pub fn percentile(latencies: &[Duration], share: f64) -> Duration {
    let rank = (share * latencies.len() as f64).ceil() as usize;
    latencies[rank.clamp(1, latencies.len()) - 1]
}

/// The middle one.
///
/// # Errors
/// Of nothing there is none.
pub fn median(mut numbers: Vec<f64>) -> Result<f64> {
    numbers.sort_unstable_by(f64::total_cmp);
    numbers.get(numbers.len() / 2).copied().context("there is nothing to take the median of")
}
