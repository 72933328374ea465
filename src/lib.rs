//! Maquette turns a candle model, or any Rust function, into a web page that people can try and an HTTP API that programs
//! can call.
//!
//! Declare the inputs once, as a struct. Maquette derives the form, the validation in the browser and on the server, the
//! encoding for the network, the CSV reader and the OpenAPI document from it. The output is any
//! [`Output`](output::Output): a text, a number with its interval, classes, charts, tables, or several of these.
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
//! `cargo run` serves this demo on <http://127.0.0.1:3000>.
//!
//! - The [`tutorial`] leads from here to a model of your own, its training, its page and its server.
//! - The [`prelude`] lists what most demos need.
//! - [`Demo`](demo::Demo) has all settings of a demo, and [`Maquette`] serves one or more of them.
//! - [`DemoTest`](testing::DemoTest) tests a demo without a server and a browser.
//! - [`train`] has the parts of a training, if a [`Recipe`](train::Recipe) does not fit.

// The types of nested views exceed the default limit.
#![recursion_limit = "256"]
// println! and eprintln! panic where nobody reads what they print.
#![warn(clippy::print_stdout, clippy::print_stderr)]

// The derives name this crate, here as in an author's.
extern crate self as maquette;

// For authors: what a demo is made of, and how it is tested.

pub mod tutorial;
pub mod prelude;
pub mod app;
pub mod demo;
pub mod model;
pub mod output;
pub mod media;
pub mod testing;
mod markdown;

// Serving: the path of a request, which `predict` has on one screen.

#[doc(hidden)]
pub mod api;
#[doc(hidden)]
pub mod access;
#[doc(hidden)]
pub mod predict;
#[doc(hidden)]
pub mod gallery;
#[doc(hidden)]
pub mod jobs;
#[doc(hidden)]
pub mod engine;
#[doc(hidden)]
pub mod uploads;
#[doc(hidden)]
pub mod store;
#[doc(hidden)]
pub mod metrics;

// Training: from a table to weights, and to a card that says what was measured.

pub mod train;
pub mod trained;
pub mod signature;
pub mod evaluate;
pub mod calibrate;
pub mod csv;
#[doc(hidden)]
pub mod encoding;

// The process: its command line, its settings, its connections and its threads.

#[doc(hidden)]
pub mod cli;
#[doc(hidden)]
pub mod config;
#[doc(hidden)]
pub mod server;
#[doc(hidden)]
pub mod threads;
mod panic;

pub use app::Maquette;
pub use maquette_contract::*;
pub use maquette_derive::{Choice, Inputs};
pub use markdown::markdown;

/// An error of any kind, with its causes.
pub use anyhow::Error;
/// A result whose error is of any kind, such as that of `main`.
pub type Result<T, E = Error> = std::result::Result<T, E>;

// The crates that an author's code names, in the versions that Maquette uses.
pub use {axum, candle_core, candle_nn, futures_util, leptos, serde_json};
