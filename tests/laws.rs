//! What holds for every row of every table, so that a new row is tested before anybody tests it.

use crate::server::{GALLERY, get, post_json};
use maquette::api::DOORS;
use maquette::demos::DEMOS;
use maquette::predict::predict;
use maquette_app::form::{WIDGETS, query};
use maquette_contract::Kind;
use std::collections::HashSet;

fn unique<'a>(names: impl IntoIterator<Item = &'a str>) -> bool {
    let mut seen = HashSet::new();
    names.into_iter().all(|name| seen.insert(name))
}

#[test]
fn names_are_unique() {
    assert!(unique(DEMOS.iter().map(|row| row.name)));
    assert!(unique(DOORS.iter().map(|door| door.name)));
    assert!(unique(WIDGETS.iter().map(|widget| widget.name)));
}

#[test]
fn a_demos_name_fits_an_address_and_leaves_the_doors_theirs() {
    for row in DEMOS {
        assert!(row.name.chars().all(|letter| letter.is_ascii_lowercase() || letter == '_'), "{}", row.name);
        assert!(DOORS.iter().all(|door| !door.programs.contains(&row.name)), "{}", row.name);
    }
}

#[test]
fn a_demo_says_what_it_is() {
    for demo in GALLERY.demos() {
        assert!(
            !demo.title.is_empty() && !demo.summary.is_empty() && !demo.examples.is_empty(),
            "{}",
            demo.name
        );
        assert!(unique(demo.schema.features.iter().map(|feature| feature.name.as_str())), "{}", demo.name);
        assert!(unique(demo.labels.iter().map(String::as_str)), "{}", demo.name);
        let folder = format!("{}/src/demos/{}", env!("CARGO_MANIFEST_DIR"), demo.name);
        let licence =
            std::fs::read_to_string(format!("{folder}/LICENCE.md")).expect("a licence beside the data");
        assert!(licence.contains(&demo.card.data.sha256), "{}'s licence names other data", demo.name);
    }
}

#[tokio::test]
async fn a_demos_examples_are_answered_as_expected() {
    for demo in GALLERY.demos() {
        for example in &demo.examples {
            let raw = demo.schema.raw_fields(&example.texts);
            let answer = predict(&GALLERY, demo.name, &raw)
                .await
                .unwrap_or_else(|error| panic!("{}: {error}", example.title));
            assert_eq!(answer.prediction.label, example.expected, "{}", example.title);
            assert_eq!(answer.notes, [], "{} lies outside training", example.title);
        }
    }
}

#[tokio::test]
async fn a_demo_keeps_the_target_of_its_card() {
    for demo in GALLERY.demos() {
        let (scores, calibration) = (&demo.card.scores, &demo.card.calibration);
        assert!(
            scores.accuracy.value > scores.accuracy_baseline,
            "{} is no better than its baseline",
            demo.name
        );
        assert!(
            scores.log_loss < scores.log_loss_baseline && scores.brier < scores.brier_baseline,
            "{}",
            demo.name
        );
        assert!(calibration.coverage_seen >= calibration.coverage - 0.05, "{} breaks its promise", demo.name);
    }
}

#[test]
fn every_feature_has_a_widget_with_all_it_needs() {
    for demo in GALLERY.demos() {
        for feature in &demo.schema.features {
            assert!(
                WIDGETS.iter().any(|widget| (widget.suits)(&feature.kind)),
                "{} has no widget",
                feature.name
            );
            assert!(!feature.label.is_empty() && !feature.label.ends_with(':'), "{}", feature.name);
            if let Kind::Number { range, step, seen, .. } = &feature.kind {
                let seen = seen.expect("a trained demo knows what it has seen");
                assert!(range.low < range.high && *step > 0.0, "{}", feature.name);
                assert!(range.contains(seen.low) && range.contains(seen.high), "{}", feature.name);
            }
        }
    }
}

/// A widget submits without a script, has a label and a place for its error, and shows what is set.
#[tokio::test]
async fn every_widget_works_in_plain_html() {
    for demo in GALLERY.demos() {
        let page = get(&format!("/{}", demo.name)).await.body;
        for feature in &demo.schema.features {
            let name = &feature.name;
            let has = |text: String| assert!(page.contains(&text), "{name} lacks {text}");
            has(format!("name=\"{name}\""));
            has(format!("id=\"{name}\""));
            has(format!("id=\"{name}-error\""));
            match feature.kind {
                Kind::Number { .. } => has(format!("for=\"{name}\"")),
                Kind::Choice { .. } => has(format!("<legend>{}</legend>", feature.label)),
            }
        }
    }
}

#[tokio::test]
async fn every_chart_has_a_title_a_text_and_no_nan() {
    for demo in GALLERY.demos() {
        let page = get(&format!("/{}", demo.name)).await.body;
        assert!(!page.contains("NaN"), "{}", demo.name);
        if let Some(chart) = &demo.scatter {
            assert!(chart.series.len() <= 4, "{} has more series than colours", demo.name);
            assert!(
                page.contains(&chart.title) && page.contains(r#"role="img" aria-label=""#),
                "{}",
                demo.name
            );
            assert!(page.contains("Show the numbers"), "{}", demo.name);
        }
    }
}

/// The same example is the same prediction in the JSON and on the page.
#[tokio::test]
async fn every_door_gives_the_same_prediction() {
    for demo in GALLERY.demos() {
        let described = get(&format!("/api/{}", demo.name)).await.json();
        for (place, example) in demo.examples.iter().enumerate() {
            let walked = predict(&GALLERY, demo.name, &demo.schema.raw_fields(&example.texts))
                .await
                .expect("an answer");
            let inputs = described["examples"][place]["inputs"].to_string();
            let sent = post_json(&format!("/api/{}/predict", demo.name), inputs).await.json();
            assert_eq!(sent["prediction"]["label"], walked.prediction.label);
            let probability = sent["prediction"]["probability"].as_f64().expect("a number");
            assert!((probability - walked.prediction.probability).abs() < 1e-6, "{}", example.title);
            let page = get(&format!("/{}?{}", demo.name, query(&demo.schema, &example.texts))).await.body;
            assert!(
                page.contains(&format!("<p class=\"label\">{}</p>", walked.prediction.label)),
                "{}",
                example.title
            );
        }
    }
}
