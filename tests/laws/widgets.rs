//! What holds for every widget, in plain HTML: it submits without a script, has a label, a hint and a place for
//! its error, and shows what is set.

use super::{EVIL, Verdict, is_described_and_escaped, law};
use crate::server::GALLERY;
use leptos::prelude::*;
use maquette_app::form::{Field, WIDGETS, Widget, sentence};
use maquette_app::media_fields::media_field;
use maquette_contract::{Alternative, Date, Feature, Kind, Problem, Schema};

/// A question that a widget is for, and an answer to it.
fn sample(widget: &str) -> (Feature, &'static str) {
    let answers = |count: usize| -> Vec<Alternative> {
        let answer =
            |place: usize| Alternative { value: format!("v{place}"), label: format!("{EVIL} {place}") };
        (0..count).map(answer).collect()
    };
    let number = |whole| Kind::Number { unit: EVIL.to_owned(), range: None, step: None, whole, seen: None };
    let (kind, text) = match widget {
        "slider" => (Feature::number("", "", EVIL, 0.0..=9.0, 0.5).kind, "4.5"),
        "integer" => (number(true), "7"),
        "number" => (number(false), "-1.5"),
        "checkbox" | "yes_no" => (Kind::Bool, "true"),
        "choice" => (Kind::Choice { choices: answers(3) }, "v1"),
        "select" => (Kind::Choice { choices: answers(30) }, "v1"),
        "choices" => (Kind::Choices { choices: answers(3) }, "v1"),
        "text" => (Kind::Text { max_len: 80, long: false }, "a \"b\" <c>"),
        "long_text" => (Kind::Text { max_len: 80, long: true }, "a \"b\" </textarea>"),
        "date" => (Kind::Date { first: Date::FIRST, last: Date::LAST }, "2020-02-29"),
        "color" => (Kind::Color, "#3e63dd"),
        widget => panic!("{widget} is new: give the laws a question for it"),
    };
    let feature = Feature::new("field", &format!("{EVIL}?"), kind).help(EVIL);
    (if widget == "yes_no" { feature.optional() } else { feature }, text)
}

/// A widget as the server sends it.
fn html(widget: &Widget, feature: &Feature, text: &str, problem: Option<Problem>) -> String {
    let (feature, text) = (feature.clone(), text.to_owned());
    Owner::new().with(move || {
        let field = Field {
            feature,
            first: text.clone(),
            text: Signal::derive(move || text.clone()),
            set: Callback::new(|_| {}),
            problem: Signal::derive(move || problem.as_ref().map(sentence)),
            inside: String::new(),
        };
        (widget.view)(&field).to_html()
    })
}

pub(super) fn holds(widget: &Widget, feature: &Feature, text: &str) -> Verdict {
    let Widget { name, .. } = widget;
    let page = html(widget, feature, text, None);
    let has = |part: &str| page.contains(part);
    law((widget.suits)(feature), format!("{name} does not suit its question"))?;
    law(has("name=\"field\"") && has("id=\"field\""), format!("{name} submits nothing: {page}"))?;
    law(has("for=\"field\"") || has("<legend>"), format!("{name} has no label: {page}"))?;
    law(
        has("id=\"field-hint\"") && has("id=\"field-error\""),
        format!("{name} has no hint or error: {page}"),
    )?;
    is_described_and_escaped(name, "field", &page)?;
    let empty = html(widget, feature, "", None);
    law(empty != page, format!("{name} does not show what is set: {page}"))?;
    let wrong = html(widget, feature, text, Some(Problem::Missing));
    law(wrong.contains(">Give a value"), format!("{name} does not say what is wrong: {wrong}"))
}

/// What a form without a script would send: the answer can be read back.
pub(super) fn reads_back(feature: &Feature, text: &str) -> Verdict {
    let schema = Schema { features: vec![feature.clone()] };
    let query = maquette_app::form::query(&schema, &[text.to_owned()]);
    let read = maquette_app::form::texts(&schema, &query);
    law(read == Some(vec![text.to_owned()]), format!("{text} is sent as {query} and read as {read:?}"))?;
    let parsed = schema.parse(&schema.raw_fields(&[text.to_owned()]));
    law(parsed.is_ok(), format!("{text} is no answer: {parsed:?}"))
}

#[test]
fn every_widget_works_in_plain_html() {
    for widget in WIDGETS {
        let (feature, text) = sample(widget.name);
        assert_eq!(holds(widget, &feature, text), Ok(()));
        assert_eq!(reads_back(&feature, text), Ok(()), "{}", widget.name);
    }
}

/// A row that stands behind one that takes its questions would never be seen.
#[test]
fn every_widget_is_the_first_for_its_question() {
    for widget in WIDGETS {
        let (feature, _) = sample(widget.name);
        let first = WIDGETS.iter().find(|widget| (widget.suits)(&feature)).expect("a widget");
        assert_eq!(first.name, widget.name);
    }
}

#[test]
fn every_question_of_the_gallery_has_a_widget() {
    for demo in GALLERY.demos() {
        let features = std::iter::zip(&demo.schema.features, demo.initial_texts());
        for (feature, text) in features.filter(|(feature, _)| media_field(feature).is_none()) {
            let widget = WIDGETS.iter().find(|widget| (widget.suits)(feature)).expect("a widget");
            assert!(html(widget, feature, &text, None).contains(&format!("name=\"{}\"", feature.name)));
        }
    }
}
