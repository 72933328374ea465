//! Option of vec.

use maquette_derive::Inputs;

#[derive(Inputs)]
struct Bird {
    parasites: Option<Vec<u8>>,
}

fn main() {
    <Bird as maquette::Inputs>::schema();
}
