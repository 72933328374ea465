//! Maquette turns a candle model, or any Rust function, into a web page people can try and an HTTP API programs can call.
//!
//! Declare the inputs once, as a struct. The form, the validation in the browser and on the server, the encoding, the CSV
//! reader and the OpenAPI document come from it. The output is any [`Output`](output::Output): a text, a number with its
//! interval, classes, charts, tables, or several of these.
//!
//! ```no_run
//! use maquette::prelude::*;
//!
//! /// What to say.
//! #[derive(Inputs)]
//! struct Greeting {
//!     /// Your name
//!     #[input(default = "Ada")]
//!     name: String,
//! }
//!
//! fn main() -> maquette::Result<()> {
//!     let hello = Demo::function("hello", |greeting: Greeting| format!("Hello, {}!", greeting.name));
//!     Maquette::new().demo(hello).serve()
//! }
//! ```
//!
//! The [`tutorial`] continues with your own model, its training, its page and its server.
//!
//! Contributors find the path of a request in [`predict`](predict::predict), and the map of the code in ARCHITECTURE.md.

// The types of nested views grow beyond the compiler's usual patience.
#![recursion_limit = "256"]
// println! and eprintln! panic where nobody reads what they print.
#![warn(clippy::print_stdout, clippy::print_stderr)]

// The derives name this crate, here as in an author's.
extern crate self as maquette;

pub mod predict;
pub mod prelude;
pub mod tutorial;
pub mod app;
pub mod demo;
pub mod output;
pub mod model;
pub mod testing;
pub mod gallery;
pub mod jobs;
pub mod engine;
pub mod calibrate;
pub mod encoding;
pub mod rows;
pub mod media;
pub mod uploads;
pub mod store;
pub mod metrics;
pub mod api;
pub mod access;
pub mod server;
pub mod trained;
pub mod signature;
pub mod train;
pub mod evaluate;
pub mod config;
pub mod cli;
pub mod cores;
mod markdown;
mod panic;

pub use app::Maquette;
pub use maquette_contract::*;
pub use maquette_derive::{Choice, Inputs};
pub use markdown::markdown;

/// Any error, with its causes; what `main` returns.
pub use anyhow::Error;
/// What `main` returns.
pub type Result<T, E = Error> = std::result::Result<T, E>;

// What an author's code names, in the versions that fit.
pub use {axum, candle_core, candle_nn, futures_util, leptos, serde_json};
