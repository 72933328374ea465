#[derive(maquette_derive::Inputs)]
struct Penguin {
    bill_length: f32,
}

fn main() {}
