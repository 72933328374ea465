//! Range beyond the type.

use maquette_derive::Inputs;

#[derive(Inputs)]
struct Bird {
    #[input(range = 1..=500)]
    eggs: u8,
}

fn main() {
    <Bird as maquette::Inputs>::schema();
}
