//! The convolutional network that reads a digit.

use super::images::SIDE;
use candle_core::{DType, Device, Module, Result, Tensor};
use candle_nn::init::{DEFAULT_KAIMING_UNIFORM, ZERO};
use candle_nn::{Linear, VarBuilder, linear};

/// How many classes there are: the digits 0 to 9.
pub(crate) const CLASSES: usize = 10;
/// Maps of the first and of the second convolution.
const MAPS: [usize; 2] = [16, 32];
const HIDDEN: usize = 64;
/// Images that go through together. With more of them the windows' tensors reach the 65,536 numbers from which on
/// candle has every core take part in each sum, and wait for the others: on a busy machine that takes eight times as long.
const GROUP: usize = 8;

/// A small convolutional network (after LeCun et al. 1998): two convolutions, and `output(relu(hidden(maps)))`.
pub(crate) struct Net {
    first: Convolution,
    second: Convolution,
    hidden: Linear,
    output: Linear,
}

impl Net {
    pub(crate) fn new(weights: VarBuilder<'_>) -> Result<Self> {
        let first = Convolution::new(SIDE, 1, MAPS[0], weights.pp("first"))?;
        let second = Convolution::new(first.side, MAPS[0], MAPS[1], weights.pp("second"))?;
        let hidden = linear(second.side * second.side * MAPS[1], HIDDEN, weights.pp("hidden"))?;
        Ok(Self { first, second, hidden, output: linear(HIDDEN, CLASSES, weights.pp("output"))? })
    }

    fn group(&self, images: &Tensor) -> Result<Tensor> {
        let maps = self.second.forward(&self.first.forward(images)?)?.flatten_from(1)?;
        self.output.forward(&self.hidden.forward(&maps)?.relu()?)
    }

    /// What it says to images, as rows of logits.
    pub(crate) fn logits(&self, images: &Tensor) -> Result<Vec<Vec<f64>>> {
        self.forward(images)?.to_dtype(DType::F64)?.to_vec2()
    }
}

impl Module for Net {
    /// Images `[n, 784]` or `[n, 1, 28, 28]`, white on black from 0 to 1, to logits `[n, 10]`.
    fn forward(&self, images: &Tensor) -> Result<Tensor> {
        let images = images.reshape(((), SIDE * SIDE, 1))?;
        let count = images.dim(0)?;
        let group = |start| self.group(&images.narrow(0, start, GROUP.min(count - start))?);
        Tensor::cat(&(0..count).step_by(GROUP).map(group).collect::<Result<Vec<_>>>()?, 0)
    }
}

/// A convolution whose maps are pooled by the largest of each square of four: `[n, pixels, maps]` to
/// `[n, pixels, maps]`, the maps last.
///
/// The windows are gathered into rows, so that each of its steps is a product of matrices. On a processor it learns
/// three times as fast as `conv2d` and `max_pool2d`, whose way back is slow.
struct Convolution {
    /// For each of the four pixels that are pooled, the places of its windows' pixels.
    windows: [Tensor; 4],
    kernel: Tensor,
    bias: Tensor,
    /// Pixels along a side of a map, once pooled.
    side: usize,
}

/// Pixels along a side of a window.
const WINDOW: usize = 5;

impl Convolution {
    fn new(side: usize, inputs: usize, outputs: usize, weights: VarBuilder<'_>) -> Result<Self> {
        let convolved = side - WINDOW + 1;
        let pooled = convolved / 2;
        let windows = |corner: (usize, usize)| {
            let mut places = Vec::with_capacity((pooled * WINDOW).pow(2));
            for (row, column) in square(pooled) {
                let (top, left) = (2 * row + corner.0, 2 * column + corner.1);
                places.extend(square(WINDOW).map(|(y, x)| ((top + y) * side + left + x) as u32));
            }
            Tensor::new(places, &Device::Cpu)
        };
        let window = WINDOW * WINDOW * inputs;
        Ok(Self {
            windows: [windows((0, 0))?, windows((0, 1))?, windows((1, 0))?, windows((1, 1))?],
            kernel: weights.get_with_hints((outputs, window), "weight", DEFAULT_KAIMING_UNIFORM)?,
            bias: weights.get_with_hints(outputs, "bias", ZERO)?,
            side: pooled,
        })
    }
}

impl Module for Convolution {
    fn forward(&self, maps: &Tensor) -> Result<Tensor> {
        let (images, pixels, kernel) = (maps.dim(0)?, self.side * self.side, self.kernel.t()?);
        let [a, b, c, d] = self.windows.each_ref().map(|places| {
            let windows = maps.index_select(places, 1)?.reshape((images * pixels, kernel.dim(0)?))?;
            windows.matmul(&kernel)
        });
        let largest = a?.maximum(&b?)?.maximum(&c?.maximum(&d?)?)?;
        largest.broadcast_add(&self.bias)?.relu()?.reshape((images, pixels, ()))
    }
}

/// The places of a square, row by row.
fn square(side: usize) -> impl Iterator<Item = (usize, usize)> {
    (0..side * side).map(move |place| (place / side, place % side))
}

#[cfg(test)]
mod tests {
    use super::*;
    use candle_nn::VarMap;

    #[test]
    fn both_shapes_of_an_image_give_the_same_logits() {
        let weights = VarMap::new();
        let net = Net::new(VarBuilder::from_varmap(&weights, DType::F32, &Device::Cpu)).expect("made");
        let flat = Tensor::rand(0f32, 1.0, (2, SIDE * SIDE), &Device::Cpu).expect("drawn");
        let square = flat.reshape((2, 1, SIDE, SIDE)).expect("reshaped");
        let logits = net.logits(&flat).expect("forward");
        assert_eq!([logits.len(), logits[0].len()], [2, CLASSES]);
        assert_eq!(logits, net.logits(&square).expect("forward"));
        assert_ne!(logits[0], logits[1]);
        assert!(net.forward(&flat.narrow(1, 0, 700).expect("narrowed")).is_err());
    }

    #[test]
    fn a_convolution_is_the_one_of_candle() {
        let check = || {
            let weights = VarMap::new();
            let builder = VarBuilder::from_varmap(&weights, DType::F32, &Device::Cpu);
            let convolution = Convolution::new(12, 3, 4, builder)?;
            let maps = Tensor::rand(-1f32, 1.0, (2, 144, 3), &Device::Cpu)?;
            let ours = convolution.forward(&maps)?;

            let kernel = convolution.kernel.reshape((4, WINDOW, WINDOW, 3))?.permute((0, 3, 1, 2))?;
            let maps = maps.reshape((2, 12, 12, 3))?.permute((0, 3, 1, 2))?;
            let theirs = maps.conv2d(&kernel.contiguous()?, 0, 1, 1, 1)?.max_pool2d(2)?.relu()?;
            let theirs = theirs.permute((0, 2, 3, 1))?.reshape((2, 16, 4))?;
            (ours - theirs)?.abs()?.flatten_all()?.max(0)?.to_scalar::<f32>()
        };
        let difference = check().expect("computed");
        assert!(difference < 1e-5, "{difference}");
    }
}
