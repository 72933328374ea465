//! Fields for files, drawings and tables: one kind of field per file, one row each in [`MEDIA_FIELDS`]. Only the server
//! draws them; a module that only their pages load makes each interactive. Without a script the form sends the file.

mod upload;
mod table_grid;

use crate::form::described;
use leptos::prelude::*;
use maquette_contract::{Feature, Kind, Media, Problem};

/// A field for one kind of media.
pub struct MediaField {
    pub name: &'static str,
    pub suits: fn(&Feature) -> bool,
    /// The script that makes it interactive.
    pub module: &'static str,
    view: fn(&FieldView<'_>) -> AnyView,
}

/// The first row that suits a feature is used.
pub static MEDIA_FIELDS: &[MediaField] = &[
    MediaField {
        name: "image",
        suits: |feature| takes(feature, Media::Image),
        module: "media",
        view: upload::view,
    },
    MediaField {
        name: "sketch",
        suits: |feature| takes(feature, Media::Sketch),
        module: "sketch",
        view: upload::view,
    },
    MediaField {
        name: "audio",
        suits: |feature| takes(feature, Media::Audio),
        module: "audio",
        view: upload::view,
    },
    MediaField {
        name: "file",
        suits: |feature| takes(feature, Media::File),
        module: "media",
        view: upload::view,
    },
    MediaField {
        name: "table",
        suits: |feature| matches!(feature.kind, Kind::Table { .. }),
        module: "grid",
        view: table_grid::view,
    },
];

fn takes(feature: &Feature, kind: Media) -> bool {
    matches!(feature.kind, Kind::Media { media, .. } if media == kind)
}

/// One field, its upload or drawing, and the error if there is one.
pub struct FieldView<'a> {
    pub feature: &'a Feature,
    /// The text that stands for it.
    pub text: &'a str,
    pub problem: Option<&'a Problem>,
    /// The prefix of every address.
    pub base: &'a str,
}

/// A drawing from the pad, as a picture.
pub fn drawing(feature: &Feature, text: &str) -> Option<AnyView> {
    takes(feature, Media::Sketch).then(|| text.parse().as_ref().map(upload::drawn).ok()).flatten()
}

/// The media field for a feature, if it needs one.
pub fn media_field(feature: &Feature) -> Option<&'static MediaField> {
    MEDIA_FIELDS.iter().find(|field| (field.suits)(feature))
}

impl MediaField {
    /// The inside of the field as HTML: its controls. Label, hint and error stand around it.
    pub fn html(&self, field: &FieldView<'_>) -> String {
        crate::result::html((self.view)(field))
    }
}

fn invalid(field: &FieldView<'_>) -> Option<&'static str> {
    field.problem.map(|_| "true")
}
