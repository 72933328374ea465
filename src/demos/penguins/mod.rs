//! Which penguin is it? This should name 97 of 100 penguins it has never seen.

mod net;

use crate::demo::{Demo, Description};
use crate::model::Model;
use crate::train::{Recipe, Settings};
use crate::trained::Trained;
use crate::{Choice, Input, Inputs};
use anyhow::Result;
use maquette_contract::{Axis, Example, Feature, Kind, Scatter, Series};

pub(super) const NAME: &str = "penguins";

pub(super) const SHIPPED: Trained =
    Trained::embedded(include_bytes!("weights.safetensors"), include_str!("card.json"));

/// A penguin, measured.
#[derive(Inputs)]
struct Penguin {
    /// Bill length
    /// From the tip to the feathers, along the ridge
    #[input(unit = "mm", range = 30.0..=65.0, step = 0.1)]
    bill_length: f32,
    /// Bill depth
    /// From the ridge down, where the bill is deepest
    #[input(unit = "mm", range = 12.0..=24.0, step = 0.1)]
    bill_depth: f32,
    /// Flipper length
    #[input(unit = "mm", range = 160.0..=240.0, step = 1)]
    flipper_length: f32,
    /// Body mass
    #[input(unit = "g", range = 2500.0..=7000.0, step = 25)]
    body_mass: f32,
    /// Island where it was seen
    island: Option<Island>,
    sex: Option<Sex>,
}

#[derive(Choice)]
enum Island {
    Biscoe,
    Dream,
    Torgersen,
}

#[derive(Choice)]
enum Sex {
    #[choice(value = "female")]
    Female,
    #[choice(value = "male")]
    Male,
}

const LABELS: [&str; 3] = ["Adelie", "Chinstrap", "Gentoo"];

pub(super) fn open(trained: &Trained) -> Result<(Demo, Model)> {
    let description = Description {
        name: NAME,
        title: "Which penguin is it?",
        summary: "Measure a penguin's bill, flipper and weight, and learn whether it is an Adelie, a Chinstrap or a Gentoo.",
        schema: Penguin::schema(),
        labels: labels(),
        examples: examples(),
        scatter: Some(scatter()?),
    };
    Demo::open(description, trained, net::net)
}

pub(super) fn recipe() -> Recipe {
    Recipe {
        schema: Penguin::schema(),
        labels: labels(),
        target: "species",
        csv: include_bytes!("penguins.csv"),
        data_name: "Palmer penguins (Gorman, Williams and Fraser 2014; Palmer Station LTER)",
        data_licence: "CC0-1.0",
        net: net::net,
        settings: Settings { epochs: 150, batch: 32, learning_rate: 0.02, weight_decay: 0.02, hide: 0.5 },
    }
}

fn labels() -> Vec<String> {
    LABELS.map(str::to_owned).to_vec()
}

/// Three birds of the table and one that lies between two species.
fn examples() -> Vec<Example> {
    let example = |title: &str, texts: [&str; 6], expected: &str| Example {
        title: title.to_owned(),
        texts: texts.map(str::to_owned).to_vec(),
        expected: expected.to_owned(),
    };
    vec![
        example("An Adelie of Torgersen", ["39.1", "18.7", "181", "3750", "Torgersen", "male"], "Adelie"),
        example("A Chinstrap of Dream", ["49", "19.6", "212", "4300", "Dream", "male"], "Chinstrap"),
        example("A Gentoo of Biscoe", ["46.5", "13.5", "210", "4550", "Biscoe", "female"], "Gentoo"),
        example("Hard to tell", ["43.2", "18", "195", "3800", "", ""], "Adelie"),
    ]
}

/// Every measured bird by its bill.
fn scatter() -> Result<Scatter> {
    let schema = Penguin::schema();
    let dataset = recipe().dataset()?;
    let rows: Vec<usize> = (0..dataset.len()).collect();
    let (birds, species) = (dataset.instances(&rows), dataset.truths(&rows));
    let number = |value| f64::from_value(value).unwrap_or(f64::NAN);
    let points = |class| {
        let birds = std::iter::zip(&birds, &species).filter(move |(_, species)| **species == class);
        birds.map(|(bird, _)| [number(bird.values()[0]), number(bird.values()[1])]).collect()
    };
    let series = LABELS.iter().enumerate();
    let series =
        series.map(|(class, label)| Series { label: (*label).to_owned(), points: points(class) }).collect();
    let title = "Bill length and depth together separate the three species".to_owned();
    Ok(Scatter { title, x: axis(&schema.features[0]), y: axis(&schema.features[1]), series })
}

fn axis(feature: &Feature) -> Axis {
    let (unit, range) = match &feature.kind {
        Kind::Number { unit, range, .. } => (unit.as_str(), (range.low, range.high)),
        Kind::Choice { .. } => ("", (0.0, 1.0)),
    };
    Axis {
        feature: feature.name.clone(),
        label: format!("{} ({unit})", feature.label),
        low: range.0,
        high: range.1,
    }
}
