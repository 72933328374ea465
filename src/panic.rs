//! Panics of authors' code and of decoders, as errors.

use anyhow::{Result, anyhow};
use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Runs code that may panic. `who` is named in the error: "the model panicked: index out of bounds".
///
/// # Errors
/// The error that `f` returns, or the message of its panic.
pub(crate) fn catch_panic<T>(who: &str, f: impl FnOnce() -> Result<T>) -> Result<T> {
    catch_unwind(AssertUnwindSafe(f))
        .unwrap_or_else(|panic| Err(anyhow!("{who} panicked: {}", panic_message(&*panic))))
}

/// The message of a panic.
pub(crate) fn panic_message(panic: &(dyn Any + Send)) -> &str {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    text.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("without a message")
}
