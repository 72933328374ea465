//! The laws, each with a row that breaks it on purpose.

use super::{Verdict, charts, demos, doors, gradio, outputs, serving, tools, widgets};
use crate::server::GALLERY;
use leptos::prelude::*;
use maquette::demo::Description;
use maquette::evaluate::Goal;
use maquette::gallery::Gallery;
use maquette::prelude::*;
use maquette_app::form::{Field, Widget};
use maquette_contract::{Feature, Kind, ModelCard};
use maquette_gallery::demos::DEMOS;

#[derive(Inputs)]
struct Side {
    /// Side
    #[input(range = 0.0..=9.0)]
    side: f64,
}

fn check(verdict: &Verdict, expected: &str) {
    let said = verdict.as_ref().expect_err(expected);
    assert!(said.contains(expected), "the law says “{said}” and not “{expected}”");
}

fn square() -> Demo {
    Demo::function("square", |Side { side }| side * side)
        .description("Its area")
        .example("Three", Side { side: 3.0 })
}

fn gallery(demo: Demo) -> Gallery {
    Gallery::open(vec![demo], None).expect("it opens")
}

/// What is known of a demo, to be broken.
fn described(demo: Demo) -> Description {
    gallery(demo).demos().next().expect("a demo").clone()
}

#[test]
fn a_demo_without_words_is_caught() {
    let said = |demo: Demo| demos::says_what_it_is(&described(demo));
    assert_eq!(said(square()), Ok(()));
    check(&said(square().title("")), "no title");
    check(&said(square().description("")), "does not say what it is");
    check(&said(square().example("Three", Side { side: 4.0 })), "one example twice");
    check(&said(Demo::function("square", |Side { side }| side).description("a")), "nothing to try");
}

#[test]
fn a_name_that_is_taken_is_caught() {
    check(&demos::name_is_free("api"), "belongs to a door");
    check(&demos::name_is_free("Square"), "an address would change");
}

#[test]
fn a_question_that_can_not_be_answered_is_caught() {
    let check_kind = |kind: Kind, label: &str| {
        let mut demo = described(square());
        demo.schema.features = vec![Feature::new("side", label, kind)];
        demos::asks_clearly(&demo)
    };
    check(&check_kind(Kind::Bool, "Side:"), "bad label");
    check(&check_kind(Feature::number("", "", "", 9.0..=0.0, 1.0).kind, "Side"), "empty range");
    check(&check_kind(Feature::number("", "", "", 0.0..=9.0, 0.0).kind, "Side"), "no step");
}

#[test]
fn other_data_is_caught() {
    check(&demos::is_licensed("square", "MIT, for abc", "abd"), "other data");
}

#[tokio::test]
async fn an_example_that_is_answered_otherwise_is_caught() {
    let gallery = gallery(square().expects_near(8.0, 0.5));
    let demo = gallery.demos().next().expect("a demo");
    check(&demos::answers_as_expected(&gallery, demo, &demo.examples[0]).await, "gives 9");
}

#[test]
fn a_model_that_is_no_good_is_caught() {
    let penguins = (DEMOS[0].demo)().shipped().expect("weights").card().expect("a card");
    let mut worse: ModelCard = penguins.clone();
    worse.scores[0].estimate.value = 0.3;
    check(&demos::beats_its_baseline("penguins", &worse), "without learning");
    check(&demos::meets_its_goals("penguins", &penguins, &[]), "nothing to reach");
    check(
        &demos::meets_its_goals("penguins", &penguins, &[Goal::reach("accuracy", 0.9999)]),
        "to be at least",
    );
    check(&demos::meets_its_goals("penguins", &penguins, &[Goal::reach("beauty", 0.1)]), "None");
}

#[test]
fn a_demo_that_opens_outside_training_is_caught() {
    let demo = GALLERY.demos().find(|demo| demo.name == "penguins").expect("penguins");
    assert_eq!(demos::opens_within_training(demo), Ok(()));
    let mut far = demo.clone();
    far.examples[0].texts[0] = "64.9".to_owned();
    check(&demos::opens_within_training(&far), "does not know");
}

#[test]
fn a_widget_that_lacks_a_part_is_caught() {
    let feature = Feature::new("field", "Field", Kind::Bool);
    let holds = |view: fn(&Field) -> AnyView| {
        widgets::holds(&Widget { name: "broken", suits: |_| true, view }, &feature, "true")
    };
    check(&holds(|_| ().into_any()), "submits nothing");
    check(&holds(|_| view! { <input id="field" name="field" /> }.into_any()), "no label");
    check(
        &holds(|_| view! { <label for="field"></label><input id="field" name="field" /> }.into_any()),
        "no hint",
    );
    let whole = |field: &Field| {
        let text = field.text;
        view! {
            <label for="field">"Field"</label>
            <p id="field-hint"></p>
            <p id="field-error"></p>
            <input id="field" name="field" aria-describedby="field-hint field-error" value=move || text.get() />
        }
        .into_any()
    };
    check(&holds(whole), "does not say what is wrong");
    let still = |_: &Field| {
        view! {
            <label for="field">"Field"</label>
            <p id="field-hint"></p>
            <p id="field-error"></p>
            <input id="field" name="field" aria-describedby="field-hint field-error" />
        }
        .into_any()
    };
    check(&holds(still), "does not show what is set");
    check(&widgets::reads_back(&feature, "maybe"), "is no answer");
}

