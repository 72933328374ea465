use indicatif::{ProgressBar, ProgressStyle};
use std::io::IsTerminal;

/// Hears how a training run is getting on.
pub trait Progress {
    /// An epoch is over; `loss` is its mean.
    fn epoch(&mut self, epoch: usize, of: usize, loss: f64);
}

/// For runs nobody watches.
impl Progress for () {
    fn epoch(&mut self, _: usize, _: usize, _: f64) {}
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
    fn epoch(&mut self, epoch: usize, of: usize, loss: f64) {
        match self {
            Self::Terminal(bar) => {
                bar.set_length(of as u64);
                bar.set_position(epoch as u64);
                bar.set_message(format!("loss {loss:.4}"));
                if epoch == of {
                    bar.finish();
                }
            }
            Self::Lines if epoch.is_multiple_of(of.div_ceil(10)) || epoch == of => {
                eprintln!("epoch {epoch} of {of}  loss {loss:.4}");
            }
            Self::Lines => {}
        }
    }
}
