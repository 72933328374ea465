//! A default with decimals for a whole number.

use maquette_derive::Inputs;

#[derive(Inputs)]
struct Bird {
    #[input(default = -1.5)]
    balance: i32,
}

fn main() {
    <Bird as maquette::Inputs>::schema();
}
