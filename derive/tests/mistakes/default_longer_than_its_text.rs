//! A default with more characters than its field takes.

use maquette_derive::Inputs;

#[derive(Inputs)]
struct Bird {
    #[input(max_len = 3, default = "Pingu")]
    name: String,
}

fn main() {
    <Bird as maquette::Inputs>::schema();
}
