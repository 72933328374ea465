//! A struct that is used as inputs and does not derive them.

struct Bird {
    name: String,
}

fn main() {
    <Bird as maquette::Inputs>::schema();
}
