//! Long number.

use maquette_derive::Inputs;

#[derive(Inputs)]
struct Bird {
    #[input(long)]
    bill_length: f32,
}

fn main() {
    <Bird as maquette::Inputs>::schema();
}
