//! Step without range.

use maquette_derive::Inputs;

#[derive(Inputs)]
struct Bird {
    #[input(step = 0.1)]
    bill_length: f32,
}

fn main() {
    <Bird as maquette::Inputs>::schema();
}
