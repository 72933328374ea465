//! A field whose enum does not derive Choice.

use maquette_derive::Inputs;

enum Island {
    Biscoe,
    Dream,
}

#[derive(Inputs)]
struct Bird {
    island: Island,
    seen_on: Vec<Island>,
}

fn main() {
    <Bird as maquette::Inputs>::schema();
}
