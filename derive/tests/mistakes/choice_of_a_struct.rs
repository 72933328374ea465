#[derive(maquette_derive::Choice)]
struct Island;

fn main() {
    <Island as maquette::Input>::feature(maquette::Declared::default());
}
