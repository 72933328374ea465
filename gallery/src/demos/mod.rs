//! One demo, one folder, one row in [`DEMOS`].

mod austen;
mod co2;
mod digits;
mod houses;
mod languages;
mod penguins;
mod seattle;
mod training;
mod voice;

use maquette::demo::Demo;
use maquette::prelude::Maquette;

/// A demo of the gallery.
pub struct Row {
    pub name: &'static str,
    pub demo: fn() -> Demo,
}

/// Every demo, in the order of the front page.
pub static DEMOS: &[Row] = &[
    Row { name: "penguins", demo: penguins::demo },
    Row { name: "houses", demo: houses::demo },
    Row { name: "co2", demo: co2::demo },
    Row { name: "digits", demo: digits::demo },
    Row { name: "languages", demo: languages::demo },
    Row { name: "voice", demo: voice::demo },
    Row { name: "austen", demo: austen::demo },
    Row { name: "training", demo: training::demo },
    Row { name: "seattle", demo: seattle::demo },
];

/// All demos.
pub fn all() -> Vec<Demo> {
    DEMOS.iter().map(|row| (row.demo)()).collect()
}

/// All demos, as an app.
pub fn gallery() -> Maquette {
    all().into_iter().fold(Maquette::new(), Maquette::demo)
}
