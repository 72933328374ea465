//! Setting twice.

use maquette_derive::Inputs;

#[derive(Inputs)]
struct Bird {
    #[input(default = 1.0, default = 2.0)]
    bill_length: f32,
}

fn main() {
    <Bird as maquette::Inputs>::schema();
}
