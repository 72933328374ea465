//! Choice with one answer.

#[derive(maquette_derive::Choice)]
enum Island {
    Biscoe,
}

fn main() {
    <Island as maquette::Input>::feature(maquette::FieldSpec::default());
}
