//! Character.

use maquette_derive::Inputs;

#[derive(Inputs)]
struct Bird {
    sex: char,
}

fn main() {
    <Bird as maquette::Inputs>::schema();
}
