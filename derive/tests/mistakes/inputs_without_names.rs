//! Inputs without names.

#[derive(maquette_derive::Inputs)]
struct Penguin(f32, f32);

fn main() {
    <Penguin as maquette::Inputs>::schema();
}
