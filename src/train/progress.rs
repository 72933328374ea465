//! [`Progress`]: follows a training run, such as in a terminal.

use indicatif::{ProgressBar, ProgressStyle};
use maquette_contract::Epoch;
use std::io::{IsTerminal, Write};

/// Hears how a training run is getting on.
pub trait Progress {
    /// An epoch is over; at most so many there will be.
    fn epoch(&mut self, epoch: Epoch, of: usize);

    /// There will be no more, even if fewer than announced were needed.
    fn done(&mut self) {}
}

/// For runs nobody watches.
impl Progress for () {
    fn epoch(&mut self, _: Epoch, _: usize) {}
}

/// A bar with the loss and the time left where there is a terminal, and a line now and then elsewhere.
pub enum Console {
    Terminal(ProgressBar),
    Lines,
}

impl Console {
    pub fn new() -> Self {
        if !std::io::stderr().is_terminal() {
            return Self::Lines;
        }
        let bar = ProgressBar::new(0);
        let style = "{bar:32} epoch {pos} of {len}  {msg}  {eta} left";
        bar.set_style(ProgressStyle::with_template(style).unwrap_or_else(|_| ProgressStyle::default_bar()));
        Self::Terminal(bar)
    }
}

impl Default for Console {
    fn default() -> Self {
        Self::new()
    }
}

impl Progress for Console {
    fn epoch(&mut self, epoch: Epoch, of: usize) {
        let Epoch { epoch, train, validation } = epoch;
        let validation = validation.map(|loss| format!("  validation {loss:.4}")).unwrap_or_default();
        match self {
            Self::Terminal(bar) => {
                bar.set_length(of as u64);
                bar.set_position(epoch as u64);
                bar.set_message(format!("loss {train:.4}{validation}"));
            }
            Self::Lines if epoch.is_multiple_of(of.div_ceil(10)) || epoch == of => {
                // The training goes on, whether anybody reads this or not.
                writeln!(std::io::stderr(), "epoch {epoch} of {of}  loss {train:.4}{validation}").ok();
            }
            Self::Lines => {}
        }
    }

    fn done(&mut self) {
        if let Self::Terminal(bar) = self {
            bar.abandon();
        }
    }
}
