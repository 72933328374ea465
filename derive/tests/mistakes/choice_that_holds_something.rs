//! Choice that holds something.

#[derive(maquette_derive::Choice)]
enum Island {
    Biscoe,
    Other(String),
}

fn main() {
    <Island as maquette::Input>::feature(maquette::FieldSpec::default());
}
