//! Default of another type.

use maquette_derive::Inputs;

#[derive(Inputs)]
struct Bird {
    #[input(default = "many")]
    eggs: u8,
}

fn main() {
    <Bird as maquette::Inputs>::schema();
}
