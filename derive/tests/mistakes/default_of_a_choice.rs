//! Default of a choice.

use maquette_derive::{Choice, Inputs};

#[derive(Choice)]
enum Island {
    Biscoe,
    Dream,
}

#[derive(Inputs)]
struct Bird {
    #[input(default = "Biscoe")]
    island: Island,
}

fn main() {
    <Island as maquette::Input>::feature(maquette::FieldSpec::default());
    <Bird as maquette::Inputs>::schema();
}
