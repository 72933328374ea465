//! What a person brings or draws: one kind of field per file, one row each in [`STAGES`]. They are drawn on the server
//! alone; a module of their own, which only pages that have them load, brings each to life. Without a script a file is
//! sent with the form.

mod brought;
mod grid;

use crate::form::described;
use leptos::prelude::*;
use maquette_contract::{Feature, Kind, Media, Problem};

/// A way to bring one kind of thing.
pub struct Stage {
    pub name: &'static str,
    pub suits: fn(&Feature) -> bool,
    /// The module that brings it to life.
    pub module: &'static str,
    view: fn(&Bringing<'_>) -> AnyView,
}

/// The first that suits a feature is taken.
pub static STAGES: &[Stage] = &[
    Stage {
        name: "image",
        suits: |feature| brings(feature, Media::Image),
        module: "brought",
        view: brought::view,
    },
    Stage {
        name: "sketch",
        suits: |feature| brings(feature, Media::Sketch),
        module: "sketch",
        view: brought::view,
    },
    Stage {
        name: "audio",
        suits: |feature| brings(feature, Media::Audio),
        module: "audio",
        view: brought::view,
    },
    Stage {
        name: "file",
        suits: |feature| brings(feature, Media::File),
        module: "brought",
        view: brought::view,
    },
    Stage {
        name: "table",
        suits: |feature| matches!(feature.kind, Kind::Table { .. }),
        module: "grid",
        view: grid::view,
    },
];

fn brings(feature: &Feature, brought: Media) -> bool {
    matches!(feature.kind, Kind::Media { media, .. } if media == brought)
}

/// One field, what was brought to it, and what is wrong with that.
pub struct Bringing<'a> {
    pub feature: &'a Feature,
    /// The text that stands for it.
    pub text: &'a str,
    pub problem: Option<&'a Problem>,
    /// The prefix of every address.
    pub base: &'a str,
}

/// What was drawn in a pad, as a picture.
pub fn drawing(feature: &Feature, text: &str) -> Option<AnyView> {
    brings(feature, Media::Sketch).then(|| text.parse().as_ref().map(brought::drawn).ok()).flatten()
}

/// The stage for a feature, if it needs one.
pub fn stage(feature: &Feature) -> Option<&'static Stage> {
    STAGES.iter().find(|stage| (stage.suits)(feature))
}

impl Stage {
    /// The inside of the field as HTML: its controls. Label, hint and error stand around it.
    pub fn html(&self, bringing: &Bringing<'_>) -> String {
        crate::result::html((self.view)(bringing))
    }
}

fn invalid(bringing: &Bringing<'_>) -> Option<&'static str> {
    bringing.problem.map(|_| "true")
}
