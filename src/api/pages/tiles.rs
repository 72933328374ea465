//! The tiles of the front page, each with a picture of its demo's first answer.

use crate::demo::Description;
use crate::gallery::{Gallery, ServedDemo};
use crate::predict::{Caller, predict};
use futures_util::future::join_all;
use maquette_app::media_fields::drawing;
use maquette_app::pages::Tile;
use maquette_app::result::{self, html};
use maquette_contract::Score;
use std::sync::Arc;
use std::time::Duration;

/// Every demo as the front page shows it, each with a picture of its first answer if that is ready.
pub(crate) async fn tiles(gallery: &Arc<Gallery>) -> Vec<Tile> {
    let served = gallery.all().map(async |served| {
        let demo = &served.demo;
        Tile { picture: thumbnail(gallery, served).await, ..tile(demo) }
    });
    // What is locked says its name, and leads to the way in.
    let hidden = gallery.hidden().map(|demo| Tile {
        name: demo.name.clone(),
        title: demo.title.clone(),
        summary: String::new(),
        remark: "Locked: log in to try it".to_owned(),
        picture: String::new(),
    });
    let mut tiles = join_all(served).await;
    tiles.extend(hidden);
    tiles
}

/// The picture of a demo's tile, drawn once from the answer to its first example. A slow demo has none for now.
async fn thumbnail(gallery: &Gallery, served: &ServedDemo) -> String {
    const TIMEOUT: Duration = Duration::from_millis(500);
    let demo = &served.demo;
    let draw = async {
        let texts = demo.initial_texts();
        let drawn = std::iter::zip(&demo.schema.features, &texts);
        if let Some(drawing) = drawn.filter_map(|(feature, text)| drawing(feature, text)).next() {
            return Ok(html(drawing));
        }
        if let Some(thumbnail) = &demo.thumbnail {
            return Ok(result::thumbnail(thumbnail).map(html).unwrap_or_default());
        }
        if !demo.autorun {
            return Ok(String::new());
        }
        let raw = demo.schema.raw_fields(&texts);
        let answer =
            tokio::time::timeout(TIMEOUT, predict(gallery, &demo.name, &raw, Caller::program(super::PAGES)))
                .await;
        let answer = answer.map_err(|_| ())?.map_err(|_| ())?;
        Ok(result::thumbnail(&answer.prediction).map(html).unwrap_or_default())
    };
    served.thumbnail.get_or_try_init(|| draw).await.cloned().unwrap_or_else(|()| String::new())
}

fn tile(demo: &Description) -> Tile {
    let score = demo.card.as_ref().and_then(|card| card.scores.first());
    Tile {
        name: demo.name.clone(),
        title: demo.title.clone(),
        summary: demo.summary.clone(),
        remark: score.map(remark).unwrap_or_default(),
        picture: String::new(),
    }
}

/// What a demo's first score says, beside its baseline.
fn remark(score: &Score) -> String {
    let read = |value: f64| if score.share { percentage(value) } else { format!("{value:.3}") };
    let baseline =
        score.baseline.map(|baseline| format!(" (baseline {})", read(baseline))).unwrap_or_default();
    format!("{} on rows it had not seen: {}{baseline}", score.label, read(score.estimate.value))
}

/// A share in percent. Only what is certain is 0 or 100: near them there is a decimal, rounded away from certainty.
fn percentage(share: f64) -> String {
    let percent = share * 100.0;
    match percent {
        0.0 | 100.0 => format!("{percent:.0} %"),
        99.5.. => format!("{:.1} %", (percent * 10.0).floor() / 10.0),
        ..0.5 => format!("{:.1} %", (percent * 10.0).ceil() / 10.0),
        percent => format!("{percent:.0} %"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_certain_is_100_percent() {
        let check = |share: f64, expected: &str| assert_eq!(percentage(share), expected, "{share}");
        check(0.996, "99.6 %");
        check(0.9999, "99.9 %");
        check(1.0, "100 %");
        check(0.988, "99 %");
        check(0.41, "41 %");
        check(0.0001, "0.1 %");
        check(0.0, "0 %");
    }
}
