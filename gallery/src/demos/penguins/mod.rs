//! Which penguin is it? This should name 97 of 100 penguins it has never seen.

mod net;

use maquette::csv::read_rows;
use maquette::prelude::*;
use net::Net;

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

#[derive(Choice)]
enum Species {
    Adelie,
    Chinstrap,
    Gentoo,
}

const TABLE: &[u8] = include_bytes!("penguins.csv");
const SHIPPED: Trained = Trained::embedded(include_bytes!("weights.safetensors"), include_str!("card.json"));

pub(super) fn demo() -> Demo {
    let chart = bills();
    Demo::new("penguins", Classifier::<Penguin, Species>::trained_by(recipe()).shipped(SHIPPED))
        .title("Which penguin is it?")
        .description(
            "Measure a penguin's bill, flipper and weight, and learn whether it is an Adelie, a Chinstrap or a Gentoo.",
        )
        .example("An Adelie of Torgersen", bird(39.1, 18.7, 181.0, 3750.0, Some(Island::Torgersen), Some(Sex::Male)))
        .expects("Adelie")
        .example("A Chinstrap of Dream", bird(49.0, 19.6, 212.0, 4300.0, Some(Island::Dream), Some(Sex::Male)))
        .expects("Chinstrap")
        .example("A Gentoo of Biscoe", bird(46.5, 13.5, 210.0, 4550.0, Some(Island::Biscoe), Some(Sex::Female)))
        .expects("Gentoo")
        .example("Hard to tell", bird(43.2, 18.0, 195.0, 3800.0, None, None))
        .expects("Adelie")
        .beside("", move |bird: &Penguin, _| {
            chart.clone().own(f64::from(bird.bill_length), f64::from(bird.bill_depth))
        })
}

fn recipe() -> Recipe {
    Recipe::classifier::<Penguin, Species>("species", TABLE)
        .source("Palmer penguins (Gorman, Williams and Fraser 2014; Palmer Station LTER)", "CC0-1.0")
        .net(Net::new)
        .epochs(150)
        .batch(32)
        .learning_rate(0.02)
        .weight_decay(0.02)
        .hide(0.5)
        .goal("accuracy", 0.97)
}

fn bird(
    bill_length: f32,
    bill_depth: f32,
    flipper_length: f32,
    body_mass: f32,
    island: Option<Island>,
    sex: Option<Sex>,
) -> Penguin {
    Penguin { bill_length, bill_depth, flipper_length, body_mass, island, sex }
}

/// Every measured bird by its bill.
fn bills() -> Chart {
    let rows = read_rows(TABLE, &Penguin::schema(), &["species"]).map(|rows| rows.rows).unwrap_or_default();
    let chart = Chart::scatter("Bill length and depth together separate the three species")
        .x("Bill length (mm)")
        .y("Bill depth (mm)")
        .x_range(30.0, 65.0)
        .y_range(12.0, 24.0);
    Species::CHOICES.iter().fold(chart, |chart, (species, label)| {
        let birds = rows.iter().filter(|row| row.extra[0] == *species);
        let birds = birds.filter_map(|row| Penguin::from_instance(&row.instance));
        chart.series(
            label,
            birds.map(|bird| [f64::from(bird.bill_length), f64::from(bird.bill_depth)]).collect(),
        )
    })
}
