//! [`Secret`]: a text that is never printed or logged.

use std::convert::Infallible;
use std::fmt;
use std::str::FromStr;

/// A text that is written nowhere: neither printed nor logged, nor quoted where it is wrong.
#[derive(Clone)]
pub struct Secret(String);

impl Secret {
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// Those of a list with commas.
    pub(super) fn split_commas(&self) -> impl Iterator<Item = Self> {
        self.0.split(',').map(|secret| Self(secret.to_owned()))
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("…")
    }
}

impl FromStr for Secret {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Infallible> {
        Ok(Self(text.to_owned()))
    }
}
