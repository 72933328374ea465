//! Maquette turns a candle model into a web app people can try.
//!
//! A request passes each room once: see [`predict`](predict::predict) for the walk, and
//! ARCHITECTURE.md for the map.

pub mod predict;
pub mod gallery;
pub mod demo;
pub mod demos;
pub mod encoding;
pub mod engine;
pub mod calibrate;
pub mod store;
pub mod api;
pub mod server;
pub mod trained;
pub mod train;
pub mod evaluate;
pub mod cli;
