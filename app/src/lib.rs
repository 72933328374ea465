//! Maquette's pages: rendered on the server, and alive in the browser where they move.
//!
//! Nothing here knows a model or a store. A page is drawn from data of the contract, and an open page sends one kind of
//! request, which [`predict`] declares. Answers are drawn on the server alone, for
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
pub mod predict;
#[cfg(feature = "ssr")]
pub mod ui;

/// Called once by the page's script.
#[cfg(all(feature = "csr", target_arch = "wasm32"))]
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn start() {
    console_error_panic_hook::set_once();
    pages::workbench::start();
}
