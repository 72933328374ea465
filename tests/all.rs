//! One binary, by theme: what the doors say, what holds for every row of every table, what equals an
//! independent source, how the rooms may know each other, and what a process does.

mod access_log;
mod attacks;
mod architecture;
mod authors;
mod catalogue;
mod deploying;
mod docs;
mod doors;
mod engine;
mod golden;
mod gradio;
mod headers;
mod isolation;
mod jobs;
mod laws;
mod locks;
mod malformed;
mod mcp;
mod pages;
mod process;
mod prose;
mod readme;
mod server;
mod serving;
mod signature;
mod training;
mod untrained;
mod uploads;
