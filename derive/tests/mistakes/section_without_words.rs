//! Section without words.

use maquette_derive::Inputs;

#[derive(Inputs)]
struct Bird {
    #[input(section = "")]
    bill_length: f32,
}

fn main() {
    <Bird as maquette::Inputs>::schema();
}
