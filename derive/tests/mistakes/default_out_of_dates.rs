//! Default out of dates.

use maquette_derive::Inputs;

#[derive(Inputs)]
struct Bird {
    #[input(range = "2020-01-01"..="2020-12-31", default = "2021-01-01")]
    seen: maquette::Date,
}

fn main() {
    <Bird as maquette::Inputs>::schema();
}
