//! Default that is no date.

use maquette_derive::Inputs;

#[derive(Inputs)]
struct Bird {
    #[input(default = "29.2.2020")]
    seen: maquette::Date,
}

fn main() {
    <Bird as maquette::Inputs>::schema();
}
