//! The one stream of a session, on which all its events are told.

use super::AppState;
use super::follow::Follower;
use super::message::{CLOSE, HEARTBEAT, message};
use super::session::{Closing, Following};
use crate::api::http::sse::KEEP_ALIVE;
use crate::gallery::Gallery;
use futures_util::Stream;
use futures_util::stream::unfold;
use serde_json::Value;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;
use tokio::time::Instant;

/// How long a stream on which nothing is left to be told waits for another event. Without this a call that is made just
/// as it closes is lost to its client; a longer time would be how long a client's process takes to exit.
const GRACE: Duration = Duration::from_millis(400);

/// How long the body of such a stream goes on after its last words. That the client hangs up is how we learn that it has
/// read them.
pub(crate) const LINGER: Duration = Duration::from_secs(2);

/// Everything about the events of a session, until nothing is left to be told.
pub(crate) fn follow(
    gallery: Arc<Gallery>,
    state: Arc<AppState>,
    session: String,
    following: Following,
) -> impl Stream<Item = String> + Send {
    let Following { stream, changed } = following;
    let now = Instant::now();
    let told = Told {
        gallery,
        state,
        session,
        stream,
        changed,
        seen: 0,
        followers: vec![],
        idle: now,
        spoken: now,
        over: false,
        closing: None,
    };
    unfold(told, async |mut told| {
        let text = told.next().await?;
        told.spoken = Instant::now();
        Some((text, told))
    })
}

struct Told {
    gallery: Arc<Gallery>,
    state: Arc<AppState>,
    session: String,
    stream: u64,
    changed: watch::Receiver<()>,
    /// The number of the latest event that is followed.
    seen: u64,
    /// The events that are not over, each with the values that were told of it last.
    followers: Vec<(Follower, Option<Vec<Value>>)>,
    /// Since when nothing was left to be told, and since when nothing was said.
    idle: Instant,
    spoken: Instant,
    over: bool,
    closing: Option<Closing>,
}

impl Told {
    async fn next(&mut self) -> Option<String> {
        if self.closing.is_some() {
            tokio::time::sleep(LINGER).await;
        }
        if self.over {
            return None;
        }
        loop {
            self.changed.mark_unchanged();
            let Some(events) = self.state.sessions.since(&self.session, self.stream, self.seen) else {
                // Another stream tells the rest.
                self.over = true;
                return Some(CLOSE.to_owned());
            };
            for (number, event) in events {
                self.seen = number;
                self.followers.push((Follower::new(event), None));
            }
            let text = self.news().await;
            if !text.is_empty() {
                self.idle = Instant::now();
                return Some(text);
            }
            let live = !self.followers.is_empty();
            let until = if live { self.spoken + KEEP_ALIVE } else { self.idle + GRACE };
            tokio::select! {
                _ = self.changed.changed() => {}
                () = tokio::time::sleep_until(until) => {
                    if live {
                        return Some(HEARTBEAT.to_owned());
                    }
                    self.closing = self.state.sessions.close(&self.session, self.stream, self.seen);
                    if self.closing.is_some() {
                        self.over = true;
                        return Some(CLOSE.to_owned());
                    }
                }
            }
        }
    }

    async fn news(&mut self) -> String {
        let mut text = String::new();
        for (follower, told) in &mut self.followers {
            for news in follower.news(&self.gallery).await {
                text.push_str(&message(&follower.event, news, told));
            }
        }
        self.followers.retain(|(follower, _)| !follower.over);
        text
    }
}

impl Drop for Told {
    fn drop(&mut self) {
        if !self.over {
            self.state.sessions.leave(&self.session, self.stream);
        }
    }
}
