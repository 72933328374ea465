//! Date that does not exist.

use maquette_derive::Inputs;

#[derive(Inputs)]
struct Bird {
    #[input(range = "2021-02-01"..="2021-02-29")]
    seen: maquette::Date,
}

fn main() {
    <Bird as maquette::Inputs>::schema();
}
