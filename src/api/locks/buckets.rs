use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;
use tokio::time::Instant;

/// Of so many visitors the latest are remembered, and as many of those before.
const MOST: usize = 10_000;

/// How often each visitor may do something: so many times at once, and then as many times a second.
pub(super) struct Buckets {
    per_second: f64,
    burst: f64,
    kept: Mutex<Kept>,
}

/// Whoever came last is in the newer half; the older is forgotten when the newer is full.
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

impl Buckets {
    pub(super) fn new(per_second: f64, burst: u32) -> Self {
        Self { per_second, burst: burst.max(1).into(), kept: Mutex::default() }
    }

    /// Lets a visitor do it once.
    ///
    /// # Errors
    /// How long they have to wait.
    pub(super) fn take(&self, who: Option<IpAddr>) -> Result<(), Duration> {
        self.with(who, |bucket| bucket.left -= 1.0)
    }

    /// The same without doing it.
    ///
    /// # Errors
    /// How long they have to wait.
    pub(super) fn look(&self, who: Option<IpAddr>) -> Result<(), Duration> {
        self.with(who, |_| {})
    }

    fn with(&self, who: Option<IpAddr>, then: impl FnOnce(&mut Bucket)) -> Result<(), Duration> {
        let now = Instant::now();
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let mut bucket = kept.find(who).unwrap_or(Bucket { left: self.burst, at: now });
        let filled = now.duration_since(bucket.at).as_secs_f64() * self.per_second;
        bucket = Bucket { left: (bucket.left + filled).min(self.burst), at: now };
        let missing = 1.0 - bucket.left;
        let free = missing <= f64::EPSILON;
        if free {
            then(&mut bucket);
        }
        // Whoever has all of theirs need not be remembered.
        if bucket.left < self.burst {
            kept.keep(who, bucket);
        }
        if free { Ok(()) } else { Err(Duration::from_secs_f64(missing / self.per_second)) }
    }
}

impl Kept {
    fn find(&mut self, who: Option<IpAddr>) -> Option<Bucket> {
        self.newer.get(&who).copied().or_else(|| self.older.remove(&who))
    }

    fn keep(&mut self, who: Option<IpAddr>, bucket: Bucket) {
        if self.newer.len() >= MOST && !self.newer.contains_key(&who) {
            self.older = std::mem::take(&mut self.newer);
        }
        self.newer.insert(who, bucket);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::Ipv4Addr;

    fn who(number: u32) -> Option<IpAddr> {
        Some(Ipv4Addr::from_bits(number).into())
    }

    #[tokio::test(start_paused = true)]
    async fn a_bucket_fills_again() {
        let buckets = Buckets::new(2.0, 3);
        assert!((0..3).all(|_| buckets.take(who(1)).is_ok()));
        assert_eq!(buckets.take(who(1)), Err(Duration::from_millis(500)));
        assert_eq!(buckets.look(who(1)), Err(Duration::from_millis(500)));
        assert_eq!(buckets.take(who(2)), Ok(()));
        tokio::time::advance(Duration::from_millis(500)).await;
        assert_eq!(buckets.look(who(1)), Ok(()));
        assert_eq!(buckets.take(who(1)), Ok(()));
        assert!(buckets.take(who(1)).is_err());
        tokio::time::advance(Duration::from_secs(3600)).await;
        assert_eq!((0..9).filter(|_| buckets.take(who(1)).is_ok()).count(), 3);
    }

    #[tokio::test(start_paused = true)]
    async fn however_many_come_few_are_remembered() {
        let buckets = Buckets::new(1.0, 2);
        for number in 0..100_000 {
            buckets.take(who(number)).expect("its first");
        }
        let kept = buckets.kept.lock().expect("kept");
        assert!(kept.newer.len() + kept.older.len() <= 2 * MOST);
        assert!(kept.newer.contains_key(&who(99_999)));
    }
}
