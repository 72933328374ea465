//! Text that is borrowed.

use maquette_derive::Inputs;

#[derive(Inputs)]
struct Bird {
    name: &'static str,
}

fn main() {
    <Bird as maquette::Inputs>::schema();
}
