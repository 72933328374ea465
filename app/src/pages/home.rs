//! The gallery: a tile for each demo.

use leptos::prelude::*;

/// A demo as the front page shows it.
#[derive(Clone)]
pub struct Tile {
    pub name: String,
    pub title: String,
    pub summary: String,
    /// What was measured of it; may be empty.
    pub remark: String,
    /// A small picture of an answer, as HTML; may be empty.
    pub picture: String,
}

/// The list of demos. `base` is the prefix of every address.
pub fn home(base: &str, tiles: &[Tile]) -> AnyView {
    view! {
        <h1>"Models to try"</h1>
        {list(base, tiles)}
    }
    .into_any()
}

pub(super) fn list(base: &str, tiles: &[Tile]) -> AnyView {
    let tiles = tiles.iter().map(|tile| {
        let remark = (!tile.remark.is_empty()).then(|| view! { <p class="hint">{tile.remark.clone()}</p> });
        let picture = (!tile.picture.is_empty())
            .then(|| view! { <div class="glimpse" inner_html=tile.picture.clone()></div> });
        view! {
            <li>
                {picture}
                <h2><a href=format!("{base}/{}", tile.name)>{tile.title.clone()}</a></h2>
                <p>{tile.summary.clone()}</p>
                {remark}
            </li>
        }
    });
    view! { <ul class="tiles">{tiles.collect_view()}</ul> }.into_any()
}
