//! # Several choices
//!
//! A few answers of which any number may hold are a group of boxes.
//! A field of type `Vec` of an enum with `#[derive(Choice)]` is asked for like this. It holds what was ticked, in the
//! order of the variants, and each of them once; it may be empty. `default = [Lamp::Red]` ticks some at first.
//!
//! Tab goes from box to box, the space bar ticks. Without JavaScript an empty group counts as none.
//! In an address and in CSV the answers are parted by commas, in JSON they are a list. Nothing limits how many may be
//! ticked: where that matters, the function answers with a `Refusal`.

use maquette::prelude::*;

#[derive(Inputs)]
struct Stage {
    /// Lamps that are on
    #[input(default = [Lamp::Red, Lamp::Green])]
    lamps: Vec<Lamp>,
}

#[derive(Choice, Clone, Copy)]
enum Lamp {
    Red,
    Green,
    Blue,
}

pub fn demo() -> Demo {
    Demo::function("input-choices", mix)
        .title("Which colour do lamps make together?")
        .description("Light adds up, unlike paint: three lamps on one white wall make eight colours.")
        .example("Two of them", Stage { lamps: vec![Lamp::Red, Lamp::Green] })
        .expects("Yellow")
        .example("All", Stage { lamps: vec![Lamp::Red, Lamp::Green, Lamp::Blue] })
        .expects("White")
}

fn mix(Stage { lamps }: Stage) -> &'static str {
    let lit: usize = lamps.iter().map(|&lamp| 1 << lamp as usize).sum();
    ["Black", "Red", "Green", "Yellow", "Blue", "Magenta", "Cyan", "White"][lit]
}
