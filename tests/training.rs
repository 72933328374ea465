//! Training from the rows up, as `maquette train` does it.

use maquette::evaluate::{meets_goals, verify_card};
use maquette::train::{Recipe, Target, Training, mlp};
use maquette::trained::Trained;
use maquette_contract::{Alternative, Choice, Date, Feature, Inputs, Instance, Kind, Schema, Value};

/// Penguins by their bill and their sex, without the demo around them.
struct Bill;

impl Inputs for Bill {
    fn schema() -> Schema {
        let length = Feature::number("bill_length", "Bill length", "mm", 30.0..=65.0, 0.1);
        let depth = Feature::number("bill_depth", "Bill depth", "mm", 12.0..=24.0, 0.1);
        let flipper = Feature::number("flipper_length", "Flipper length", "mm", 160.0..=240.0, 1.0);
        let sex = Feature::choice("sex", "Sex", &[("female", "Female"), ("male", "Male")]).optional();
        Schema { features: vec![length, depth, flipper, sex] }
    }

    fn from_instance(_: &Instance) -> Option<Self> {
        None
    }

    fn values(&self) -> Vec<Value> {
        vec![]
    }
}

struct Species;

impl Choice for Species {
    const CHOICES: &'static [(&'static str, &'static str)] =
        &[("Adelie", "Adélie"), ("Chinstrap", "Chinstrap"), ("Gentoo", "Gentoo")];
}

const PENGUINS: &[u8] = include_bytes!("../gallery/src/demos/penguins/penguins.csv");

fn penguins() -> Recipe {
    Recipe::classifier::<Bill, Species>("species", PENGUINS)
        .net(mlp([16]))
        .epochs(60)
        .learning_rate(0.02)
        .hide(0.5)
        .source("Palmer penguins", "CC0-1.0")
        .goal("accuracy", 0.9)
        .goal("log_loss", 0.5)
}

/// A price by every kind of input, with some noise: `e^(1 + x/2 + hot + 0.1 sides + month/10)`.
fn prices() -> Recipe {
    let answer = |text: &str| Alternative { value: text.to_owned(), label: text.to_owned() };
    let days = Kind::Date { first: Date::FIRST, last: Date::LAST };
    let features = vec![
        Feature::number("x", "X", "", 0.0..=4.0, 0.1),
        Feature::new("hot", "Hot", Kind::Bool),
        Feature::new("sides", "Sides", Kind::Choices { choices: ["ham", "egg"].map(answer).to_vec() }),
        Feature::new("day", "Day", days).optional(),
    ];
    let row = |row: usize| {
        let (x, hot, month) = ((row % 41) as f64 / 10.0, row % 2, row % 12 + 1);
        let (sides, many) = [("", 0.0), ("ham", 1.0), ("\"ham,egg\"", 2.0)][row % 3];
        let noise = ((row * 7919) % 101) as f64 / 101.0 - 0.5;
        let level = 1.0 + x / 2.0 + hot as f64 + 0.1 * many + month as f64 / 10.0 + 0.1 * noise;
        format!("{x},{hot},{sides},2020-{month:02}-01,{}\n", level.exp())
    };
    let csv = "x,hot,sides,day,price\n".to_owned() + &(0..400).map(row).collect::<String>();
    Recipe::new(Schema { features }, Target::number("price"), csv.into_bytes())
        .log()
        .unit("$")
        .net(mlp([16]))
        .epochs(80)
        .goal("log_rmse", 0.2)
}

#[test]
fn the_same_seed_gives_the_same_model_and_another_a_different_one() {
    for recipe in [penguins(), prices()] {
        let version = |seed| recipe.train(seed, &mut ()).expect("trained").version();
        assert_eq!(version(1), version(1));
        assert_ne!(version(1), version(2));
    }
}

#[test]
fn a_classifier_reaches_its_goals() {
    let card = penguins().train(0, &mut ()).expect("trained").card().expect("a card");
    assert!(meets_goals(&card, penguins().goals()), "{:?}", card.scores);
    let report = card.calibration.expect("calibrated");
    assert!(report.coverage_seen >= 0.85 && card.interval.is_none(), "{report:?}");
    assert_eq!((card.splits.train, card.splits.validation, card.splits.test), (172, 0, 85));
}

