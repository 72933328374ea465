use leptos::prelude::*;
use maquette_contract::Estimate;

/// A demo as the front page shows it.
#[derive(Clone)]
pub struct Tile {
    pub name: String,
    pub title: String,
    pub summary: String,
    pub accuracy: Estimate,
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
                    {format!("Right {:.0} times in 100 on data it had not seen", tile.accuracy.value * 100.0)}
                </p>
            </li>
        }
    });
    view! { <ul class="tiles">{tiles.collect_view()}</ul> }.into_any()
}
