//! Inputs without fields.

#[derive(maquette_derive::Inputs)]
struct Penguin {}

fn main() {
    <Penguin as maquette::Inputs>::schema();
}
