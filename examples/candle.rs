//! A candle network with its weights: `cargo run --example candle`, then open http://127.0.0.1:3000.
//! The README shows this code beside a picture of its page.

use candle_nn::{Activation, linear, seq};
use maquette::prelude::*;

#[derive(Inputs)]
struct Flower {
    #[input(unit = "cm", range = 0.5..=7.5, default = 4.9)]
    petal_length: f32,
    #[input(unit = "cm", range = 0.0..=3.0, default = 1.7)]
    petal_width: f32,
}

#[derive(Choice)]
enum Iris {
    Setosa,
    Versicolor,
    Virginica,
}

fn main() -> maquette::Result<()> {
    let iris = Classifier::<Flower, Iris>::new(|inputs, classes, weights| {
        let hidden = linear(inputs, 8, weights.pp("hidden"))?;
        Ok(seq().add(hidden).add(Activation::Relu).add(linear(8, classes, weights.pp("output"))?))
    });
    Maquette::new().demo(Demo::new("iris", iris.load("examples/iris")?).title("Which iris is it?")).serve()
}
