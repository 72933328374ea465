//! # Classes
//!
//! The answer of a classifier is the likeliest class, with its probability as a number and in words.
//! Below it are all classes as bars, the classes that could also be right, and how often similar answers were right.
//! A `Classifier` gives this if a [`Recipe`](../../tutorial/3-own-training.md) trained it: the training measures its
//! confidence and writes that on the card. Weights without a card give a [ranking](ranked.md), because nobody has
//! measured what their scores mean.
//!
//! Percentages are whole, add up to 100, and are never 0 or 100. The first five classes have a row, the others share
//! one. For inputs outside the training data, the words of certainty are left out and the page says why.

use candle_nn::{Linear, linear};
use maquette::prelude::*;

#[derive(Inputs)]
struct Flower {
    #[input(unit = "cm", range = 0.5..=7.5)]
    petal_length: f32,
    #[input(unit = "cm", range = 0.0..=3.0)]
    petal_width: f32,
}

#[derive(Choice)]
enum Iris {
    Setosa,
    Versicolor,
    Virginica,
}

/// The network of examples/classifier.rs, and what its training left.
struct Net(Linear, Linear);

const TRAINED: Trained =
    Trained::embedded(include_bytes!("../../iris/weights.safetensors"), include_str!("../../iris/card.json"));

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

pub fn demo() -> Demo {
    Demo::new("output-classes", Classifier::<Flower, Iris>::new(Net::new).shipped(TRAINED))
        .title("Which iris is it?")
        .description("Two measures of a petal are nearly enough.")
        .example("Hard to say", Flower { petal_length: 4.9, petal_width: 1.7 })
        .example("A small one", Flower { petal_length: 1.4, petal_width: 0.2 })
        .expects("Setosa")
}
