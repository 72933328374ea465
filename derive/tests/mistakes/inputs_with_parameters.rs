//! Inputs with a type parameter.

use maquette_derive::Inputs;

#[derive(Inputs)]
struct Bird<T: Clone> {
    name: T,
}

fn main() {
    <Bird<String> as maquette::Inputs>::schema();
}
