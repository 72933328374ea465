//! Vec of numbers.

use maquette_derive::Inputs;

#[derive(Inputs)]
struct Bird {
    bill_lengths: Vec<f32>,
}

fn main() {
    <Bird as maquette::Inputs>::schema();
}
