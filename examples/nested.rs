//! Nests Maquette into an axum app, under a prefix: `cargo run --example nested`, then open http://127.0.0.1:3000.
use maquette::axum::{Router, response::Html, routing::get, serve};
use maquette::prelude::*;

#[derive(Inputs)]
struct Celsius {
    /// Temperature
    #[input(unit = "°C", range = -40.0..=60.0, step = 0.5, default = 21.0)]
    degrees: f64,
}

#[tokio::main]
async fn main() -> maquette::Result<()> {
    let demo =
        Demo::function("fahrenheit", |Celsius { degrees }| Quantity::new(degrees * 1.8 + 32.0, 1).unit("°F"));
    let models = Maquette::new().demo(demo.title("How warm is that in Fahrenheit?")).router(None)?;
    let front = || async {
        Html("<!doctype html><title>An app</title><h1>An app</h1><a href='/models/fahrenheit'>Try it</a>")
    };
    let app = Router::new().route("/", get(front)).nest("/models", models);

    let addr = std::env::var("MAQUETTE_ADDR").unwrap_or_else(|_| "127.0.0.1:3000".to_owned());
    println!("Listening on http://{addr}");
    Ok(serve(tokio::net::TcpListener::bind(addr).await?, app).await?)
}
