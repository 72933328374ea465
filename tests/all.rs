//! One binary, by theme: what the doors say, what holds for every row of every table, what equals an
//! independent source, how the rooms may know each other, and what a process does.

mod catalogue;
mod directions;
mod doors;
mod golden;
mod gradio;
mod jobs;
mod laws;
mod malformed;
mod neighbours;
mod pages;
mod process;
mod readme;
mod server;
mod training;
mod uploads;
