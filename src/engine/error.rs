//! Why a model gave no output, and what the client is shown of it.

use crate::model::Refusal;
use maquette_contract::PredictError;
use std::sync::Arc;
use std::time::Duration;

/// How many seconds a client waits after a refusal. A full queue is empty again well within it.
const RETRY_AFTER_SECS: u32 = 1;

/// Why something failed, in words for the operator of the server.
pub type Cause = Arc<anyhow::Error>;

/// Why a model gave no output.
#[derive(Clone, Debug, thiserror::Error)]
pub enum EngineError {
    #[error("the queue is full")]
    Full,
    #[error("the model is loading")]
    Loading,
    #[error("there was no answer within {limit:?}")]
    TooSlow { limit: Duration },
    #[error("the model has been busy with one batch for {busy:?}")]
    Stuck { busy: Duration },
    #[error("the model's thread has ended")]
    Ended,
    /// Already what the client is shown; its cause is in the log.
    #[error("{0}")]
    Predict(PredictError, Option<Cause>),
    #[error("{0:#}")]
    Failed(Cause),
}

impl EngineError {
    /// What caused it, where the client is not shown it.
    pub(crate) fn cause(&self) -> Option<Cause> {
        match self {
            Self::Predict(_, cause) => cause.clone(),
            Self::Failed(cause) if !cause.is::<Refusal>() => Some(cause.clone()),
            _ => None,
        }
    }

    /// What the client is shown. If the fault is ours, the cause goes to the log under the request's id.
    pub(crate) fn into_predict_error(self, demo: &str, id: &str) -> PredictError {
        match self {
            Self::Predict(error, _) => error,
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
