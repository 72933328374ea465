//! The gallery: one demo, one folder, one row; written with nothing but the public interface.

mod austen;
mod co2;
mod digits;
mod houses;
mod languages;
mod penguins;
mod seattle;
mod training;
mod voice;

use crate::app::Maquette;
use crate::demo::Demo;

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

/// All of them as an app.
pub fn gallery() -> Maquette {
    DEMOS.iter().fold(Maquette::new(), |app, row| app.demo((row.demo)()))
}
