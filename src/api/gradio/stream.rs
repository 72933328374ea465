//! The one stream of a session, which carries all its events.

use super::AppState;
use super::message::{CLOSE, HEARTBEAT, message};
use super::session::{SessionStream, StreamTail};
use super::subscription::Subscription;
use crate::api::http::sse::KEEP_ALIVE;
use crate::gallery::Gallery;
use futures_util::Stream;
use futures_util::stream::unfold;
use serde_json::Value;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;
use tokio::time::Instant;

/// How long a stream with nothing left to send waits for another event. Without this a call that is made just
/// as it closes is lost to its client; a longer time would be how long a client's process takes to exit.
const GRACE: Duration = Duration::from_millis(400);

/// How long the body of such a stream stays open after its last message: we learn that the client has read it when it
/// hangs up.
pub(crate) const LINGER: Duration = Duration::from_secs(2);

/// Streams the events of a session, until nothing is left to send.
pub(crate) fn follow(
    gallery: Arc<Gallery>,
    state: Arc<AppState>,
    session: String,
    following: SessionStream,
) -> impl Stream<Item = String> + Send {
    let SessionStream { stream, changed } = following;
    let now = Instant::now();
    let sent = SessionEvents {
        gallery,
        state,
        session,
        stream,
        changed,
        seen: 0,
        subscriptions: vec![],
        idle: now,
        last_sent: now,
        over: false,
        closing: None,
    };
    unfold(sent, async |mut sent| {
        let text = sent.next().await?;
        sent.last_sent = Instant::now();
        Some((text, sent))
    })
}

struct SessionEvents {
    gallery: Arc<Gallery>,
    state: Arc<AppState>,
    session: String,
    stream: u64,
    changed: watch::Receiver<()>,
    /// The number of the latest event that is followed.
    seen: u64,
    /// The events that are not over, each with the values that were sent last.
    subscriptions: Vec<(Subscription, Option<Vec<Value>>)>,
    /// Since when there is nothing left to send.
    idle: Instant,
    /// When a message was last sent.
    last_sent: Instant,
    over: bool,
    closing: Option<StreamTail>,
}

impl SessionEvents {
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
                // Another stream has taken over.
                self.over = true;
                return Some(CLOSE.to_owned());
            };
            for (number, event) in events {
                self.seen = number;
                self.subscriptions.push((Subscription::new(event), None));
            }
            let text = self.updates().await;
            if !text.is_empty() {
                self.idle = Instant::now();
                return Some(text);
            }
            let live = !self.subscriptions.is_empty();
            let until = if live { self.last_sent + KEEP_ALIVE } else { self.idle + GRACE };
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

    async fn updates(&mut self) -> String {
        let mut text = String::new();
        for (subscription, sent) in &mut self.subscriptions {
            for update in subscription.updates(&self.gallery).await {
                text.push_str(&message(&subscription.event, update, sent));
            }
        }
        self.subscriptions.retain(|(subscription, _)| !subscription.over);
        text
    }
}

impl Drop for SessionEvents {
    fn drop(&mut self) {
        if !self.over {
            self.state.sessions.detach(&self.session, self.stream);
        }
    }
}
