//! Choice with equal values.

#[derive(maquette_derive::Choice)]
enum Island {
    Biscoe,
    #[choice(value = "Biscoe")]
    Dream,
}

fn main() {
    <Island as maquette::Input>::feature(maquette::FieldSpec::default());
}
