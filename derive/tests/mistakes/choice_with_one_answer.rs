#[derive(maquette_derive::Choice)]
enum Island {
    Biscoe,
}

fn main() {}