#[test]
fn a_chart_that_can_not_be_read_is_caught() {
    let right = charts::html(&Chart::line("It rises").series("a", vec![[0.0, 1.0], [1.0, 2.0]]));
    assert_eq!(charts::holds(&right), Ok(()));
    check(&charts::holds(&right.replace("figcaption", "p")), "no title");
    check(&charts::holds(&right.replace("aria-label=\"It rises. ", "aria-label=\"")), "no words");
    check(&charts::holds(&right.replace("Show the numbers", "")), "no numbers");
    check(&charts::holds(&right.replace("</svg>", "NaN</svg>")), "no number");
    check(&charts::holds(&right.replace("</svg>", "<script>alert(1)</script></svg>")), "markup");
    let many = (0..5).fold(Chart::line("Many"), |chart, _| chart.series("a", vec![]));
    check(&charts::distinguishes_series(&many), "5 series");
}

#[test]
fn an_output_that_is_not_safe_is_caught() {
    let right = outputs::page(Prediction::Text("a".to_owned()));
    assert_eq!(outputs::holds(&right), Ok(()));
    check(&outputs::holds(""), "nothing");
    check(&outputs::holds("<p>NaN</p>"), "no number");
    check(
        &outputs::holds(&outputs::page(Prediction::Markup("<script>alert(1)</script>".to_owned()))),
        "markup",
    );
    check(&outputs::is_said(" "), "is said as");
}

#[test]
fn a_door_that_says_something_else_is_caught() {
    let walked = Prediction::Number(Quantity::new(3.0, 0));
    let sent = |value: f64| serde_json::to_value(Prediction::Number(Quantity::new(value, 0))).expect("JSON");
    assert_eq!(doors::is_same(&walked, &sent(3.000_000_1)), Ok(()));
    check(&doors::is_same(&walked, &sent(3.1)), "the walk gave");
    check(&doors::is_same(&walked, &serde_json::json!({ "number": 3 })), "the walk gave");
}

#[test]
fn a_tool_that_gives_what_it_does_not_say_is_caught() {
    let schema = serde_json::json!({
        "type": "object",
        "properties": { "a": { "type": ["integer", "null"], "minimum": 2 }, "b": { "oneOf": [{ "type": "array", "items": { "type": "string" } }] } },
        "required": ["a"],
        "additionalProperties": false,
    });
    let fits = |text: &str| tools::fits(&schema, &serde_json::from_str(text).expect("JSON"));
    assert_eq!(fits(r#"{ "a": 2, "b": ["x"] }"#), Ok(()));
    check(&fits(r#"{ "a": 1 }"#), "minimum");
    check(&fits(r#"{ "a": 2.5 }"#), "type");
    check(&fits(r#"{ "b": [] }"#), "required");
    check(&fits(r#"{ "a": null, "b": [1] }"#), "oneOf");
    check(&fits(r#"{ "a": 2, "c": 1 }"#), "additionalProperties");
    check(&tools::fits(&serde_json::json!({ "contains": 1 }), &schema), "a new word");
}

#[test]
fn a_value_of_gradios_that_says_something_else_is_caught() {
    let walked = || Prediction::Ranked(Ranked::new([("a", 2.0), ("b", 1.0)]));
    let scores =
        |last: f64| serde_json::json!([{ "label": "a", "score": 2.0 }, { "label": "b", "score": last }]);
    let says = |value: serde_json::Value| gradio::says(&walked(), &mut [value].iter());
    assert_eq!(says(serde_json::json!({ "label": "a", "confidences": null, "scores": scores(1.0) })), Ok(()));
    check(
        &says(serde_json::json!({ "label": "a", "confidences": null, "scores": scores(0.5) })),
        "the walk gave",
    );
    check(
        &says(serde_json::json!({ "label": "a", "confidences": [], "scores": scores(1.0) })),
        "no confidences",
    );
    check(&gradio::says(&walked(), &mut [].iter()), "missing");
}

#[test]
fn a_schema_that_lacks_a_part_is_caught() {
    let whole = serde_json::json!({ "points": [{ "x": 1, "y": null }] });
    let schema = |names: &[&str]| {
        let properties: serde_json::Map<_, _> =
            names.iter().map(|name| ((*name).to_owned(), serde_json::json!({}))).collect();
        let points = serde_json::json!({ "items": { "properties": properties } });
        serde_json::json!({ "oneOf": [{ "properties": { "points": points } }] })
    };
    assert_eq!(serving::named(&whole, &schema(&["x", "y"])), whole);
    assert_ne!(serving::named(&whole, &schema(&["x"])), whole);
}
