use super::{Cause, EngineError};
use crate::model::Refusal;
use maquette_contract::PredictError;

/// How long someone who was turned away should wait. A full queue is empty again well within it.
const RETRY_AFTER_SECS: u32 = 1;

impl EngineError {
    /// Why it came about, where that is not in the words for a person.
    pub(crate) fn cause(&self) -> Option<Cause> {
        match self {
            Self::Told(_, cause) => cause.clone(),
            Self::Failed(cause) if !cause.is::<Refusal>() => Some(cause.clone()),
            _ => None,
        }
    }

    /// What a person is told of it. Its cause goes to the log under the request's id.
    pub(crate) fn told(self, demo: &str, id: &str) -> PredictError {
        match self {
            Self::Told(error, _) => error,
            Self::Full => PredictError::Overloaded { retry_after_secs: RETRY_AFTER_SECS },
            Self::Loading => PredictError::Loading,
            Self::TooSlow { limit } => {
                let limit_secs = limit.as_secs_f64().ceil() as u32;
                tracing::warn!(demo, id, limit_secs, "a demo was too slow to answer");
                PredictError::TooSlow { limit_secs }
            }
            Self::Stuck { busy } => PredictError::Stuck { busy_secs: busy.as_secs() as u32 },
            Self::Ended => {
                tracing::error!(demo, id, "the model's thread has ended");
                PredictError::Unavailable
            }
            Self::Failed(cause) => match cause.downcast_ref::<Refusal>() {
                Some(refusal) => PredictError::Refused { message: refusal.to_string() },
                None => {
                    tracing::error!(demo, id, cause = format!("{cause:#}"), "a prediction failed");
                    PredictError::Internal { reference: id.to_owned() }
                }
            },
        }
    }
}
