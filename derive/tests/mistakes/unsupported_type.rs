//! A field of an unsupported type.

use maquette_derive::Inputs;

#[derive(Inputs)]
struct Bird {
    nest: Nest,
}

struct Nest {
    eggs: u8,
}

fn main() {
    <Bird as maquette::Inputs>::schema();
}
