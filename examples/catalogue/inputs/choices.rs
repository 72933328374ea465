//! # Several choices
//!
//! Several choices are a group of boxes, of which any number may be ticked.
//! Use a field of type `Vec` of an enum with `#[derive(Choice)]`. It contains the ticked variants, in their order,
//! each once; it may be empty. `default = [Lamp::Red]` ticks some at first.
//!
//! Tab moves from box to box, the space bar ticks. Without JavaScript, an empty group means none. Addresses and CSV
//! separate the answers by commas, and JSON has a list. There is no limit on the number of ticks: if you need one,
//! return a `Refusal`.

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
