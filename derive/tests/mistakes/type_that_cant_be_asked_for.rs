#[derive(maquette_derive::Inputs)]
struct Penguin {
    colours: Option<Vec<String>>,
}

fn main() {}
