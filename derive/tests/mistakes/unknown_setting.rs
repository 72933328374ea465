//! Unknown setting.

#[derive(maquette_derive::Inputs)]
struct Penguin {
    #[input(units = "mm", range = 30.0..=65.0)]
    bill_length: f32,
}

fn main() {
    <Penguin as maquette::Inputs>::schema();
}
