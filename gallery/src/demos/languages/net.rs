//! The transformer over n-grams of bytes that detects the language.

use super::bytes::{Bytes, GRAMS, NONE, ORDERS};
use super::names::LANGUAGES;
use candle_core::{D, DType, Device, Result, Tensor};
use candle_nn::{Init, LayerNorm, Linear, Module, VarBuilder, layer_norm_no_bias, linear, linear_no_bias};
use maquette::prelude::*;

/// So many bytes are one place of the sequence that attends to itself.
const PATCH: usize = 4;
const EMBEDDING: usize = 32;
const WIDTH: usize = 96;
const HEADS: usize = 4;
const LAYERS: usize = 2;

/// A transformer over bytes.
///
/// A byte is the sum of the embeddings of the grams that end at it (hashed byte n-grams as in Pagnoni et al. 2024,
/// "Byte Latent Transformer"). Four bytes side by side are one place, by a convolution with a stride (Clark et al. 2022,
/// "CANINE"). Places attend to each other in two encoder layers, normalised beforehand (Xiong et al. 2020); they have no
/// positions, since grams know their order and no language begins differently. Their mean gives the logits.
pub(super) struct Net {
    grams: Tensor,
    patch: Linear,
    layers: Vec<Layer>,
    norm: LayerNorm,
    output: Linear,
}

impl Net {
    pub(super) fn new(weights: VarBuilder<'_>) -> Result<Self> {
        let grams =
            weights.get_with_hints((GRAMS - 1, EMBEDDING), "grams", Init::Randn { mean: 0.0, stdev: 1.0 })?;
        let layers = (0..LAYERS).map(|layer| Layer::new(weights.pp(format!("layer{layer}"))));
        Ok(Self {
            grams,
            patch: linear(PATCH * EMBEDDING, WIDTH, weights.pp("patch"))?,
            layers: layers.collect::<Result<_>>()?,
            norm: layer_norm_no_bias(WIDTH, 1e-5, weights.pp("norm"))?,
            output: linear(WIDTH, LANGUAGES, weights.pp("output"))?,
        })
    }

    /// A row of logits for each text, in the order of the languages.
    pub(super) fn logits(&self, texts: &[&str]) -> Result<Tensor> {
        let texts: Vec<_> = texts.iter().map(|text| Bytes::read(text).grams().collect()).collect();
        self.forward(&Batch::new(&texts))
    }

    pub(super) fn forward(&self, batch: &Batch) -> Result<Tensor> {
        self.classify(&self.grams(batch)?.sum(2)?, &batch.mask()?)
    }

    /// The embedding of each gram: `[texts, bytes, ORDERS, EMBEDDING]`.
    pub(super) fn grams(&self, batch: &Batch) -> Result<Tensor> {
        // What is no gram adds nothing, and nothing is learnt for it.
        let none = Tensor::zeros((1, EMBEDDING), DType::F32, &Device::Cpu)?;
        let grams = Tensor::from_slice(&batch.grams, batch.grams.len(), &Device::Cpu)?;
        let grams = Tensor::cat(&[&none, &self.grams], 0)?.index_select(&grams, 0)?;
        grams.reshape((batch.texts, batch.bytes, ORDERS, EMBEDDING))
    }

    /// From the sums of each byte's grams on. The mask, `[texts, places]`, has 1 where there is text.
    pub(super) fn classify(&self, bytes: &Tensor, mask: &Tensor) -> Result<Tensor> {
        let (texts, places) = mask.dims2()?;
        let mut xs = self.patch.forward(&bytes.reshape((texts, places, PATCH * EMBEDDING))?)?;
        // Where there is no text there is nothing to attend to.
        let full = mask.sum_all()?.to_scalar::<f32>()? as usize == texts * places;
        let ban = if full { None } else { Some(((mask - 1.0)? * 1e9)?.reshape((texts, 1, 1, places))?) };
        for layer in &self.layers {
            xs = layer.forward(&xs, ban.as_ref())?;
        }
        let xs = self.norm.forward(&xs)?.broadcast_mul(&mask.unsqueeze(2)?)?;
        let mean = xs.sum(1)?.broadcast_div(&mask.sum_keepdim(1)?)?;
        self.output.forward(&mean)
    }
}

/// Texts as numbers, all as long as the longest.
pub(super) struct Batch {
    texts: usize,
    /// A whole number of places.
    bytes: usize,
    grams: Vec<u32>,
    lengths: Vec<usize>,
}

impl Batch {
    /// From the grams at each byte of each text.
    pub(super) fn new(texts: &[Vec<[u32; ORDERS]>]) -> Self {
        let lengths: Vec<_> = texts.iter().map(Vec::len).collect();
        let bytes = lengths.iter().max().copied().unwrap_or(0).next_multiple_of(PATCH);
        let padded = |text: &Vec<[u32; ORDERS]>| {
            let padding = std::iter::repeat_n([NONE; ORDERS], bytes - text.len());
            text.iter().copied().chain(padding).flatten().collect::<Vec<_>>()
        };
        Self { texts: texts.len(), bytes, grams: texts.iter().flat_map(padded).collect(), lengths }
    }

