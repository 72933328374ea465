//! Name in another script.

use maquette_derive::Inputs;

#[derive(Inputs)]
struct Bird {
    #[input(range = 30.0..=65.0)]
    länge: f32,
}

fn main() {
    <Bird as maquette::Inputs>::schema();
}
