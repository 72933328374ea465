//! A sound: its shape, and the browser's own player.

use super::{Place, Words};
use leptos::prelude::*;
use maquette_contract::Sound;

/// Half the height of the picture of a sound.
const HALF: f32 = 40.0;

pub(super) fn words(sound: &Sound, _: &Place<'_>) -> Words<'static> {
    sound.headline().into()
}

pub(super) fn view(sound: &Sound, place: &Place<'_>) -> AnyView {
    let bars: String = sound
        .peaks
        .iter()
        .enumerate()
        .map(|(place, peak)| {
            let reach = if peak.is_finite() { peak.clamp(0.01, 1.0) * HALF } else { 0.4 };
            format!("M{}.5 {:.1}v{:.1}", place, HALF - reach, 2.0 * reach)
        })
        .collect();
    let title = if place.title.is_empty() { "The sound".to_owned() } else { place.title.to_owned() };
    view! {
        <figure class="sound">
            <svg
                class="wave"
                viewBox=format!("0 0 {} {}", sound.peaks.len().max(1), 2.0 * HALF)
                preserveAspectRatio="none"
                aria-hidden="true"
            >
                <path d=bars />
            </svg>
            <audio controls src=sound.file.address() aria-label=title></audio>
        </figure>
    }
    .into_any()
}
