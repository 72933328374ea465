//! [`Malformed`]: why a tensor or a request cannot be read.

/// Why a request is none of this protocol, in words that begin small.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Malformed(pub String);

impl Malformed {
    /// Adds the name of the input at fault.
    pub(crate) fn of(self, input: &str) -> Self {
        Self(format!("the input {}: {}", short(input), self.0))
    }
}

/// A name as it is quoted, whatever was sent.
pub(crate) fn short(name: &str) -> String {
    const LONGEST: usize = 40;
    match name.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &name[..end]),
        None => name.to_owned(),
    }
}
