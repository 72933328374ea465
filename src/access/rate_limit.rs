//! [`RateLimit`]: how often each client may do something.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;
use tokio::time::Instant;

/// How many clients are remembered in each half.
const MAX_CLIENTS: usize = 10_000;

/// A token bucket for each client: a burst, and then so many a second. Its memory is bounded, and it can be looked at
/// without taking a token, which the crates for rate limits do not offer.
pub(crate) struct RateLimit {
    per_second: f64,
    burst: f64,
    kept: Mutex<Kept>,
}

/// The latest clients are in the newer half; the older half is forgotten when the newer is full.
#[derive(Default)]
struct Kept {
    newer: HashMap<Option<IpAddr>, Bucket>,
    older: HashMap<Option<IpAddr>, Bucket>,
}

#[derive(Clone, Copy)]
struct Bucket {
    left: f64,
    at: Instant,
}

impl RateLimit {
    pub(crate) fn new(per_second: f64, burst: u32) -> Self {
        Self { per_second, burst: burst.max(1).into(), kept: Mutex::default() }
    }

    /// Takes a token of a client.
    ///
    /// # Errors
    /// How long the client has to wait.
    pub(super) fn check(&self, client: Option<IpAddr>) -> Result<(), Duration> {
        self.with(client, |bucket| bucket.left -= 1.0)
    }

    /// Whether a client has a token, without taking it.
    ///
    /// # Errors
    /// How long the client has to wait.
    pub(super) fn peek(&self, client: Option<IpAddr>) -> Result<(), Duration> {
        self.with(client, |_| {})
    }

    fn with(&self, client: Option<IpAddr>, then: impl FnOnce(&mut Bucket)) -> Result<(), Duration> {
        let now = Instant::now();
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let mut bucket = kept.find(client).unwrap_or(Bucket { left: self.burst, at: now });
        let filled = now.duration_since(bucket.at).as_secs_f64() * self.per_second;
        bucket = Bucket { left: (bucket.left + filled).min(self.burst), at: now };
        let missing = 1.0 - bucket.left;
        let free = missing <= f64::EPSILON;
        if free {
            then(&mut bucket);
        }
        // A client whose bucket is full need not be remembered.
        if bucket.left < self.burst {
            kept.keep(client, bucket);
        }
        if free { Ok(()) } else { Err(Duration::from_secs_f64(missing / self.per_second)) }
    }
}

impl Kept {
    fn find(&mut self, client: Option<IpAddr>) -> Option<Bucket> {
        self.newer.get(&client).copied().or_else(|| self.older.remove(&client))
    }

    fn keep(&mut self, client: Option<IpAddr>, bucket: Bucket) {
        if self.newer.len() >= MAX_CLIENTS && !self.newer.contains_key(&client) {
            self.older = std::mem::take(&mut self.newer);
        }
        self.newer.insert(client, bucket);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::Ipv4Addr;

    fn client(number: u32) -> Option<IpAddr> {
        Some(Ipv4Addr::from_bits(number).into())
    }

    #[tokio::test(start_paused = true)]
    async fn a_bucket_fills_again() {
        let limit = RateLimit::new(2.0, 3);
        assert!((0..3).all(|_| limit.check(client(1)).is_ok()));
        assert_eq!(limit.check(client(1)), Err(Duration::from_millis(500)));
        assert_eq!(limit.peek(client(1)), Err(Duration::from_millis(500)));
        assert_eq!(limit.check(client(2)), Ok(()));
        tokio::time::advance(Duration::from_millis(500)).await;
        assert_eq!(limit.peek(client(1)), Ok(()));
        assert_eq!(limit.check(client(1)), Ok(()));
        assert!(limit.check(client(1)).is_err());
        tokio::time::advance(Duration::from_secs(3600)).await;
        assert_eq!((0..9).filter(|_| limit.check(client(1)).is_ok()).count(), 3);
    }

    #[tokio::test(start_paused = true)]
    async fn its_memory_is_bounded() {
        let limit = RateLimit::new(1.0, 2);
        for number in 0..100_000 {
            limit.check(client(number)).expect("its first");
        }
        let kept = limit.kept.lock().expect("kept");
        assert!(kept.newer.len() + kept.older.len() <= 2 * MAX_CLIENTS);
        assert!(kept.newer.contains_key(&client(99_999)));
    }
}
