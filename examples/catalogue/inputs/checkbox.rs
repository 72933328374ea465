//! # Checkbox
//!
//! Yes or no is one box to tick, with its question behind it.
//! A field of type `bool` is asked for like this. It is not ticked, unless `default = true` says so.
//! The label should be a statement that is true when the box is ticked: "From the fridge", and not "Fridge?".
//!
//! The space bar ticks it. Without JavaScript a box that was cleared counts as a no, even where the default is a yes.
//! Where "not known" is an answer, an `Option<bool>` becomes [three answers](yes_no.md).

use maquette::prelude::*;

#[derive(Inputs)]
struct Egg {
    /// Hard
    hard: bool,
    /// From the fridge
    /// 4 °C instead of 20 °C
    #[input(default = true)]
    cold: bool,
}

pub fn demo() -> Demo {
    Demo::function("input-checkbox", boil)
        .title("How long does an egg boil?")
        .description("One of middle size, by the formula of Charles Williams: heat travels from the shell to the yolk.")
        .example("For breakfast", Egg { hard: false, cold: true })
        .expects_near(4.5, 0.1)
        .example("For a picnic", Egg { hard: true, cold: true })
        .expects_near(7.7, 0.1)
}

fn boil(Egg { hard, cold }: Egg) -> Quantity {
    let (start, yolk) = (if cold { 4.0 } else { 20.0 }, if hard { 77.0 } else { 63.0 });
    let seconds: f64 = 400.6 * f64::ln(0.76 * (100.0 - start) / (100.0 - yolk));
    Quantity::new(seconds / 60.0, 1).unit("minutes")
}
