//! Choice with a range.

#[derive(maquette_derive::Choice)]
enum Sex {
    Female,
    Male,
}

#[derive(maquette_derive::Inputs)]
struct Penguin {
    #[input(range = 0.0..=1.0)]
    sex: Sex,
}

fn main() {
    <Sex as maquette::Input>::feature(maquette::FieldSpec::default());
    <Penguin as maquette::Inputs>::schema();
}
