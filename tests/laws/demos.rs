//! What holds for every demo of the gallery.

use super::{VISITOR, Verdict, law, unique};
use crate::server::GALLERY;
use maquette::api::reserved_names;
use maquette::demo::Description;
use maquette::evaluate::Goal;
use maquette::gallery::Gallery;
use maquette::predict::predict;
use maquette_app::form::WIDGETS;
use maquette_app::media_fields::media_field;
use maquette_contract::{Example, Kind, ModelCard};
use maquette_gallery::demos::DEMOS;

/// The name is part of an address, and leaves the doors theirs.
pub(super) fn name_is_free(name: &str) -> Verdict {
    let fits = name.chars().all(|letter| letter.is_ascii_lowercase() || letter.is_ascii_digit());
    law(fits, format!("{name} has a letter that an address would change"))?;
    law(reserved_names().all(|reserved| reserved != name), format!("{name} belongs to a door"))
}

pub(super) fn says_what_it_is(demo: &Description) -> Verdict {
    let Description { name, title, summary, schema, examples, .. } = demo;
    law(
        !title.is_empty() && !title.ends_with('.'),
        format!("{name} has no title, or a title with a full stop"),
    )?;
    law(!summary.is_empty(), format!("{name} does not say what it is"))?;
    law(!examples.is_empty(), format!("{name} has nothing to try it with"))?;
    law(
        unique(examples.iter().map(|example| example.title.as_str())),
        format!("{name} has one example twice"),
    )?;
    law(
        unique(schema.features.iter().map(|feature| feature.name.as_str())),
        format!("{name} asks one thing twice"),
    )
}

pub(super) fn asks_clearly(demo: &Description) -> Verdict {
    for feature in &demo.schema.features {
        let name = format!("{}'s {}", demo.name, feature.name);
        let is_shown = WIDGETS.iter().any(|widget| (widget.suits)(feature)) || media_field(feature).is_some();
        law(is_shown, format!("{name} has no widget"))?;
        law(
            !feature.label.is_empty() && !feature.label.ends_with([':', '.']),
            format!("{name} has a bad label"),
        )?;
        if let Kind::Number { range, step, seen, .. } = &feature.kind {
            law(range.is_none_or(|range| range.low < range.high), format!("{name} has an empty range"))?;
            law(step.is_none_or(|step| step > 0.0), format!("{name} has no step"))?;
            let within = range
                .zip(*seen)
                .is_none_or(|(range, seen)| range.contains(seen.low) && range.contains(seen.high));
            law(within, format!("{name} was trained on values that nobody can set"))?;
        }
    }
    Ok(())
}

/// Its data brings its licence, and the licence names the very file.
pub(super) fn is_licensed(name: &str, licence: &str, file: &str) -> Verdict {
    law(licence.contains(file), format!("{name}'s licence is for other data"))
}

pub(super) async fn answers_as_expected(gallery: &Gallery, demo: &Description, example: &Example) -> Verdict {
    let about = format!("“{}” of {}", example.title, demo.name);
    let answer = predict(gallery, &demo.name, &demo.schema.raw_fields(&example.texts), VISITOR).await;
    let answer = answer.map_err(|error| format!("{about} is refused: {error}"))?;
    let prediction = &answer.prediction;
    law(prediction.kind() == demo.output, format!("{about} gives {:?}", prediction.kind()))?;
    let met = example.expected.as_ref().is_none_or(|expected| expected.is_met(prediction));
    law(met, format!("{about} gives {}", prediction.headline()))
}

/// What it opens with is something it knows about.
pub(super) fn opens_within_training(demo: &Description) -> Verdict {
    let instance = demo.schema.parse(&demo.schema.raw_fields(&demo.initial_texts()));
    let instance = instance.map_err(|errors| format!("{} opens with {}", demo.name, errors[0]))?;
    let notes = demo.schema.notes(&instance);
    law(notes.is_empty(), format!("{} opens with what it does not know: {notes:?}", demo.name))
}

pub(super) fn beats_its_baseline(name: &str, card: &ModelCard) -> Verdict {
    for score in &card.scores {
        let (ours, Some(baseline)) = (score.estimate.value, score.baseline) else { continue };
        let better = if score.more_is_better { ours > baseline } else { ours < baseline };
        law(better, format!("{name}'s {} is {ours}, and {baseline} without learning", score.name))?;
    }
    Ok(())
}

pub(super) fn meets_its_goals(name: &str, card: &ModelCard, goals: &[Goal]) -> Verdict {
    law(!goals.is_empty(), format!("{name} has nothing to reach"))?;
    goals.iter().try_for_each(|goal| {
        let verdict = goal.judge(card);
        law(
            verdict.met,
            format!("{name}'s {} is {:?}, to be {}", goal.score, verdict.measured, verdict.target),
        )
    })
}

#[test]
fn every_demo_says_what_it_is_and_asks_clearly() {
    for demo in GALLERY.demos() {
        for verdict in
            [name_is_free(&demo.name), says_what_it_is(demo), asks_clearly(demo), opens_within_training(demo)]
        {
            assert_eq!(verdict, Ok(()));
        }
    }
}

#[test]
fn every_demos_data_has_its_licence() {
    for demo in GALLERY.demos() {
        let folder =
            format!("{}/gallery/src/demos/{}", concat!(env!("CARGO_MANIFEST_DIR"), "/.."), demo.name);
        let licence =
            || std::fs::read_to_string(format!("{folder}/LICENCE.md")).expect("a licence beside the data");
        for entry in std::fs::read_dir(&folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            let end = path.extension().and_then(|end| end.to_str()).unwrap_or_default();
            if ["csv", "gz", "txt"].contains(&end) {
                let licence = licence();
                let file = maquette::trained::sha256(&std::fs::read(&path).expect("the data"));
                assert_eq!(is_licensed(&demo.name, &licence, &file), Ok(()));
            }
        }
    }
}

#[tokio::test]
async fn every_example_is_answered_as_expected() {
    for demo in GALLERY.demos() {
        for example in &demo.examples {
            assert_eq!(answers_as_expected(&GALLERY, demo, example).await, Ok(()));
        }
    }
}

#[test]
fn every_model_beats_its_baseline_and_meets_its_goals() {
    for row in DEMOS {
        let demo = (row.demo)();
        let Some(training) = demo.training() else { continue };
        let card = demo.shipped().expect("it ships its weights").card().expect("a card");
        assert_eq!(beats_its_baseline(row.name, &card), Ok(()));
        assert_eq!(meets_its_goals(row.name, &card, training.goals()), Ok(()));
    }
}
