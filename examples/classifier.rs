//! A candle network that the command line can train and evaluate: `cargo run --example classifier`, then open
//! http://127.0.0.1:3000; or `cargo run --release --example classifier -- evaluate iris`.
use candle_nn::{Linear, linear};
use maquette::prelude::*;

#[derive(Inputs)]
struct Flower {
    #[input(unit = "cm", range = 0.5..=7.5, default = 4.4)]
    petal_length: f32,
    #[input(unit = "cm", range = 0.0..=3.0, default = 1.4)]
    petal_width: f32,
}

#[derive(Choice)]
enum Iris {
    Setosa,
    Versicolor,
    Virginica,
}

struct Net(Linear, Linear);

impl Net {
    fn new(inputs: usize, classes: usize, weights: VarBuilder) -> candle_core::Result<Self> {
        Ok(Self(linear(inputs, 8, weights.pp("hidden"))?, linear(8, classes, weights.pp("output"))?))
    }
}

impl Module for Net {
    fn forward(&self, rows: &candle_core::Tensor) -> candle_core::Result<candle_core::Tensor> {
        self.1.forward(&self.0.forward(rows)?.relu()?)
    }
}

fn main() -> maquette::Result<()> {
    let recipe = Recipe::classifier::<Flower, Iris>("species", include_bytes!("iris/iris.csv")).net(Net::new);
    let recipe = recipe.source("Iris (Fisher 1936)", "CC BY 4.0");
    let trained = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/iris");
    let net = Classifier::<Flower, Iris>::trained_by(recipe).load(trained)?;
    Maquette::new().demo(Demo::new("iris", net).title("Which iris is it?")).serve()
}
