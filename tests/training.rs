//! Training from the rows up, as `maquette train` does it.

use maquette::demos::find;
use maquette::train::Recipe;
use maquette::trained::Trained;
use std::sync::LazyLock;

static RECIPE: LazyLock<Recipe> = LazyLock::new(|| (find("penguins").expect("penguins").recipe)());

#[test]
fn the_same_seed_gives_the_same_model_and_another_a_different_one() {
    let version = |seed| RECIPE.train(seed, &mut ()).expect("trained").version();
    assert_eq!(version(1), version(1));
    assert_ne!(version(1), version(2));
}

#[test]
fn five_seeds_reach_the_target() {
    let accuracy =
        |seed| RECIPE.train(seed, &mut ()).expect("trained").card().expect("a card").scores.accuracy.value;
    let mean = (0..5).map(accuracy).sum::<f64>() / 5.0;
    assert!(mean >= 0.97, "{mean}");
}

#[test]
fn weights_for_other_data_are_refused() {
    let trained = RECIPE.train(0, &mut ()).expect("trained");
    let other = Recipe {
        csv: b"species,bill_length,bill_depth,flipper_length,body_mass,island,sex\n",
        ..(find("penguins").expect("penguins").recipe)()
    };
    let error = other.judge_test_rows(&trained).expect_err("refused").to_string();
    assert!(error.starts_with("these weights were trained on other data"), "{error}");
}

#[test]
fn a_card_of_other_weights_is_refused() {
    let folder = std::env::temp_dir().join(format!("maquette-card-{}", std::process::id()));
    let write = |seed| RECIPE.train(seed, &mut ()).expect("trained").write(&folder).expect("written");
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
fn too_few_rows_are_refused() {
    let csv = b"species,bill_length,bill_depth,flipper_length,body_mass,island,sex\nAdelie,39.1,18.7,181,3750,Torgersen,male\n";
    let few = Recipe { csv, ..(find("penguins").expect("penguins").recipe)() };
    assert_eq!(
        few.train(0, &mut ()).expect_err("refused").to_string(),
        "1 rows are too few: 9 for calibration alone are needed"
    );
}
