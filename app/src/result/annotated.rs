//! A picture with what was found in it: a mark on each, which says its name under the pointer and with the focus, and
//! the same as a list.

use super::{Place, Words, tenths};
use leptos::prelude::*;
use maquette_contract::{Annotated, Detection, Region};

/// Colours begin again after so many names.
const COLOURS: usize = 4;

pub(super) fn words(annotated: &Annotated, _: &Place<'_>) -> Words<'static> {
    annotated.headline().into()
}

pub(super) fn view(annotated: &Annotated, place: &Place<'_>) -> AnyView {
    let picture = &annotated.picture;
    let mut labels: Vec<&str> = annotated.found.iter().map(|found| found.label.as_str()).collect();
    labels.sort_unstable();
    labels.dedup();
    let colour = |label: &String| labels.iter().position(|known| known == label).unwrap_or(0) % COLOURS;
    // Names are as large as they can be read, whatever the picture's size.
    let text = (picture.width.max(picture.height) as f64 / 28.0).max(1.0);
    let marks = annotated.found.iter().map(|found| mark(found, colour(&found.label), text));
    let listed = annotated.found.iter().map(|found| {
        let class = format!("key mark tone-{}", colour(&found.label));
        view! {
            <li>
                <span class=class aria-hidden="true"></span>
                {caption(found)}
            </li>
        }
    });
    let alt = if picture.alt.is_empty() { place.title } else { &picture.alt };
    let alt = if alt.is_empty() { "A picture and what was found in it" } else { alt };
    let list = if annotated.found.is_empty() {
        view! { <p class="hint">"Nothing was found"</p> }.into_any()
    } else {
        view! { <ul class="found">{listed.collect_view()}</ul> }.into_any()
    };
    view! {
        <figure class="picture annotated">
            <svg viewBox=format!("0 0 {} {}", picture.width, picture.height) role="group" aria-label=alt.to_owned()>
                <image href=picture.file.address() width=picture.width height=picture.height />
                {marks.collect_view()}
            </svg>
        </figure>
        {list}
    }
    .into_any()
}

fn mark(found: &Detection, colour: usize, size: f64) -> AnyView {
    let class = format!("mark tone-{colour}");
    let (shape, (x, y)) = match &found.region {
        Region::Box { x, y, width, height } => {
            let rect =
                view! { <rect x=tenths(*x) y=tenths(*y) width=tenths(*width) height=tenths(*height) /> };
            (rect.into_any(), (*x, *y))
        }
        Region::Mask { runs } => {
            let path: String =
                runs.iter().map(|[row, column, len]| format!("M{column} {row}h{len}v1h-{len}z")).collect();
            let [row, column, _] = runs.first().copied().unwrap_or_default();
            (view! { <path class="mask" d=path /> }.into_any(), (column as f64, row as f64))
        }
    };
    // Above its mark, or within it where the picture ends.
    let y = if y < size * 1.3 { y + size * 1.2 } else { y - size * 0.3 };
    view! {
        <g class=class tabindex="0" role="img" aria-label=caption(found)>
            {shape}
            <text x=tenths(x) y=tenths(y) font-size=tenths(size)>{caption(found)}</text>
        </g>
    }
    .into_any()
}

/// What was found, with the score of whatever found it.
fn caption(found: &Detection) -> String {
    match found.score.filter(|score| score.is_finite()) {
        Some(score) => format!("{}, score {score:.2}", found.label),
        None => found.label.clone(),
    }
}
