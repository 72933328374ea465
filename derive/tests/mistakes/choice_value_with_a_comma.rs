//! Choice value with a comma.

use maquette_derive::Choice;

#[derive(Choice)]
enum Island {
    #[choice(value = "Biscoe, north")]
    Biscoe,
    Dream,
}

fn main() {
    <Island as maquette::Input>::feature(maquette::FieldSpec::default());
}
