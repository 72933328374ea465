//! What operators and supervisors read: health and metrics.

pub(crate) mod health;
pub(crate) mod metrics;
