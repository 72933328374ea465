//! Turns a function into a demo: `cargo run --example hello`, then open http://127.0.0.1:3000.
use maquette::prelude::*;

#[derive(Inputs)]
struct Greeting {
    /// Your name
    #[input(default = "Ada")]
    name: String,
}

fn main() -> maquette::Result<()> {
    let hello = Demo::function("hello", |to: Greeting| format!("Hello, {}!", to.name));
    Maquette::new().demo(hello).serve()
}
