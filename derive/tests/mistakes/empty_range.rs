//! Empty range.

#[derive(maquette_derive::Inputs)]
struct Penguin {
    #[input(range = 65.0..=30.0)]
    bill_length: f32,
}

fn main() {
    <Penguin as maquette::Inputs>::schema();
}
