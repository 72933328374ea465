//! Limits a live form to one request at a time, and at most one waiting.

/// Keeps a live form from asking faster than it is answered: one question runs, and at most one
/// waits behind it, always for the latest inputs. So answers come in the order of the questions,
/// and requests that nobody waits for any more are never sent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Live {
    running: bool,
    pending: bool,
}

impl Live {
    /// Somebody wants an answer; says whether to ask now.
    pub fn wanted(&mut self) -> bool {
        let idle = !self.running;
        self.pending = self.running;
        self.running = true;
        idle
    }

    /// The running question is over; says whether to ask again for the inputs of now.
    pub fn answered(&mut self) -> bool {
        self.running = self.pending;
        std::mem::take(&mut self.pending)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `w` for wanted and `a` for answered in, `+` out wherever it is time to ask.
    fn check(events: &str, expected: &str) {
        let mut live = Live::default();
        let heard = |event| match event {
            'w' => live.wanted(),
            _ => live.answered(),
        };
        let sent: String = events.chars().map(heard).map(|ask| if ask { '+' } else { '.' }).collect();
        assert_eq!(sent, expected, "{events}");
    }

    #[test]
    fn asks_at_once_when_idle() {
        check("wawa", "+.+.");
    }

    #[test]
    fn one_runs_and_one_waits() {
        check("wwwwa", "+...+");
        check("wwwwaa", "+...+.");
        check("wwawaa", "+.+.+.");
    }
}
