//! # Checkbox
//!
//! Yes or no is one box to tick, followed by its statement.
//! Use a field of type `bool`. The box is not ticked, unless `default = true` is set. Make the label a statement that
//! is true when the box is ticked: "From the fridge", not "Fridge?".
//!
//! The space bar ticks it. Without JavaScript, a cleared box counts as no, even if the default is yes. If "not known"
//! is a possible answer, use an `Option<bool>`, which has [three answers](yes_no.md).

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
