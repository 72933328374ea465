//! A default without words for a text that has to be given.

use maquette_derive::Inputs;

#[derive(Inputs)]
struct Bird {
    #[input(default = " ")]
    name: String,
}

fn main() {
    <Bird as maquette::Inputs>::schema();
}
