//! Laws of media fields in plain HTML: each is part of the form without a script, its control has the field's name and
//! names its description, and nothing in it can act as markup.

use super::{EVIL, Verdict, is_described_and_escaped, law};
use maquette_app::media_fields::{FieldView, MEDIA_FIELDS, MediaField};
use maquette_contract::{Feature, Kind, Media, Problem, Schema, Value};

/// A feature that a media field is for, and a text for it.
fn sample(field: &str) -> (Feature, &'static str) {
    let (kind, text) = match field {
        "image" => (Kind::Media { media: Media::Image, least: 1, most: 2 }, "u1 u2"),
        "sketch" => (Kind::Media { media: Media::Sketch, least: 1, most: 1 }, "12*10.20-30.40_50.60"),
        "audio" => (Kind::Media { media: Media::Audio, least: 1, most: 1 }, "u1"),
        "file" => (Kind::Media { media: Media::File, least: 1, most: 1 }, "u1"),
        "table" => {
            let row = Schema { features: vec![Feature::new("a", &format!("{EVIL}\"\\"), Kind::Bool)] };
            (Kind::Table { row, min_rows: 1, max_rows: 9 }, "a\n\"</textarea>\"\n")
        }
        field => panic!("{field} is new: give the laws a feature for it"),
    };
    (Feature::new("upload", &format!("{EVIL}?"), kind).help(EVIL), text)
}

pub(super) fn holds(field: &MediaField, feature: &Feature, text: &str) -> Verdict {
    let MediaField { name, .. } = field;
    let html =
        |text, problem: Option<&Problem>| field.html(&FieldView { feature, text, problem, base: "/prefix" });
    let page = html(text, None);
    let has = |part: &str| page.contains(part);
    law((field.suits)(feature), format!("{name} does not suit its feature"))?;
    law(has("name=\"upload\"") && has("id=\"upload\""), format!("{name} submits nothing: {page}"))?;
    law(has("type=\"file\"") && has("name=\"upload.file\""), format!("{name} takes no file: {page}"))?;
    law(has("class=\"stage\""), format!("{name} has no place for its module: {page}"))?;
    is_described_and_escaped(name, "upload", &page)?;
    law(html("", None) != page, format!("{name} does not show what is set: {page}"))?;
    let wrong = html(text, Some(&Problem::Missing));
    law(wrong.contains("aria-invalid=\"true\""), format!("{name} does not say that it is wrong: {wrong}"))
}

#[test]
fn every_media_field_works_in_plain_html() {
    for field in MEDIA_FIELDS {
        let (feature, text) = sample(field.name);
        assert_eq!(holds(field, &feature, text), Ok(()));
        assert_eq!(holds(field, &feature, &format!("{text}{EVIL}")), Ok(()));
    }
}

#[test]
fn every_media_field_is_the_first_for_its_feature() {
    for field in MEDIA_FIELDS {
        let (feature, _) = sample(field.name);
        assert_eq!(
            maquette_app::media_fields::media_field(&feature).map(|first| first.name),
            Some(field.name)
        );
    }
}

/// The client gets the schema without the kinds of media, and passes their texts on.
#[test]
fn the_client_passes_media_on_as_text() {
    for field in MEDIA_FIELDS {
        let (feature, text) = sample(field.name);
        let browser = Schema { features: vec![feature] }.for_browser();
        let json = serde_json::to_string(&browser).expect("written");
        assert_eq!(serde_json::from_str::<Schema>(&json).expect("read"), browser);
        let parsed = browser.parse(&browser.raw_fields(&[text.to_owned()])).expect("taken");
        assert_eq!(parsed.values(), [Value::Upload(text.to_owned())]);
        assert!(browser.has_files());
    }
}
