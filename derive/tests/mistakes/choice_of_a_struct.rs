//! Choice of a struct.

#[derive(maquette_derive::Choice)]
struct Island;

fn main() {
    <Island as maquette::Input>::feature(maquette::FieldSpec::default());
}
