//! The pages. An address holds the inputs, so its page holds the answer before any script has run.

pub(crate) mod assets;
pub(crate) mod code;
pub(crate) mod csv_export;
pub(crate) mod demo;
pub(crate) mod docs;
mod form;
mod fragment;
pub(crate) mod job;
pub(crate) mod login;
mod not_found;
mod render;
pub(crate) mod live_answer;
pub(crate) mod snippets;
mod tiles;

pub(crate) use assets::has_client;
pub(crate) use not_found::{no_route, wrong_method};

/// The name of the pages' door, by which its predictions are counted.
const PAGES: &str = "pages";
