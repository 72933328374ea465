//! The gallery: one demo, one folder, one row.

mod penguins;

use crate::demo::Demo;
use crate::model::Model;
use crate::train::Recipe;
use crate::trained::Trained;

/// What the gallery knows of a demo before it is opened.
pub struct Row {
    pub name: &'static str,
    /// Puts the demo together with what was trained for it.
    pub open: fn(&Trained) -> anyhow::Result<(Demo, Model)>,
    /// How it is trained.
    pub recipe: fn() -> Recipe,
    /// What ships inside the binary.
    pub shipped: Trained,
}

/// Every demo, in the order of the front page.
pub static DEMOS: &[Row] = &[Row {
    name: penguins::NAME,
    open: penguins::open,
    recipe: penguins::recipe,
    shipped: penguins::SHIPPED,
}];

/// The row of a demo, by its name.
pub fn find(name: &str) -> Option<&'static Row> {
    DEMOS.iter().find(|row| row.name == name)
}
