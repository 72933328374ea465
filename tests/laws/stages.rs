//! What holds for every way to bring something, in plain HTML: it is part of the form without a script, its control has
//! the field's name and says what describes it, and nothing in it can act as markup.

use super::{Verdict, law};
use maquette_app::stage::{Bringing, STAGES, Stage};
use maquette_contract::{Feature, Kind, Media, Problem, Schema, Value};

const EVIL: &str = "<script>alert(1)</script>";

/// A question that a stage is for, and an answer to it.
fn sample(stage: &str) -> (Feature, &'static str) {
    let (kind, text) = match stage {
        "image" => (Kind::Media { media: Media::Image, least: 1, most: 2 }, "u1 u2"),
        "sketch" => (Kind::Media { media: Media::Sketch, least: 1, most: 1 }, "12*10.20-30.40_50.60"),
        "audio" => (Kind::Media { media: Media::Audio, least: 1, most: 1 }, "u1"),
        "file" => (Kind::Media { media: Media::File, least: 1, most: 1 }, "u1"),
        "table" => {
            let row = Schema { features: vec![Feature::new("a", &format!("{EVIL}\"\\"), Kind::Bool)] };
            (Kind::Table { row, min_rows: 1, max_rows: 9 }, "a\n\"</textarea>\"\n")
        }
        stage => panic!("{stage} is new: give the laws a question for it"),
    };
    (Feature::new("asked", &format!("{EVIL}?"), kind).help(EVIL), text)
}

pub(super) fn holds(stage: &Stage, feature: &Feature, text: &str) -> Verdict {
    let Stage { name, .. } = stage;
    let html =
        |text, problem: Option<&Problem>| stage.html(&Bringing { feature, text, problem, base: "/prefix" });
    let page = html(text, None);
    let has = |part: &str| page.contains(part);
    law((stage.suits)(feature), format!("{name} does not suit its question"))?;
    law(has("name=\"asked\"") && has("id=\"asked\""), format!("{name} submits nothing: {page}"))?;
    law(has("type=\"file\"") && has("name=\"asked.file\""), format!("{name} takes no file: {page}"))?;
    law(has("class=\"stage\""), format!("{name} has no place for its module: {page}"))?;
    law(
        has("aria-describedby=\"asked-hint asked-error\""),
        format!("{name} does not say what describes it: {page}"),
    )?;
    law(
        !has(EVIL) && page.matches("</textarea>").count() < 2 && !has("style="),
        format!("{name} lets markup through: {page}"),
    )?;
    law(html("", None) != page, format!("{name} does not show what is set: {page}"))?;
    let wrong = html(text, Some(&Problem::Missing));
    law(wrong.contains("aria-invalid=\"true\""), format!("{name} does not say that it is wrong: {wrong}"))
}

#[test]
fn everything_can_be_brought_in_plain_html() {
    for stage in STAGES {
        let (feature, text) = sample(stage.name);
        assert_eq!(holds(stage, &feature, text), Ok(()));
        assert_eq!(holds(stage, &feature, &format!("{text}{EVIL}")), Ok(()));
    }
}

#[test]
fn every_stage_is_the_first_for_its_question() {
    for stage in STAGES {
        let (feature, _) = sample(stage.name);
        assert_eq!(maquette_app::stage::stage(&feature).map(|first| first.name), Some(stage.name));
    }
}

/// A browser gets them without what it can't judge, and passes on what stands for them.
#[test]
fn a_browser_passes_on_what_is_brought() {
    for stage in STAGES {
        let (feature, text) = sample(stage.name);
        let browser = Schema { features: vec![feature] }.for_browser();
        let json = serde_json::to_string(&browser).expect("written");
        assert_eq!(serde_json::from_str::<Schema>(&json).expect("read"), browser);
        let parsed = browser.parse(&browser.raw_fields(&[text.to_owned()])).expect("taken");
        assert_eq!(parsed.values(), [Value::Brought(text.to_owned())]);
        assert!(browser.has_files());
    }
}
