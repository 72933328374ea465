//! # Markdown
//!
//! A text with headings, lists, tables, links and code is written in Markdown.
//! `markdown(source)` makes it from CommonMark with tables and strikethrough. Programs get the source beside the
//! HTML.
//!
//! The source may come from anyone, including a language model: scripts, styles, forms, pictures and all addresses
//! except `https`, `http` and `mailto` are removed. Headings are small, so that they do not compete with those of the
//! page.

use maquette::prelude::*;

#[derive(Inputs)]
struct Guests {
    /// Hungry people
    #[input(range = 1..=12, default = 3)]
    people: u8,
}

pub fn demo() -> Demo {
    Demo::function("output-markdown", pancakes)
        .title("What goes into the pancakes?")
        .description("Three thin ones for everybody.")
        .example("For three", Guests { people: 3 })
        .example("For a birthday", Guests { people: 10 })
}

fn pancakes(Guests { people }: Guests) -> Markdown {
    let times = |amount: f64| amount * f64::from(people);
    let (flour, milk, eggs) = (times(60.0), times(1.25), times(1.0));
    markdown(&format!(
        "| Take | |\n|--|--|\n| Flour | **{flour} g** |\n| Milk | **{milk} dl** |\n| Eggs | **{eggs}** |\n\n\
         1. Whisk everything with *a pinch of salt*.\n\
         2. Let it rest for **20 minutes**; nobody likes a stiff batter.\n\
         3. Bake them in butter, one and a half minutes a side.\n\n\
         > The first one never works. It belongs to the cook."
    ))
}
