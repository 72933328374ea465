//! # Yes, no, not known
//!
//! Yes or no becomes three answers side by side if people may not know.
//! Use a field of type `Option<bool>`; the third answer is `None`. It is selected at first, unless `default` is set.
//!
//! The three answers are one group: Tab enters it, the arrow keys choose. They work without JavaScript. A program
//! omits the field or sends `null` if the answer is not known. If everyone knows the answer, use a plain `bool`,
//! which is a single [box](checkbox.md).

use maquette::prelude::*;

#[derive(Inputs)]
struct Seen {
    /// Does it fly?
    flies: Option<bool>,
    /// Does it lay eggs?
    lays_eggs: Option<bool>,
}

/// Each with whether it flies, and whether it lays eggs.
const ANIMALS: [(&str, bool, bool); 5] = [
    ("Robin", true, true),
    ("Bat", true, false),
    ("Platypus", false, true),
    ("Penguin", false, true),
    ("Hedgehog", false, false),
];

pub fn demo() -> Demo {
    Demo::function("input-yes_no", guess)
        .title("Which animal is it?")
        .description(
            "A robin, a bat, a platypus, a penguin or a hedgehog. Every answer rules some of them out.",
        )
        .example("Something in the air", Seen { flies: Some(true), lays_eggs: None })
        .expects("Robin or Bat")
        .example("It flies, and has young", Seen { flies: Some(true), lays_eggs: Some(false) })
        .expects("Bat")
}

fn guess(seen: Seen) -> String {
    let fits = |said: Option<bool>, truth: bool| said.is_none_or(|said| said == truth);
    let left =
        ANIMALS.iter().filter(|(_, flies, eggs)| fits(seen.flies, *flies) && fits(seen.lays_eggs, *eggs));
    left.map(|(name, ..)| *name).collect::<Vec<_>>().join(" or ")
}
