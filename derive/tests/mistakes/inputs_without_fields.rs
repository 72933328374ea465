#[derive(maquette_derive::Inputs)]
struct Penguin {}

fn main() {}
