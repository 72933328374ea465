//! Maquette turns a candle model into a web app people can try.
//!
//! A request passes each room once: see [`predict`](predict::predict) for the walk, and
//! ARCHITECTURE.md for the map.

pub mod api;
pub mod calibrate;
pub mod cli;
pub mod config;
pub mod demo;
pub mod demos;
pub mod encoding;
pub mod engine;
pub mod evaluate;
pub mod gallery;
pub mod model;
pub mod predict;
pub mod server;
pub mod store;
pub mod train;
pub mod trained;