#[test]
fn a_model_of_numbers_reaches_its_goals_and_keeps_its_promise() {
    let card = prices().train(0, &mut ()).expect("trained").card().expect("a card");
    assert!(meets_goals(&card, prices().goals()), "{:?}", card.scores);
    let report = card.interval.expect("intervals");
    assert!((0.8..=1.0).contains(&report.coverage_seen) && card.calibration.is_none(), "{report:?}");
    assert_eq!(card.scores[0].name, "median_percent_error");
    for score in &card.scores {
        let better = score.estimate.value < score.baseline.expect("a baseline");
        assert_ne!(better, score.more_is_better, "{}", score.name);
    }
}

#[test]
fn what_is_measured_again_is_what_the_card_states() {
    for recipe in [penguins(), prices()] {
        let trained = recipe.train(3, &mut ()).expect("trained");
        let (stated, measured) =
            (trained.card().expect("a card"), recipe.measure(&trained).expect("measured"));
        verify_card(&stated, &measured).expect("the card tells the truth");
        let mut better = stated;
        better.scores[0].estimate.value += 0.01;
        verify_card(&better, &measured).expect_err("the card lies");
    }
}

#[test]
fn stopping_early_sets_validation_rows_aside_and_draws_them() {
    let recipe = penguins().patience(5).split(0.6, 0.2, 0.2);
    let trained = recipe.train(0, &mut ()).expect("trained");
    let card = trained.card().expect("a card");
    let splits = card.splits;
    assert_eq!((splits.train, splits.validation, splits.calibration, splits.test), (186, 20, 68, 68));
    assert!(card.curve.iter().all(|epoch| epoch.validation.is_some()), "{:?}", card.curve);
    verify_card(&card, &recipe.measure(&trained).expect("measured")).expect("the card tells the truth");
}

#[test]
fn predictions_are_written_row_by_row() {
    let check = |recipe: Recipe, header: &str, rows: usize| {
        let csv = recipe.predictions(&recipe.train(0, &mut ()).expect("trained")).expect("written");
        assert_eq!((csv.lines().next(), csv.lines().count()), (Some(header), rows + 1));
    };
    let classes = "truth,logit_Adélie,logit_Chinstrap,logit_Gentoo,probability_Adélie,probability_Chinstrap,probability_Gentoo";
    check(penguins().epochs(2), classes, 85);
    check(prices().epochs(2), "truth,value,low,high", 100);
}

#[test]
fn weights_for_other_data_are_refused() {
    let trained = penguins().epochs(1).train(0, &mut ()).expect("trained");
    let other = Recipe { csv: b"species,bill_length,bill_depth,flipper_length,sex\n".into(), ..penguins() };
    let error = other.measure(&trained).expect_err("refused").to_string();
    assert!(error.starts_with("these weights were trained on other data"), "{error}");
}

#[test]
fn a_card_of_other_weights_is_refused() {
    let folder = std::env::temp_dir().join(format!("maquette-card-{}", std::process::id()));
    let recipe = penguins().epochs(1);
    let write = |seed| recipe.train(seed, &mut ()).expect("trained").write(&folder).expect("written");
    write(1);
    let card = std::fs::read(folder.join("card.json")).expect("a card");
    write(2);
    std::fs::write(folder.join("card.json"), card).expect("written");
    let mixed = Trained::read(&folder).expect("read").expect("there");
    std::fs::remove_dir_all(&folder).expect("removed");
    assert_eq!(
        mixed.card().expect_err("refused").to_string(),
        "the model card was written for other weights"
    );
}

#[test]
fn what_can_not_be_trained_is_said() {
    let check = |recipe: Recipe, expected: &str| {
        let error = recipe.train(0, &mut ()).expect_err("refused").to_string();
        assert!(error.starts_with(expected), "{error}");
    };
    let few = b"species,bill_length,bill_depth,flipper_length,sex\nAdelie,39.1,18.7,181,male\n";
    check(Recipe { csv: few.into(), ..penguins() }, "1 rows are too few: 9 for calibration alone are needed");
    check(penguins().split(1.0, 0.0, 1.0), "each part of the rows needs a share above 0");
    check(penguins().learning_rate(1e30), "the loss is no number in epoch");
    check(
        penguins().net(|inputs, _, weights| candle_nn::linear(inputs, 2, weights)),
        "the network gives a tensor of [32, 2] where [32, 3] is needed",
    );
    let text = Kind::Text { max_len: 9, long: false };
    let schema = Schema { features: vec![Feature::new("sex", "Sex", text).optional()] };
    check(
        Recipe { schema, ..penguins() },
        "the input sex is a text, and a Classifier, a Regressor and a Recipe read numbers, dates, choices, yes and no: \
         write a `Model` that reads it",
    );
}
