#[derive(maquette_derive::Choice)]
enum Island {
    Biscoe,
    Other(String),
}

fn main() {}
