//! [`Refusal`]: an error whose words the person who sent the inputs may read.

/// An error in the author's own words, which the person who sent the inputs will read. Every other error of a
/// model is kept in the log, since it may hold what is nobody else's business.
///
/// ```
/// use maquette::prelude::*;
///
/// fn mean(numbers: &[f64]) -> Result<f64, Refusal> {
///     match numbers {
///         [] => Err(Refusal::new("No day has such weather")),
///         numbers => Ok(numbers.iter().sum::<f64>() / numbers.len() as f64),
///     }
/// }
/// # assert!(mean(&[]).is_err());
/// ```
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Refusal(String);

impl Refusal {
    /// Says what was wrong, what was expected, what to do.
    pub fn new(message: impl Into<String>) -> Self {
        Self(message.into())
    }
}
