//! Vec of strings.

use maquette_derive::Inputs;

#[derive(Inputs)]
struct Bird {
    names: Vec<String>,
}

fn main() {
    <Bird as maquette::Inputs>::schema();
}
