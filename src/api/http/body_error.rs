//! [`BodyError`]: why the body of a request can't be read to its end.

use super::error::ApiError;
use axum::http::StatusCode;
use std::error::Error;

/// What is wrong with a body, found while it is read. It travels through the readers of others, as the source of their
/// errors.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum BodyError {
    #[error("The body broke off")]
    BrokenOff,
    #[error("The body did not arrive within {0} s")]
    TooLate(u64),
    #[error("The head of a part of the body is longer than {0} KiB")]
    LongPartHead(usize),
    #[error("The body has more than {0} parts")]
    TooManyParts(usize),
    #[error("The body is no {0}, as its Content-Encoding says, or it is damaged")]
    Damaged(&'static str),
    #[error("The body is larger than {0} MiB once it is decompressed")]
    TooLarge(usize),
}

impl BodyError {
    /// The one among the sources of an error.
    pub(crate) fn find<'a>(error: &'a (dyn Error + 'static)) -> Option<&'a Self> {
        let mut source = Some(error);
        while let Some(error) = source {
            if let Some(found) = error.downcast_ref() {
                return Some(found);
            }
            source = error.source();
        }
        None
    }

    /// Why a stream of bytes failed.
    pub(crate) fn of(error: &(dyn Error + 'static)) -> Self {
        Self::find(error).cloned().unwrap_or(Self::BrokenOff)
    }
}

impl From<BodyError> for ApiError {
    fn from(error: BodyError) -> Self {
        let status = match error {
            BodyError::TooLate(_) => StatusCode::REQUEST_TIMEOUT,
            BodyError::TooLarge(_) => StatusCode::PAYLOAD_TOO_LARGE,
            BodyError::BrokenOff
            | BodyError::LongPartHead(_)
            | BodyError::TooManyParts(_)
            | BodyError::Damaged(_) => StatusCode::BAD_REQUEST,
        };
        Self::new(status, error.to_string())
    }
}
