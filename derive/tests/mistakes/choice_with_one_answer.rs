#[derive(maquette_derive::Choice)]
enum Island {
    Biscoe,
}

fn main() {
    <Island as maquette::Input>::feature(maquette::Declared::default());
}
