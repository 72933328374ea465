//! Maquette's pages: rendered on the server, and alive in the browser where they move.
//!
//! Nothing here knows a model or a store. A page is drawn from data of the contract, and asks
//! for predictions through the port that [`server_fn`] declares. Answers are drawn on the server alone, for
//! the first page as for every later one: the browser gets them as HTML, and carries the form and no chart.

// The types of nested views exceed the compiler's default limit.
#![recursion_limit = "256"]

pub mod pages;
pub mod form;
#[cfg(feature = "ssr")]
pub mod media_fields;
#[cfg(feature = "ssr")]
pub mod result;
#[cfg(feature = "ssr")]
pub mod chart;
pub mod server_fn;
pub mod ui;

/// Called once by the page's script, before its islands come alive.
#[cfg(all(feature = "hydrate", target_arch = "wasm32"))]
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate() {
    console_error_panic_hook::set_once();
    pages::ask_under_the_base();
    leptos::mount::hydrate_islands();
}
