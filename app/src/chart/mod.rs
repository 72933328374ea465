//! Charts are drawn as SVG in a fixed frame, the same on the server and in the browser: nothing is
//! measured, and numbers have fixed decimals.

mod scale;
mod scatter;

pub use scatter::scatter;