    /// 1 for each place that has a byte of the text.
    pub(super) fn mask(&self) -> Result<Tensor> {
        let places = self.bytes / PATCH;
        let of = |length: &usize| {
            let filled = length.div_ceil(PATCH);
            (0..places).map(move |place| f32::from(u8::from(place < filled)))
        };
        Tensor::from_iter(self.lengths.iter().flat_map(of), &Device::Cpu)?.reshape((self.texts, places))
    }
}

/// `xs + attention(norm(xs))`, and then `xs + feed(norm(xs))`.
struct Layer {
    before_attention: LayerNorm,
    queries_keys_values: Linear,
    joined: Linear,
    before_feed: LayerNorm,
    wide: Linear,
    narrow: Linear,
}

impl Layer {
    fn new(weights: VarBuilder<'_>) -> Result<Self> {
        Ok(Self {
            // Without a bias: with one, candle's norm has no gradient.
            before_attention: layer_norm_no_bias(WIDTH, 1e-5, weights.pp("before_attention"))?,
            queries_keys_values: linear_no_bias(WIDTH, 3 * WIDTH, weights.pp("queries_keys_values"))?,
            joined: linear(WIDTH, WIDTH, weights.pp("joined"))?,
            before_feed: layer_norm_no_bias(WIDTH, 1e-5, weights.pp("before_feed"))?,
            wide: linear(WIDTH, 2 * WIDTH, weights.pp("wide"))?,
            narrow: linear(2 * WIDTH, WIDTH, weights.pp("narrow"))?,
        })
    }

    fn forward(&self, xs: &Tensor, ban: Option<&Tensor>) -> Result<Tensor> {
        let xs = (xs + self.attend(&self.before_attention.forward(xs)?, ban)?)?;
        let fed = self.wide.forward(&self.before_feed.forward(&xs)?)?.relu()?;
        xs + self.narrow.forward(&fed)?
    }

    /// `softmax(q k^T / sqrt(d) + ban) v` in each head (Vaswani et al. 2017).
    fn attend(&self, xs: &Tensor, ban: Option<&Tensor>) -> Result<Tensor> {
        let (texts, places, _) = xs.dims3()?;
        let parts =
            self.queries_keys_values.forward(xs)?.reshape((texts, places, 3, HEADS, WIDTH / HEADS))?;
        let part = |part| parts.narrow(2, part, 1)?.squeeze(2)?.transpose(1, 2)?.contiguous();
        let (queries, keys, values) = (part(0)?, part(1)?, part(2)?);
        let queries = (queries / ((WIDTH / HEADS) as f64).sqrt())?;
        let mut scores = queries.matmul(&keys.transpose(2, 3)?.contiguous()?)?;
        if let Some(ban) = ban {
            scores = scores.broadcast_add(ban)?;
        }
        // A softmax, whose gradient does not depend on the largest, with the division left for the end: places by
        // places are many numbers.
        let largest = scores.max_keepdim(D::Minus1)?.detach();
        let weights = scores.broadcast_sub(&largest)?.exp()?;
        let attended = weights.matmul(&values)?.broadcast_div(&weights.sum_keepdim(D::Minus1)?)?;
        self.joined.forward(&attended.transpose(1, 2)?.reshape((texts, places, WIDTH))?)
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use candle_nn::VarMap;
    use maquette::train::seed_weights;

    /// A network that has learnt nothing.
    pub(in super::super) fn net(seed: u64) -> Net {
        let weights = VarMap::new();
        let net = Net::new(VarBuilder::from_varmap(&weights, DType::F32, &Device::Cpu)).expect("made");
        seed_weights(&weights, seed).expect("seeded");
        net
    }

    #[test]
    fn texts_of_other_lengths_beside_it_do_not_change_what_is_said_of_one() {
        let net = net(1);
        let long = "한글은 누구나 쉽게 배운다 ".repeat(30);
        let texts = ["a", "", "Wer weiß das schon?", &long, "ab"];
        let together: Vec<Vec<f32>> = net.logits(&texts).and_then(|logits| logits.to_vec2()).expect("logits");
        for (text, together) in texts.iter().zip(together) {
            let alone: Vec<f32> =
                net.logits(&[text]).and_then(|logits| logits.squeeze(0)?.to_vec1()).expect("logits");
            assert_eq!(alone.len(), LANGUAGES);
            for (alone, together) in alone.iter().zip(together) {
                assert!((alone - together).abs() < 1e-4, "{text:?}: {alone} alone, {together} together");
            }
        }
    }

    #[test]
    fn every_weight_is_learnt() {
        let weights = VarMap::new();
        let net = Net::new(VarBuilder::from_varmap(&weights, DType::F32, &Device::Cpu)).expect("made");
        seed_weights(&weights, 1).expect("seeded");
        let loss = net.logits(&["one two three four", "하나"]).and_then(|logits| logits.sqr()?.sum_all());
        let gradients = loss.and_then(|loss| loss.backward()).expect("gradients");
        for (name, weight) in weights.data().lock().expect("unlocked").iter() {
            let gradient = gradients.get(weight).unwrap_or_else(|| panic!("{name} has no gradient"));
            let size = gradient.abs().and_then(|all| all.max_all()?.to_scalar::<f32>()).expect("a number");
            assert!(size > 0.0, "{name}");
        }
    }
}
