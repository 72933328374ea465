struct Bird {
    name: String,
}

fn main() {
    <Bird as maquette::Inputs>::schema();
}
