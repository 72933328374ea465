//! A default that its type of whole numbers does not hold.

use maquette_derive::Inputs;

#[derive(Inputs)]
struct Bird {
    #[input(default = 300)]
    eggs: u8,
}

fn main() {
    <Bird as maquette::Inputs>::schema();
}
