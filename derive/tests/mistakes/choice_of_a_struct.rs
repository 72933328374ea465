#[derive(maquette_derive::Choice)]
struct Island;

fn main() {}
