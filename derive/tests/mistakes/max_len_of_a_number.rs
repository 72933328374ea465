//! Max len of a number.

use maquette_derive::Inputs;

#[derive(Inputs)]
struct Bird {
    #[input(max_len = 10)]
    bill_length: f32,
}

fn main() {
    <Bird as maquette::Inputs>::schema();
}
