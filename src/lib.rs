//! Maquette turns a candle model into a web app people can try.
//!
//! What goes into a model is declared once, as a struct; the form, the validation on both sides, the
//! encoding, the reading of tables and the API's document all come from it.
//!
//! ```
//! use maquette::{Choice, Inputs};
//!
//! #[derive(Inputs)]
//! struct Penguin {
//!     /// Bill length
//!     /// From the tip to the feathers
//!     #[input(unit = "mm", range = 30.0..=65.0, step = 0.1)]
//!     bill_length: f32,
//!     /// Island where it was seen
//!     island: Option<Island>,
//! }
//!
//! #[derive(Choice)]
//! enum Island {
//!     Biscoe,
//!     Dream,
//!     Torgersen,
//! }
//!
//! let schema = Penguin::schema();
//! assert_eq!(schema.features[0].help, "From the tip to the feathers");
//! assert!(!schema.features[1].required);
//! ```
//!
//! A request passes each room once: see [`predict`](predict::predict) for the walk, and
//! ARCHITECTURE.md for the map.

// The derives name this crate, here as in an author's.
extern crate self as maquette;

pub mod predict;
pub mod gallery;
pub mod demo;
pub mod demos;
pub mod model;
pub mod encoding;
pub mod engine;
pub mod calibrate;
pub mod store;
pub mod api;
pub mod server;
pub mod trained;
pub mod train;
pub mod evaluate;
pub mod config;
pub mod cli;

pub use maquette_contract::*;
pub use maquette_derive::{Choice, Inputs};
