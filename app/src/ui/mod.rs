//! What every page has: the frame around it.

#[cfg(feature = "ssr")]
mod shell;

#[cfg(feature = "ssr")]
pub use shell::{Account, Bundle, PageAssets, shell};
