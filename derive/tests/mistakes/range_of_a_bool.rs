//! Range of a bool.

use maquette_derive::Inputs;

#[derive(Inputs)]
struct Bird {
    #[input(range = 0..=1)]
    male: bool,
}

fn main() {
    <Bird as maquette::Inputs>::schema();
}
