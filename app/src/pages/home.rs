use leptos::prelude::*;

/// A demo as the front page shows it.
#[derive(Clone)]
pub struct Tile {
    pub name: String,
    pub title: String,
    pub summary: String,
    /// How many rows it named right, of how many it had not seen.
    pub right: usize,
    pub rows: usize,
}

/// The list of demos.
pub fn home(tiles: &[Tile]) -> AnyView {
    view! {
        <h1>"Models to try"</h1>
        {list(tiles)}
    }
    .into_any()
}

pub(super) fn list(tiles: &[Tile]) -> AnyView {
    let tiles = tiles.iter().map(|tile| {
        view! {
            <li>
                <h2><a href=format!("/{}", tile.name)>{tile.title.clone()}</a></h2>
                <p>{tile.summary.clone()}</p>
                <p class="hint">
                    {format!("Named {} of {} right that it had not seen", tile.right, tile.rows)}
                </p>
            </li>
        }
    });
    view! { <ul class="tiles">{tiles.collect_view()}</ul> }.into_any()
}
