//! The pages, each drawn from data alone.

#[cfg(target_arch = "wasm32")]
mod navigation;
#[cfg(not(target_arch = "wasm32"))]
#[path = "navigation_ssr.rs"]
mod navigation;
#[cfg(feature = "ssr")]
pub mod docs;
#[cfg(feature = "ssr")]
pub mod code;
#[cfg(feature = "ssr")]
mod demo;
#[cfg(feature = "ssr")]
mod home;
#[cfg(feature = "ssr")]
mod job;
#[cfg(feature = "ssr")]
mod login;
#[cfg(feature = "ssr")]
mod problem;
#[cfg(feature = "ssr")]
mod trust;
pub mod workbench;

#[cfg(feature = "ssr")]
pub use demo::{DemoPage, demo};
#[cfg(feature = "ssr")]
pub use home::{Tile, home};
#[cfg(feature = "ssr")]
pub use job::{BAR, JobView, job};
#[cfg(feature = "ssr")]
pub use login::login;
#[cfg(feature = "ssr")]
pub use problem::problem;
