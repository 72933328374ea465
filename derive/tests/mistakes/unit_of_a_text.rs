//! Unit of a text.

use maquette_derive::Inputs;

#[derive(Inputs)]
struct Bird {
    #[input(unit = "mm")]
    name: String,
}

fn main() {
    <Bird as maquette::Inputs>::schema();
}
