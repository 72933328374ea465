//! Inputs of an enum.

#[derive(maquette_derive::Inputs)]
enum Penguin {
    Adelie,
    Gentoo,
}

fn main() {
    <Penguin as maquette::Inputs>::schema();
}
