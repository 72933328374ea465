//! From a table of rows to a network, its calibration and its card. Seeded throughout: the same
//! seed on the same rows gives the same network.

mod dataset;
mod fit;
mod net;
mod progress;
mod recipe;
mod split;
mod tabular;
mod target;
mod init;

pub use crate::evaluate::Goal;
pub use dataset::Dataset;
pub use fit::Fit;
pub use init::{seed_weights, trained_tensors};
pub use net::{MakeNet, mlp, net};
pub use progress::{Console, Progress};
pub use recipe::{Recipe, Settings};
pub use split::{Shares, Split};
pub use target::{Target, TargetKind};

use crate::signature::Signature;
use crate::trained::{Trained, sha256};
use anyhow::{Result, bail};
use maquette_contract::{Date, ModelCard, Source};
use std::time::{SystemTime, UNIX_EPOCH};

/// A way to make a model, and to measure it again.
pub trait Training: Send + Sync {
    /// Trains, calibrates and measures. The same seed gives the same model.
    ///
    /// # Errors
    /// Rows that can't be read or are too few, or a network that does not fit the inputs.
    fn train(&self, seed: u64, progress: &mut dyn Progress) -> Result<Trained>;

    /// Measures anew, on the test rows, what the card states: the card with its scores, its calibration
    /// and its interval as they are now.
    ///
    /// # Errors
    /// Weights that are damaged or were trained on other data.
    fn measure(&self, trained: &Trained) -> Result<ModelCard>;

    /// What the model is to reach.
    fn goals(&self) -> &[Goal];

    /// What its weights are trained with: their inputs and what they say, by name. A training that states it also writes
    /// it into its weights, by [`Trained::with_signature`], and weights with another one are refused.
    fn signature(&self) -> Option<Signature> {
        None
    }

    /// The test rows as CSV: the truth of each, and what the model says to it.
    ///
    /// # Errors
    /// Weights that are damaged or were trained on other data, or a training that has none to write.
    fn predictions(&self, trained: &Trained) -> Result<String> {
        let _ = trained;
        bail!("this training does not write its predictions down")
    }
}

/// Today's date in UTC, for the card of a training.
pub fn today() -> String {
    let secs = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
    let days = i64::try_from(secs / 86_400).unwrap_or(i64::MAX);
    Date::from_days(days).map(|date| date.to_string()).unwrap_or_default()
}

/// Where some data came from, for a card.
pub fn source(name: &str, licence: &str, bytes: &[u8]) -> Source {
    Source { name: name.to_owned(), licence: licence.to_owned(), sha256: sha256(bytes) }
}
