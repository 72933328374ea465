//! A demo whose model takes 50 ms for each batch, however many are in it: served like any other.

use load as _; // with the server's allocator
use maquette::prelude::*;
use std::convert::Infallible;
use std::time::Duration;

#[derive(Inputs)]
struct Number {
    #[input(default = 1.0)]
    number: f64,
}

struct Slow;

impl Model for Slow {
    type Inputs = Number;
    type Output = f64;
    type Error = Infallible;

    fn forward(&mut self, batch: Vec<Number>) -> Result<Vec<f64>, Infallible> {
        std::thread::sleep(Duration::from_millis(50));
        Ok(batch.into_iter().map(|Number { number }| number).collect())
    }
}

fn main() -> anyhow::Result<()> {
    Maquette::new().demo(Demo::new("slow", Slow)).serve()
}
