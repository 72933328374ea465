//! The page of an error: what went wrong, and where to go from there.

use super::home::{Tile, list};
use leptos::prelude::*;

/// Something went wrong: what, and a way on.
pub fn problem(base: &str, title: &str, text: &str, tiles: &[Tile]) -> AnyView {
    view! {
        <h1>{title.to_owned()}</h1>
        <p>{text.to_owned()}</p>
        {list(base, tiles)}
    }
    .into_any()
}
