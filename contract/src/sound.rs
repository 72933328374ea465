//! [`Sound`]: a WAV file that a model returns.

use crate::Blob;
use serde::{Deserialize, Serialize};

/// Sound to be heard, as a file that a browser knows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Sound {
    pub secs: f64,
    /// The loudest of each of many equal parts, from 0 to 1: its shape.
    pub peaks: Vec<f32>,
    pub file: Blob,
}

impl Sound {
    /// "1.5 s of sound"
    pub fn headline(&self) -> String {
        format!("{:.1} s of sound", self.secs)
    }
}
