//! Option of option.

use maquette_derive::Inputs;

#[derive(Inputs)]
struct Bird {
    bill_length: Option<Option<f32>>,
}

fn main() {
    <Bird as maquette::Inputs>::schema();
}
