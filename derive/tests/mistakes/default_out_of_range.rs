//! Default out of range.

use maquette_derive::Inputs;

#[derive(Inputs)]
struct Bird {
    #[input(range = 30.0..=65.0, default = 461)]
    bill_length: f32,
}

fn main() {
    <Bird as maquette::Inputs>::schema();
}
